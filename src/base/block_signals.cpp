#include "base/block_signals.hpp"

#include <signal.h>

namespace gotrue {

void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace gotrue
