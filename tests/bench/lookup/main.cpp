// What it takes to find the account of a login by its address, one look-up after the other, in a table that
// scripts/lib/fill_users.sh filled: for scripts/bench --rows.
//   build/release/tests/gotrue_lookup_bench database-url rows
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "adapter/system/system_clock.hpp"
#include "app/config/load_configuration.hpp"
#include "app/open_storage.hpp"
#include "bench/histogram.hpp"

namespace gotrue {
namespace {

constexpr int kWarmUp = 2'000;
constexpr int kLookups = 20'000;
constexpr std::uint64_t kRegulars = 1'000;

OpenedDatabase open_filled(const std::string& url, const Clock& clock) {
  const Variables variables{{"GOTRUE_DB_DATABASE_URL", url},
                            {"GOTRUE_JWT_SECRET", "of-the-bench-only"},
                            {"GOTRUE_SITE_URL", "http://localhost"}};
  return open_storage(load_configuration({variables, RunMode::Serve}).configuration, StorageUse::Server, clock);
}

bool finds(Storage& storage, std::uint64_t row) {
  const std::string email = "filled-" + std::to_string(row) + "@example.com";
  return storage
      .look_up([&](Repositories& repositories) { return repositories.users().find_by_email(Uuid{}, "", email); })
      .has_value();
}

// Of `rows` users, `wanted` spread over the table are looked up again and again. False when one is missing.
bool measure(Storage& storage, std::uint64_t rows, std::uint64_t wanted) {
  std::mt19937_64 generator(1);
  std::uniform_int_distribution<std::uint64_t> any(0, wanted - 1);
  bench::Histogram times;
  for (int i = 0; i < kWarmUp + kLookups; ++i) {
    const auto start = std::chrono::steady_clock::now();
    if (!finds(storage, any(generator) * (rows / wanted))) return false;
    if (i >= kWarmUp) times.record(std::chrono::steady_clock::now() - start);
  }
  const auto microseconds = [&](double quantile) { return static_cast<double>(times.at(quantile).count()) / 1e3; };
  std::printf("login look-up, any of %9llu among %9llu users: p50 %6.0f us, p99 %6.0f us\n",
              static_cast<unsigned long long>(wanted), static_cast<unsigned long long>(rows), microseconds(0.5),
              microseconds(0.99));
  return true;
}

int run(const std::string& url, std::uint64_t rows) {
  const SystemClock clock;
  const OpenedDatabase database = open_filled(url, clock);
  // Those who are there today, then everybody: pages that the server has at hand, and such as come from the disk.
  if (measure(*database.storage, rows, std::min(rows, kRegulars)) && measure(*database.storage, rows, rows)) return 0;
  std::fprintf(stderr, "gotrue_lookup_bench: an account is missing\n");
  return 1;
}

}  // namespace
}  // namespace gotrue

int main(int count, char** arguments) {
  const unsigned long long rows = count == 3 ? std::strtoull(arguments[2], nullptr, 10) : 0;
  if (rows == 0) {
    std::fprintf(stderr, "usage: gotrue_lookup_bench database-url rows\n");
    return 2;
  }
  try {
    return gotrue::run(arguments[1], rows);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gotrue_lookup_bench: %s\n", error.what());
    return 1;
  }
}
