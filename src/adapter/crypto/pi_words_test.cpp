#include "adapter/crypto/pi_words.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gotrue {
namespace {

// A number from 0 up to 2^32, in words after a whole one, most significant first.
using Fixed = std::vector<std::uint32_t>;

constexpr std::size_t kGuardWords = 2;

void divide(Fixed& number, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (auto& word : number) {
    rest = rest << 32 | word;
    word = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
}

void multiply(Fixed& number, std::uint32_t factor) {
  std::uint64_t carry = 0;
  for (auto word = number.rbegin(); word != number.rend(); ++word) {
    carry += std::uint64_t{*word} * factor;
    *word = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
}

void add(Fixed& number, const Fixed& other) {
  std::uint64_t carry = 0;
  for (std::size_t i = number.size(); i-- > 0;) {
    carry += std::uint64_t{number[i]} + other[i];
    number[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
}

void subtract(Fixed& number, const Fixed& other) {
  std::int64_t carry = 0;
  for (std::size_t i = number.size(); i-- > 0;) {
    carry += std::int64_t{number[i]} - other[i];
    number[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
}

bool is_zero(const Fixed& number) {
  return number.end() == std::find_if(number.begin(), number.end(), [](std::uint32_t word) { return word != 0; });
}

// arctan(1/x) = 1/x - 1/(3x^3) + 1/(5x^5) - ...
Fixed arc_tangent_of_inverse(std::uint32_t x) {
  Fixed power(1 + kPiWordCount + kGuardWords);
  power[0] = 1;
  divide(power, x);
  Fixed sum = power;
  for (std::uint32_t n = 3; !is_zero(power); n += 2) {
    divide(power, x * x);
    Fixed term = power;
    divide(term, n);
    n % 4 == 3 ? subtract(sum, term) : add(sum, term);
  }
  return sum;
}

TEST(PiWords, AreWhatMachinsFormulaGives) {
  // pi = 16 arctan(1/5) - 4 arctan(1/239)
  Fixed pi = arc_tangent_of_inverse(5);
  multiply(pi, 4);
  subtract(pi, arc_tangent_of_inverse(239));
  multiply(pi, 4);
  EXPECT_EQ(pi[0], 3u);
  for (std::size_t i = 0; i < kPiWordCount; ++i) ASSERT_EQ(kPiWords[i], pi[i + 1]) << i;
}

}  // namespace
}  // namespace gotrue
