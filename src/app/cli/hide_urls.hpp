// Takes database URLs out of the list of processes.
#pragma once

namespace gotrue {

// Overwrites the values of --from and --to in the memory that the kernel shows as the command line; to be called as soon as
// the arguments were copied.
void hide_urls(int count, char** arguments);

}  // namespace gotrue
