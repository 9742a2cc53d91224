// How often this program has written to files and waited for the disk.
#pragma once

namespace gotrue {

// Counts fsync and fdatasync, which the program defines itself (sync_counter.cpp): SQLite, linked statically, calls
// these.
int count_of_syncs();
// The same of pwrite.
int count_of_writes();

}  // namespace gotrue
