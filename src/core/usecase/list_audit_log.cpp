#include "core/usecase/list_audit_log.hpp"

namespace gotrue {
namespace {

Result<AuditFilter> parse_query(const Uuid& instance_id, const std::string& query) {
  AuditFilter filter{instance_id, {}, {}, {}};
  if (query.empty()) return filter;
  const std::size_t colon = query.find(':');
  const std::string scope = query.substr(0, colon);
  std::string value = colon == std::string::npos ? std::string() : query.substr(colon + 1);
  if (colon == std::string::npos) return fail(ErrorCode::AuditQueryInvalid, query);
  if (scope == "author") {
    filter.author = std::move(value);
  } else if (scope == "action") {
    filter.action = std::move(value);
  } else if (scope == "type") {
    filter.log_type = std::move(value);
  } else {
    return fail(ErrorCode::AuditQueryInvalid, query);
  }
  return filter;
}

}  // namespace

Result<Page<AuditEntry>> list_audit_log(const Services& services, const RequestContext& context,
                                        const std::string& query, const PageRequest& page) {
  const AuditFilter filter = TRY(parse_query(context.instance.id, query));
  return services.storage.read([&](Repositories& repositories) { return repositories.audit().list(filter, page); });
}

}  // namespace gotrue
