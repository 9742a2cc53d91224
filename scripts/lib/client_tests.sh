# The tests from outside: real clients in Node and a real browser against a running server, in tests/e2e.

# Takes the server's binary.
run_client_tests() {
  binary="$(pwd)/$1"
  say "client tests of $1"
  log="$(pwd)/build/$(basename "$(dirname "$1")")-clients.tap"
  (
    cd tests/e2e
    if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
      npm ci --no-audit --no-fund --ignore-scripts --silent
    fi
    GOTRUE_BINARY="$binary" node --test --test-reporter=tap *.test.mjs
  ) >"$log" 2>&1 || grep -E '^not ok|^ *(not ok|error:|message:|actual:|expected:|stack:)' "$log" | head -n 100 || true
  before=$((passed + failed))
  count_tap "$log"
  if [ $((passed + failed)) -eq "$before" ]; then
    tail -n 40 "$log"
    failed=$((failed + 1))
  fi
}
