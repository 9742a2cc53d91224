// A value that this database cannot hold though others could: a character that an old character set lacks, a text that is longer
// than an adopted column. Who sent it is told so; nothing of the server is broken.
#pragma once
#include "core/port/storage.hpp"

namespace gotrue {

// Thrown by reads and writes alike; the transaction is rolled back.
class UnstorableValue : public StorageError {
 public:
  // `message`: the server's code.
  explicit UnstorableValue(const std::string& message)
      : StorageError(Kind::Broken, message + ": the database cannot hold this value") {}
};

}  // namespace gotrue
