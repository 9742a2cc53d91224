#include "explaining_connection.hpp"

#include <string_view>

namespace gotrue {
namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// A derived table, not one of the schema; or rows that come in the order of the key and end at a limit.
bool is_bounded(std::string_view sql, std::string_view step) {
  return holds(step, "subquery") || holds(step, "CONSTANT ROW") || holds(sql, " ORDER BY id LIMIT ") ||
         (holds(step, " USING ") && sql.ends_with(" ORDER BY next_attempt_at LIMIT 1"));
}

}  // namespace

class ExplainingStatement final : public sql::Statement {
 public:
  ExplainingStatement(ExplainingConnection& owner, std::string sql)
      : owner_(owner),
        sql_(std::move(sql)),
        real_(owner.inner_.prepare(sql_)),
        plan_(owner.inner_.prepare((owner.engine_ == sql::Engine::Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql_)) {}
  void bind_null(int i) override { real_->bind_null(i), plan_->bind_null(i); }
  void bind_int64(int i, std::int64_t v) override { real_->bind_int64(i, v), plan_->bind_int64(i, v); }
  void bind_text(int i, std::string_view v) override { real_->bind_text(i, v), plan_->bind_text(i, v); }
  void bind_blob(int i, std::string_view v) override { real_->bind_blob(i, v), plan_->bind_blob(i, v); }
  void bind_time(int i, Time v) override { real_->bind_time(i, v), plan_->bind_time(i, v); }
  bool step() override {
    if (!is_judged_) owner_.judge(sql_, *plan_);
    is_judged_ = true;
    return real_->step();
  }
  std::int64_t changed_rows() const override { return real_->changed_rows(); }
  bool is_null(int c) const override { return real_->is_null(c); }
  std::int64_t int64(int c) const override { return real_->int64(c); }
  std::string_view text(int c) const override { return real_->text(c); }
  Time time(int c) const override { return real_->time(c); }
  void reset() override {
    is_judged_ = false;
    real_->reset();
    plan_->reset();
  }

 private:
  ExplainingConnection& owner_;
  const std::string sql_;
  std::unique_ptr<sql::Statement> real_;
  std::unique_ptr<sql::Statement> plan_;
  bool is_judged_ = false;
};

std::unique_ptr<sql::Statement> ExplainingConnection::prepare(const std::string& sql) {
  return std::make_unique<ExplainingStatement>(*this, sql);
}

void ExplainingConnection::judge(const std::string& sql, sql::Statement& plan) {
  ++explained_;
  if (sql.starts_with("INSERT INTO ") && sql.find("SELECT") == sql.npos) return;
  while (plan.step()) {
    if (is_scan(sql, plan)) scans_.push_back(sql);
  }
  plan.reset();
}

bool ExplainingConnection::is_scan(const std::string& sql, const sql::Statement& step) const {
  switch (engine_) {
    // id, parent, notused, detail
    case sql::Engine::Sqlite: return step.text(3).starts_with("SCAN ") && !is_bounded(sql, step.text(3));
    // id, select_type, table, type, ...
    case sql::Engine::Mysql:
      if (step.text(3) == "index") return !holds(sql, " LIMIT ");  // in the order of an index, to its end
      return step.text(3) == "ALL" && !step.text(2).starts_with("<derived");
    case sql::Engine::Postgres: return holds(step.text(0), "Seq Scan on ");
  }
  return true;
}

}  // namespace gotrue
