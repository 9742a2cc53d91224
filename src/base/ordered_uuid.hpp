// Identifiers for rows that only ever come to the end of a table: they come to the end of its indexes as well, where a random
// one would touch another page for each row.
#pragma once
#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/uuid.hpp"

namespace gotrue {

// A fresh version-7 UUID (RFC 9562 section 5.7): the milliseconds of `now` since 1970 and 74 random bits. Those of a later
// millisecond are greater, also as text; among those of one there is no order.
Uuid ordered_uuid(Time now, Random& random);

}  // namespace gotrue
