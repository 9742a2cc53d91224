#include "adapter/storage/mysql/versions.hpp"

namespace gotrue::mysql {

const std::vector<const std::vector<Table>*>& versions() {
  static const std::vector<const std::vector<Table>*> all = {&first_schema(), &external_sign_in_schema()};
  return all;
}

}  // namespace gotrue::mysql
