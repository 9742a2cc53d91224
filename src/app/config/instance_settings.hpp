// What the core needs of a configuration: the settings of the one instance of single-instance mode, and what
// those of multi-instance mode fall back to.
#pragma once
#include "app/config/configuration.hpp"
#include "core/model/instance.hpp"

namespace gotrue {

// `prints_mail`: mails are printed for a developer (`--mail-to-log`), so they are written without an SMTP host
// as well. `with_issued_at` stays true; who finds a database shared with the original clears it.
InstanceSettings make_instance_settings(const Configuration& configuration, bool prints_mail);

}  // namespace gotrue
