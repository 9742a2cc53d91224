#include "adapter/net/curl_handle_pool.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

TEST(CurlHandlePool, GivesAnOriginTheHandleThatWasThereLastThoughOthersWereUsedSince) {
  CurlHandlePool pool;
  auto one = pool.take("https://one.example");
  auto two = pool.take("https://two.example");
  const CURL* const of_one = one->get();
  const CURL* const of_two = two->get();
  pool.give_back("https://one.example", std::move(one));
  pool.give_back("https://two.example", std::move(two));
  EXPECT_EQ(pool.take("https://one.example")->get(), of_one);
  EXPECT_EQ(pool.take("https://two.example")->get(), of_two);
}

TEST(CurlHandlePool, GivesAHandleToOneRequestAtATime) {
  CurlHandlePool pool;
  pool.give_back("https://one.example", pool.take("https://one.example"));
  const auto first = pool.take("https://one.example");
  const auto second = pool.take("https://one.example");
  EXPECT_NE(first->get(), second->get());
}

TEST(CurlHandlePool, LeavesAnIdleHandleToItsOrigin) {
  CurlHandlePool pool;
  auto one = pool.take("https://one.example");
  const CURL* const of_one = one->get();
  pool.give_back("https://one.example", std::move(one));
  const auto other = pool.take("https://other.example");
  EXPECT_NE(other->get(), of_one);
  EXPECT_EQ(pool.take("https://one.example")->get(), of_one);
}

TEST(CurlHandlePool, KeepsSixteenIdleHandlesAndLetsTheOldestGo) {
  CurlHandlePool pool;
  std::vector<std::unique_ptr<CurlHandle>> taken;
  std::vector<const CURL*> first;
  for (int i = 0; i < 17; ++i) {
    taken.push_back(pool.take(std::to_string(i)));
    first.push_back(taken.back()->get());
  }
  for (int i = 0; i < 17; ++i) pool.give_back(std::to_string(i), std::move(taken[static_cast<std::size_t>(i)]));
  for (int i = 1; i < 17; ++i) {
    taken.push_back(pool.take(std::to_string(i)));
    EXPECT_EQ(taken.back()->get(), first[static_cast<std::size_t>(i)]) << i;
  }
}

}  // namespace
}  // namespace gotrue
