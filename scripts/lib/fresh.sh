#!/bin/sh
# Proves `scripts/run` on a bare Debian 12: makes one with debootstrap, puts a clone of this tree there, runs it and
# the lines that it says. Needs root, a directory of some gigabytes ($TMPDIR), and the machine's package sources.
set -eu
cd "$(dirname "$0")/../.."
. scripts/lib/packages.sh
[ "$(id -u)" = 0 ] || { echo "fresh needs root" >&2; exit 1; }
install_packages debootstrap

root=$(mktemp -d "${TMPDIR:-/tmp}/gotrue-fresh-XXXXXX")
log="$root.log"
server=
clean_up() {
  if [ -n "$server" ]; then
    # The server itself is the child that remains of the shell script; both were started here.
    for process in $(pgrep -f "^build/release/gotrue serve" || true); do
      [ "$(readlink -f "/proc/$process/root")" = "$root" ] && kill "$process"
    done
    wait "$server" 2>/dev/null || true
  fi
  umount "$root/proc" 2>/dev/null || true
  rm -rf --one-file-system "$root"
}
trap clean_up EXIT

# The mirror and what the package manager needs to reach it are the machine's own.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
  sed -n -e 's/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) bookworm .*/\2/p' -e 's/^URIs: *\([^ ]*\).*/\1/p' | head -n 1)
debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >"$log" 2>&1 || { tail -n 20 "$log"; exit 1; }
rm -rf "$root/etc/apt"
cp -a /etc/apt "$root/etc/apt"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
cp -a /usr/local/share/ca-certificates "$root/usr/local/share/" 2>/dev/null || true
cp -a /etc/ssl/certs/. "$root/etc/ssl/certs/"
mount -t proc proc "$root/proc"

git clone --quiet --no-hardlinks . "$root/opt/the server"
echo "scripts/run in a bare Debian 12 ..."
chroot "$root" sh -c 'cd "/opt/the server" && exec scripts/run' >"$log" 2>&1 &
server=$!
while ! grep -q 'GoTrue API started' "$log"; do
  kill -0 "$server" 2>/dev/null || { tail -n 40 "$log"; exit 1; }
  sleep 1
done
grep '^  curl ' "$log" | while read -r line; do
  chroot "$root" sh -c "$line --fail --silent --show-error" >/dev/null || { echo "failed: $line"; exit 1; }
done
chroot "$root" sh -c 'cd "/opt/the server" && test "$(stat -c %a .env)" = 600 && test -x build/release/gotrue && test -s gotrue.db'
echo "scripts/run serves on a bare Debian 12"
