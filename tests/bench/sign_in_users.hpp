// Virtual users who sign in at a provider: the way there, and the way back.
#pragma once
#include <cstddef>
#include <memory>

#include "endpoint.hpp"
#include "load_loop.hpp"

namespace gotrue::bench {

// Asks /authorize, again and again.
std::unique_ptr<VirtualUser> make_authorize_user(const Endpoint& endpoint);
// Asks /authorize and then /callback, of which the second alone counts; always as the same account of the stand-in.
std::unique_ptr<VirtualUser> make_callback_user(const Endpoint& endpoint, std::size_t account);

}  // namespace gotrue::bench
