// The constraints that keys put on texts.
#pragma once
#include "app/config/key.hpp"

namespace gotrue::constraint {

// No control characters: the value reaches headers, links or the file system.
extern const Constraint kPrintable;
// The name of an audience or a role, as the columns hold it.
extern const Constraint kName;
// An RFC 9110 token: names of headers and cookies.
extern const Constraint kToken;
// Letters, digits and `_`: part of table names.
extern const Constraint kIdentifier;
// A host name or an address, without port: part of an authority.
extern const Constraint kHost;
// A number from 1 to 65535.
extern const Constraint kPort;
// "/a/b": begins with a slash and has neither query, fragment nor empty segment.
extern const Constraint kPath;
// "https://host[:port]" and nothing behind it.
extern const Constraint kOrigin;
// A glob that at least names a scheme: "https://*.example.com/**".
extern const Constraint kUrlGlob;

}  // namespace gotrue::constraint
