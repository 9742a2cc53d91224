// How often this program has waited for the disk.
#pragma once

namespace gotrue {

// Counts fsync and fdatasync, which the program defines itself (sync_counter.cpp): SQLite, linked statically, calls
// these.
int count_of_syncs();

}  // namespace gotrue
