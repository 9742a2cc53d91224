// A prepared statement over the binary protocol. Rows are read from the server at once, so that several statements of a
// connection may be under way. What is run for later gathers, row by row, while the statement stays the same.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapter/storage/mysql/parameter.hpp"
#include "adapter/storage/mysql/row_array.hpp"
#include "adapter/storage/mysql/session.hpp"
#include "adapter/storage/sql/connection.hpp"

namespace gotrue::mysql {

// Not thread-safe; must not outlive its session. Texts are UTF-8.
class MysqlStatement final : public sql::Statement, private GatheredRows {
 public:
  // The server prepares it at its first run.
  MysqlStatement(Session& session, const std::string& text);
  ~MysqlStatement() override;

  void bind_null(int index) override;
  void bind_int64(int index, std::int64_t value) override;
  void bind_text(int index, std::string_view value) override;
  void bind_blob(int index, std::string_view value) override;
  void bind_time(int index, Time value) override;
  bool step() override;
  void step_later() override;
  std::int64_t changed_rows() const override;
  // Also for the date 0000-00-00, which older servers wrote for none.
  bool is_null(int column) const override;
  std::int64_t int64(int column) const override;
  std::string_view text(int column) const override;
  Time time(int column) const override;
  void reset() override;

 private:
  // A text goes to `bytes`, which grows to the longest value seen; the others to their own member.
  struct Column {
    std::vector<char> bytes;
    std::int64_t number = 0;
    MYSQL_TIME time{};
    unsigned long length = 0;
    my_bool is_null = 0;
    my_bool is_cut = 0;
  };

  void bind_bytes(int index, enum_field_types type, std::string_view value);
  Parameter& set_parameter(int index, enum_field_types type);
  void prepare();
  void describe_columns();
  void execute();
  void run_rows() override;
  void drop_rows() noexcept override { rows_.clear(); }
  void run_one_by_one() const;
  void run_as_array();
  // 0: the parameters are bound alone.
  void set_array_size(std::size_t rows);
  bool fetch();
  void fetch_long_texts();
  const Column& column(int index) const;
  enum_field_types column_type(int index) const;

  struct Close {
    void operator()(MYSQL_STMT* statement) const { MariadbLibrary::get().stmt_close(statement); }
  };
  const MariadbLibrary& library_ = MariadbLibrary::get();
  Session& session_;
  const std::string text_;
  std::unique_ptr<MYSQL_STMT, Close> statement_;
  // What the library writes to stands in place for the life of the statement.
  std::vector<Parameter> parameters_;
  std::vector<MYSQL_BIND> parameter_binds_;
  RowArray rows_;
  std::vector<Column> columns_;
  std::vector<MYSQL_BIND> column_binds_;
  bool is_executed_ = false;
};

}  // namespace gotrue::mysql
