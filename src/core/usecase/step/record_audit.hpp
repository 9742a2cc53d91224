// Writes an entry of the audit log in the transaction of what it tells.
#pragma once
#include "core/policy/audit_log.hpp"
#include "core/port/services.hpp"
#include "core/usecase/request_context.hpp"

namespace gotrue {

inline void record_audit(const Services& services, const RequestContext& context, Repositories& tx,
                         const AuditEvent& event, Time now) {
  tx.audit().insert(make_audit_entry(context.instance.id, event, now, services.random));
}

}  // namespace gotrue
