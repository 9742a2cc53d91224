# A private PostgreSQL server for tests: `start_postgres DIRECTORY`, `restart_postgres DIRECTORY`, `stop_postgres DIRECTORY`. Sourced; needs Debian's
# package postgresql. All that it makes is in DIRECTORY/postgres; it listens on a free port of the loopback interface.

# Runs a command as somebody whom the server accepts: it refuses root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --clear-groups --inh-caps=-all -- "$@"
  else
    "$@"
  fi
}

# The newest version that is installed.
postgres_bin() {
  found=$(find /usr/lib/postgresql -path '*/bin/pg_ctl' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] || { echo "postgres: install the package postgresql" >&2; return 1; }
  dirname "$found"
}

# Sets GOTRUE_TEST_POSTGRES_URL: an empty database whose user may create others.
start_postgres() {
  postgres_bin=$(postgres_bin) || return 1
  mkdir -p "$1/postgres"
  postgres_home=$(cd "$1/postgres" && pwd)
  if [ "$(id -u)" = 0 ]; then
    chmod a+x "$1"
    chown postgres "$postgres_home"
  fi
  postgres_password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s\n' "$postgres_password" >"$postgres_home/password"
  chmod 600 "$postgres_home/password"
  if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_home/password"; fi
  (cd "$postgres_home" && as_postgres "$postgres_bin/initdb" --pgdata "$postgres_home/data" --username gotrue \
    --pwfile "$postgres_home/password" --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8 --no-sync \
    >"$postgres_home/initdb.log" 2>&1) || { cat "$postgres_home/initdb.log" >&2; return 1; }

  # A port that is taken makes the server fail at once: then another one.
  for postgres_try in 1 2 3 4 5; do
    postgres_port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
    if (cd "$postgres_home" && as_postgres "$postgres_bin/pg_ctl" start --pgdata "$postgres_home/data" --silent --wait \
      --log "$postgres_home/server.log" --options \
      "-c listen_addresses=127.0.0.1 -c port=$postgres_port -c unix_socket_directories='' -c max_connections=200 ${POSTGRES_TEST_OPTIONS:-}" \
      >/dev/null 2>&1); then
      GOTRUE_TEST_POSTGRES_URL="postgres://gotrue:$postgres_password@127.0.0.1:$postgres_port/gotrue"
      export GOTRUE_TEST_POSTGRES_URL
      PGPASSWORD=$postgres_password "$postgres_bin/createdb" --host 127.0.0.1 --port "$postgres_port" --username gotrue \
        --maintenance-db postgres gotrue
      return
    fi
  done
  cat "$postgres_home/server.log" >&2
  return 1
}

# restart_postgres DIRECTORY
# Ends the server as a crash would, and starts it again on its data and port.
restart_postgres() {
  postgres_home=$(cd "$1/postgres" && pwd)
  (cd "$postgres_home" && as_postgres "$(postgres_bin)/pg_ctl" restart --pgdata "$postgres_home/data" --silent --wait \
    --mode immediate --log "$postgres_home/server.log" >/dev/null 2>&1)
}

stop_postgres() {
  [ -d "$1/postgres/data" ] || return 0
  postgres_home=$(cd "$1/postgres" && pwd)
  (cd "$postgres_home" && as_postgres "$(postgres_bin)/pg_ctl" stop --pgdata "$postgres_home/data" --silent \
    --mode immediate >/dev/null 2>&1) || true
  rm -rf "$postgres_home"
}
