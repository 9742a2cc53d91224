# Private MariaDB servers for the tests: never the machine's own, reachable on the loopback address alone.
# Needs the package mariadb-server.

# start_mysql DIRECTORY
# Makes the server in DIRECTORY, or starts the one that was stopped there on its old port, and waits until it answers.
# Sets GOTRUE_TEST_MYSQL_URL to its empty database `gotrue`; the user may create further ones. The user `plain` has that
# database alone, as in production; `reader` may read databases whose name begins with errors_,
# `elsewhere` has all rights there by a grant for other hosts.
start_mysql() {
  mkdir -p "$1"
  _mysql_home=$(cd "$1" && pwd)
  _mysql_as=
  _mysql_user=$(id -un)
  if [ "$(id -u)" = 0 ]; then
    # MariaDB does not run as root; a fresh directory of mktemp is closed to others.
    _mysql_user=mysql
    _mysql_as="setpriv --reuid=mysql --regid=mysql --clear-groups"
    chown mysql "$_mysql_home"
  fi
  if [ ! -d "$_mysql_home/data/mysql" ]; then
    mariadb-install-db --no-defaults --user="$_mysql_user" --datadir="$_mysql_home/data" --skip-name-resolve \
      --skip-test-db --auth-root-authentication-method=normal >"$_mysql_home/install.log" 2>&1 || {
      cat "$_mysql_home/install.log" >&2
      return 1
    }
    # The accounts that come with it have no password.
    printf '%s\n' "CREATE DATABASE IF NOT EXISTS gotrue;" \
      "CREATE USER IF NOT EXISTS 'gotrue'@'127.0.0.1' IDENTIFIED BY 'gotrue';" \
      "GRANT ALL PRIVILEGES ON *.* TO 'gotrue'@'127.0.0.1';" \
      "CREATE USER IF NOT EXISTS 'plain'@'127.0.0.1' IDENTIFIED BY 'plain';" \
      "GRANT ALL PRIVILEGES ON gotrue.* TO 'plain'@'127.0.0.1';" \
      "CREATE USER IF NOT EXISTS 'reader'@'127.0.0.1' IDENTIFIED BY 'sesame';" \
      "GRANT SELECT ON \`errors\_%\`.* TO 'reader'@'127.0.0.1';" \
      "CREATE USER IF NOT EXISTS 'elsewhere'@'127.0.0.1' IDENTIFIED BY 'elsewhere', 'elsewhere'@'%' IDENTIFIED BY 'x';" \
      "GRANT ALL PRIVILEGES ON \`errors\_%\`.* TO 'elsewhere'@'%';" \
      "DROP USER IF EXISTS 'root'@'127.0.0.1', 'root'@'::1';" >"$_mysql_home/init.sql"
    chown "$_mysql_user" "$_mysql_home/init.sql"
  fi
  _mysql_try=0
  while [ "$_mysql_try" -lt 5 ]; do
    _mysql_try=$((_mysql_try + 1))
    # Below the range that the kernel gives to outgoing connections.
    [ -s "$_mysql_home/port" ] || echo $((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000)) >"$_mysql_home/port"
    _mysql_serve "$_mysql_home" && return 0
    rm -f "$_mysql_home/port"
  done
  tail -n 20 "$_mysql_home/server.log" >&2
  return 1
}

# Starts the server on the port in the directory's file `port`; fails when the server ends before it answers.
_mysql_serve() {
  _mysql_port=$(cat "$1/port")
  # The socket is relative to the data directory: a long path would not fit.
  # shellcheck disable=SC2086  # a list of words
  $_mysql_as mariadbd --no-defaults --datadir="$1/data" --socket=server.sock --pid-file=server.pid \
    --bind-address=127.0.0.1 --port="$_mysql_port" --init-file="$1/init.sql" --skip-name-resolve --skip-log-bin \
    --performance-schema=OFF --innodb-buffer-pool-size=64M --innodb-log-file-size=32M --max-connections=200 \
    ${MYSQL_TEST_OPTIONS:-} >"$1/server.log" 2>&1 &
  echo $! >"$1/pid"
  _mysql_waited=0
  while [ "$_mysql_waited" -lt 300 ]; do
    kill -0 "$(cat "$1/pid")" 2>/dev/null || return 1
    # Over its own socket, so that it is no other server that answers.
    if (cd "$1/data" && mariadb-admin --no-defaults --socket=server.sock ping) >/dev/null 2>&1; then
      GOTRUE_TEST_MYSQL_URL="gotrue:gotrue@tcp(127.0.0.1:$_mysql_port)/gotrue?parseTime=true"
      export GOTRUE_TEST_MYSQL_URL
      return 0
    fi
    _mysql_waited=$((_mysql_waited + 1))
    sleep 0.1
  done
  return 1
}

# stop_mysql DIRECTORY
# Ends the server that start_mysql started there and waits for its end. The data stay.
stop_mysql() {
  [ -s "$1/pid" ] || return 0
  _mysql_pid=$(cat "$1/pid")
  kill "$_mysql_pid" 2>/dev/null || true
  while kill -0 "$_mysql_pid" 2>/dev/null && [ "$(ps -o stat= -p "$_mysql_pid" | cut -c1)" != Z ]; do sleep 0.1; done
  rm -f "$1/pid"
}
