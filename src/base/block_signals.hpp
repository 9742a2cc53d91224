// Threads of our own leave signals to the main thread.
#pragma once

namespace gotrue {

// Blocks every signal for the calling thread; a closed pipe is an error of write(2) there and ends nobody.
void block_signals();

}  // namespace gotrue
