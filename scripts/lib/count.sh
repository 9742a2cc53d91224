# Counts what the test programs report, for the closing line of scripts/test.

passed=0
failed=0

# Adds the results of GoogleTest programs from a log of ctest. A program that died without a word is one failure.
count_gtest() {
  log=$1
  good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) tests\{0,1\}\..*/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
  # Of each that failed its own line: there is no other when the program was told to be brief.
  bad=$(grep -Ec '^\[  FAILED  \] .*\([0-9]+ ms\)$' "$log" || true)
  passed=$((passed + good))
  failed=$((failed + bad))
}

# Adds the results of `node --test` from a log in TAP.
count_tap() {
  log=$1
  good=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$log" | tail -n 1)
  bad=$(sed -n 's/^# \(fail\|cancelled\) \([0-9]*\)$/\2/p' "$log" | awk '{n += $1} END {print n + 0}')
  passed=$((passed + ${good:-0}))
  failed=$((failed + bad))
}
