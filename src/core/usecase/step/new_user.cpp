#include "core/usecase/step/new_user.hpp"

#include "core/policy/metadata_rules.hpp"

namespace gotrue {

User make_password_user(const Services& services, const RequestContext& context, const std::string& email, Time now) {
  User user;
  user.instance_id = context.instance.id;
  user.id = Uuid::v4(services.random);
  user.aud = context.audience;
  user.role = context.instance.settings.jwt.default_group_name;
  user.email = email;
  user.app_metadata = password_user_app_metadata();
  user.created_at = now;
  user.updated_at = now;
  return user;
}

}  // namespace gotrue
