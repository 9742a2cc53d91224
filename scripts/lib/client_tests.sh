# The tests from outside: real clients in Node and a real browser against a running server, in tests/e2e.

# Takes the server's binary, and test files when not all are meant.
run_client_tests() {
  binary="$(pwd)/$1"
  say "client tests of $*"
  log="$(pwd)/build/$(basename "$(dirname "$1")")-clients.tap"
  shift
  [ $# -gt 0 ] || set -- '*.test.mjs'
  (
    cd tests/e2e
    if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
      npm ci --no-audit --no-fund --ignore-scripts --silent
    fi
    # A test that waits for what never comes must not keep the others from being reported.
    # shellcheck disable=SC2086,SC2048  # patterns
    GOTRUE_BINARY="$binary" timeout --kill-after=10 1500 node --test --test-reporter=tap $*
  ) >"$log" 2>&1 || grep -E '^not ok|^ *(not ok|error:|message:|actual:|expected:|stack:)' "$log" | head -n 100 || true
  before=$((passed + failed))
  count_tap "$log"
  if [ $((passed + failed)) -eq "$before" ]; then
    tail -n 40 "$log"
    failed=$((failed + 1))
  fi
}
