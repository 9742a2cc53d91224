# Fills the table of users for scripts/bench --rows. Sourced after the library of the database.

# fill_users mysql|postgres ROWS
# Rows as sign-ups leave them, by the database itself, a million in a transaction.
fill_users() {
  _fill_done=0
  while [ "$_fill_done" -lt "$2" ]; do
    _fill_end=$((_fill_done + 1000000))
    [ "$_fill_end" -le "$2" ] || _fill_end=$2
    "_fill_$1" "$_fill_done" "$((_fill_end - 1))" || return 1
    _fill_done=$_fill_end
    printf '\rfilling: %s of %s users' "$_fill_done" "$2" >&2
  done
  echo >&2
}

# What both servers write the same way: an id and an address of the row's number.
_fill_columns="id, instance_id, aud, role, email, email_normal, encrypted_password, confirmed_at, raw_app_meta_data,
  raw_user_meta_data, is_super_admin, origin, autoconfirmed, created_at, updated_at"
_fill_password='$2a$10$7EqJtq98hPqEX7fNZaFWoOhi5CwEoUdDLx7RS6sBvgqfAfa4Uzx6a'
_fill_values="'00000000-0000-0000-0000-000000000000', '', ''"
_fill_metadata="'{\"provider\":\"email\"}', '{\"full_name\":\"A Person\"}', 0, 'signup', 0"

_fill_mysql() {
  (cd "$directory/db/data" && mariadb --no-defaults --socket=server.sock --user=root gotrue --execute "
    INSERT INTO users ($_fill_columns, email_normal_of)
    SELECT CONCAT('f0000000-0000-4000-8000-', LPAD(HEX(seq), 12, '0')), $_fill_values,
      CONCAT('filled-', seq, '@example.com'), CONCAT('filled-', seq, '@example.com'), '$_fill_password', UTC_TIMESTAMP(6),
      $_fill_metadata, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), CONCAT('filled-', seq, '@example.com') FROM seq_$1_to_$2")
}

_fill_postgres() {
  psql "$GOTRUE_TEST_POSTGRES_URL" --no-psqlrc --quiet --command "
    INSERT INTO users ($_fill_columns)
    SELECT 'f0000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'), $_fill_values,
      'filled-' || n || '@example.com', 'filled-' || n || '@example.com', '$_fill_password', now(),
      $_fill_metadata, now(), now() FROM generate_series($1, $2) AS numbers (n)" --command "ANALYZE users"
}
