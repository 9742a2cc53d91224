# A private Galera cluster for the tests: MariaDB nodes on loopback, each with ports and a directory of its own. Sourced
# after scripts/lib/mysql.sh; needs the packages in galera_packages.
#
# The first node is made and stopped in order, the others begin as copies of it, so that none needs a transfer of state to
# join. One that was killed finds its position in its log and asks a living node for what it missed; only when that is too
# much, all data are transferred (mariabackup).

galera_packages="mariadb-server mariadb-backup galera-4 socat iproute2"

# start_galera DIRECTORY
# Starts three nodes in DIRECTORY/1, /2 and /3 and waits until each is in step. Sets GALERA_PORTS to their three ports.
start_galera() {
  mkdir -p "$1"
  _galera_home=$(cd "$1" && pwd)
  chmod 755 "$_galera_home"
  start_mysql "$_galera_home/1" || return 1
  stop_mysql "$_galera_home/1"
  # Four ports for each node: clients, the group, two for transfers of state.
  _galera_base=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 11900))
  for _galera_node in 1 2 3; do
    mkdir -p "$_galera_home/$_galera_node"
    echo $((_galera_base + 10 * _galera_node)) >"$_galera_home/$_galera_node/port"
  done
  # Once alone, so that the data carry the identity of the cluster.
  start_galera_node "$_galera_home" 1 --wsrep-new-cluster || return 1
  stop_mysql "$_galera_home/1"
  for _galera_node in 2 3; do cp -a "$_galera_home/1/data" "$_galera_home/$_galera_node/data"; done
  GALERA_PORTS="$((_galera_base + 10)) $((_galera_base + 20)) $((_galera_base + 30))"
  export GALERA_PORTS
  start_galera_node "$_galera_home" 1 --wsrep-new-cluster || return 1
  start_galera_node "$_galera_home" 2 && start_galera_node "$_galera_home" 3
}

# start_galera_node DIRECTORY NUMBER [OPTION...]
# Starts one node again, after whatever end it had, and waits until it has what the others have.
start_galera_node() {
  _node_group=$1
  _node_home="$1/$2"
  shift 2
  _node_port=$(cat "$_node_home/port")
  _node_others=
  for _node_number in 1 2 3; do
    _node_others="$_node_others${_node_others:+,}127.0.0.1:$(($(cat "$_node_group/$_node_number/port") + 1))"
  done
  _node_as=
  [ "$(id -u)" != 0 ] || _node_as="setpriv --reuid=mysql --regid=mysql --clear-groups"
  # What a transfer of state (mariabackup) reads itself; what goes wrong there stands in the directory of the data.
  printf '%s\n' '[mariadbd]' innodb_buffer_pool_size=64M innodb_log_file_size=32M '[sst]' sst-syslog=-1 >"$_node_home/options"
  set -- --defaults-file="$_node_home/options" --datadir="$_node_home/data" --socket=server.sock --pid-file=server.pid \
    --bind-address=127.0.0.1 --port="$_node_port" --skip-name-resolve --skip-log-bin --performance-schema=OFF --max-connections=200 \
    --binlog-format=ROW --innodb-autoinc-lock-mode=2 --wsrep-on=ON --wsrep-provider=/usr/lib/galera/libgalera_smm.so \
    --wsrep-cluster-name="gotrue-$(cat "$_node_group/1/port")" --wsrep-cluster-address="gcomm://$_node_others" \
    --wsrep-node-name="node$_node_port" --wsrep-node-address=127.0.0.1 --wsrep-slave-threads=2 \
    --wsrep-sst-method=mariabackup --wsrep-sst-auth=root: --wsrep-sst-receive-address="127.0.0.1:$((_node_port + 3))" \
    --wsrep-provider-options="gmcast.listen_addr=tcp://127.0.0.1:$((_node_port + 1));ist.recv_addr=127.0.0.1:$((_node_port + 2));ist.recv_bind=127.0.0.1:$((_node_port + 2));gcache.size=64M;evs.keepalive_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S;evs.install_timeout=PT4S;pc.wait_prim_timeout=PT60S" \
    "$@"
  # Where its log ends; nothing after an end in order. Without purging (2): that looks for tables of generated columns before
  # it can have them, and where it comes to that, takes all memory and never ends (seen with 10.11.19).
  # shellcheck disable=SC2086  # a list of words
  _node_position=$($_node_as mariadbd "$@" --innodb-force-recovery=2 --wsrep-recover 2>&1 | sed -n 's/.*WSREP: Recovered position: *//p' | tail -n 1)
  [ -z "$_node_position" ] || set -- "$@" --wsrep-start-position="$_node_position"
  # shellcheck disable=SC2086
  $_node_as mariadbd "$@" >>"$_node_home/server.log" 2>&1 &
  echo $! >"$_node_home/pid"
  _node_waited=0
  while [ "$_node_waited" -lt 600 ]; do
    kill -0 "$(cat "$_node_home/pid")" 2>/dev/null || break
    _node_state=$(cd "$_node_home/data" && mariadb --no-defaults --socket=server.sock --user=root --batch --skip-column-names \
      --execute "SHOW STATUS LIKE 'wsrep_local_state_comment'" 2>/dev/null | cut -f2) || _node_state=
    [ "$_node_state" != Synced ] || return 0
    _node_waited=$((_node_waited + 1))
    sleep 0.1
  done
  tail -n 40 "$_node_home/server.log" >&2
  return 1
}

stop_galera() {
  for _galera_node in 3 2 1; do stop_mysql "$1/$_galera_node" || true; done
}
