// A connection that asks the engine how it is going to run each statement, with the values that it runs with.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "adapter/storage/sql/connection.hpp"
#include "adapter/storage/sql/flavour.hpp"

namespace gotrue {

class ExplainingConnection final : public sql::Connection {
 public:
  ExplainingConnection(sql::Connection& inner, sql::Engine engine) : inner_(inner), engine_(engine) {}
  std::unique_ptr<sql::Statement> prepare(const std::string& sql) override;

  // The statements so far that read a table from its one end to the other, with the step of the plan that does.
  const std::vector<std::string>& scans() const { return scans_; }
  std::size_t explained() const { return explained_; }

 private:
  friend class ExplainingStatement;
  void judge(const std::string& sql, sql::Statement& plan);
  bool is_scan(const std::string& sql, const sql::Statement& step) const;

  sql::Connection& inner_;
  const sql::Engine engine_;
  std::vector<std::string> scans_;
  std::size_t explained_ = 0;
};

}  // namespace gotrue
