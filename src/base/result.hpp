// Result<T>: a value or an Error. Expected failures travel as values; exceptions mean broken
// infrastructure or a bug.
#pragma once
#include <tl/expected.hpp>
#include <utility>

#include "base/error.hpp"

namespace gotrue {

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> fail(ErrorCode code, std::string detail = {}) {
  return fail(make_error(code, std::move(detail)));
}

namespace detail {
template <class T>
T take(Result<T>& result) { return std::move(*result); }
inline void take(Status&) {}
}  // namespace detail

}  // namespace gotrue

// The value of a Result, or return its error from the enclosing function. Never in a coroutine, and never behind another
// element of a braced list: g++ 12 leaks what stands before it there.
#define TRY(...)                                                              \
  __extension__({                                                             \
    auto try_result_ = (__VA_ARGS__);                                         \
    if (!try_result_) return ::gotrue::fail(std::move(try_result_).error());  \
    ::gotrue::detail::take(try_result_);                                      \
  })
