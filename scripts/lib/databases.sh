# MariaDB and PostgreSQL for the tests: private instances on loopback, in a directory that goes with them.
. scripts/lib/mysql.sh
. scripts/lib/postgres.sh
. scripts/lib/galera.sh

database_packages="mariadb-server postgresql"

# What is written outlives the end of a server, not that of the machine: tests make many tables, and wait for no disk where
# the memory has room.
MYSQL_TEST_OPTIONS="--innodb-flush-method=nosync"
POSTGRES_TEST_OPTIONS="-c fsync=off"

new_database_directory() {
  _database_free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
  if [ "${_database_free:-0}" -gt 4000000 ]; then mktemp -d -p /dev/shm; else mktemp -d; fi
}

# Sets GOTRUE_TEST_MYSQL_URL and GOTRUE_TEST_POSTGRES_URL; stop_databases ends what was started.
start_databases() {
  # shellcheck disable=SC2086  # a list of words
  install_packages $database_packages
  database_directory=$(new_database_directory)
  chmod 755 "$database_directory"
  trap stop_databases EXIT
  mkdir "$database_directory/mysql" "$database_directory/postgres"
  start_mysql "$database_directory/mysql"
  start_postgres "$database_directory/postgres"
  export GOTRUE_TEST_MYSQL_URL GOTRUE_TEST_POSTGRES_URL
}

# Starts a Galera cluster in `cluster_directory`; stop_databases ends it too.
start_cluster() {
  # shellcheck disable=SC2086  # a list of words
  install_packages $galera_packages
  cluster_directory=$(new_database_directory)
  chmod 755 "$cluster_directory"
  trap stop_databases EXIT
  start_galera "$cluster_directory"
}

stop_databases() {
  trap - EXIT
  if [ -n "${cluster_directory:-}" ]; then
    stop_galera "$cluster_directory"
    rm -rf "$cluster_directory"
    cluster_directory=
  fi
  [ -n "${database_directory:-}" ] || return 0
  stop_mysql "$database_directory/mysql" || true
  stop_postgres "$database_directory/postgres" || true
  rm -rf "$database_directory"
  unset GOTRUE_TEST_MYSQL_URL GOTRUE_TEST_POSTGRES_URL
}
