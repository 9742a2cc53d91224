# Installs Debian packages by name, and only those that are missing: a second run costs milliseconds.

# What the build needs.
build_packages="g++ cmake ninja-build ccache libssl-dev libsqlite3-dev libcurl4-openssl-dev libidn2-dev
  libunistring-dev libargon2-dev libpcre2-dev libcrypt-dev libpq-dev libmariadb-dev libhiredis-dev libxml2-dev libxmlsec1-dev libcli11-dev libexpected-dev libgtest-dev"
# What `scripts/run` needs beyond that: libcurl is opened at run time, curl is for its hints.
run_packages="libcurl4 libpq5 libmariadb3 libxml2 libxmlsec1 libxmlsec1-openssl curl ca-certificates"
# What the tests need beyond that.
test_packages="nodejs npm chromium sqlite3 git procps openssl redis-server"

install_packages() {
  local missing=""
  for package in "$@"; do
    case "$package" in
      # A node of the machine's own does as well as Debian's.
      nodejs|npm) command -v "${package%js}" >/dev/null 2>&1 && continue ;;
    esac
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "these packages are missing and only root can install them:$missing" >&2; return 1; }
    as_root=sudo
  fi
  echo "installing:$missing"
  $as_root apt-get -o DPkg::Lock::Timeout=600 update -qq
  # shellcheck disable=SC2086  # a list of words
  DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends $missing >/dev/null
}
