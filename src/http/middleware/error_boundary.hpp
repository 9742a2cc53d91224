// The error boundary around the other middleware and around the handler: the one place where exceptions end. They
// mean broken infrastructure or a bug; the client learns nothing of them but the request id.
#pragma once
#include <exception>
#include <functional>
#include <variant>

#include "base/route.hpp"

namespace gotrue::http {

// Says which error an exception is for the client, and adds to the log what may be logged of it. Thread-safe.
using ExceptionClassifier = std::function<TransportError(std::exception_ptr, LogFields&)>;

// Immutable.
class ErrorBoundary {
 public:
  // `classify` may be empty: every exception is Internal.
  explicit ErrorBoundary(ExceptionClassifier classify) : classify_(std::move(classify)) {}

  // What `work` returns, or the error that its exception stands for.
  template <class Work>
  auto run(const Work& work, LogFields& log) const noexcept -> std::variant<decltype(work()), TransportError> {
    try {
      return work();
    } catch (...) {
      return classify_ ? classify_(std::current_exception(), log) : TransportError::Internal;
    }
  }

 private:
  ExceptionClassifier classify_;
};

}  // namespace gotrue::http
