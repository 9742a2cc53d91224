// The descriptors 0 to 2, which a supervisor may have closed. For main, before anything else is opened: what took the place
// of one (a lock, the socket of a database) would be read as input or get the lines of the log.
#pragma once

namespace gotrue {

// Those that are closed lead to /dev/null afterwards.
void open_standard_streams();

}  // namespace gotrue
