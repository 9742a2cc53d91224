// GET /admin/audit: the audit log of the instance, newest first.
#pragma once
#include <string>

#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

// `query` is empty or `author:x`, `action:x`, `type:x`. Error: AuditQueryInvalid.
Result<Page<AuditEntry>> list_audit_log(const Services& services, const RequestContext& context,
                                        const std::string& query, const PageRequest& page);

}  // namespace gotrue
