#include "storage_conformance.hpp"

namespace gotrue {
namespace {

const HostileText kHostileTexts[] = {
    {"SingleQuote", "o'brien'' OR '1'='1"},
    {"DoubleQuote", R"(say "yes" `now` \ \\ \')"},
    {"SqlFragment", "'); DROP TABLE users; --"},
    {"Placeholders", "? ?1 :name $1 %s {} %"},
    {"Accents", "Ünïcödé e\xCC\x81 ǅ İ ß"},
    {"Emoji", "\xF0\x9F\x98\x80\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"},
    {"RightToLeft", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\xE2\x80\xAE"},
    {"ControlCharacters", "\x01\t\r\n\x1B[31m\x7F"},
    {"Spaces", "  two before, two behind  "},
    {"Long", std::string(250, 'x')},
};

}  // namespace

std::vector<StorageEngine> all_engines() {
  std::vector<StorageEngine> engines = server_engines();
  engines.insert(engines.begin(), sqlite_engine());
  return engines;
}

INSTANTIATE_TEST_SUITE_P(Engines, StorageConformance, testing::ValuesIn(all_engines()), engine_name);

INSTANTIATE_TEST_SUITE_P(Engines, HostileTexts,
                         testing::Combine(testing::ValuesIn(all_engines()), testing::ValuesIn(kHostileTexts)),
                         [](const auto& test) {
                           return std::get<0>(test.param).name + std::get<1>(test.param).name;
                         });

}  // namespace gotrue
