#include "adapter/system/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace gotrue {

void open_standard_streams() {
  int fd = 0;
  // The lowest that is free is taken each time.
  while (fd >= 0 && fd <= STDERR_FILENO) fd = ::open("/dev/null", O_RDWR);
  if (fd >= 0) ::close(fd);
}

}  // namespace gotrue
