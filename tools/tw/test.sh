# test, e2e, shots, bench. Every suite's counts are added up; the last line is `N passed, N failed`.

passed=0 failed=0 skipped=0
declare -a red_suites=()

# tally NAME EXIT-CODE PASSED FAILED [SKIPPED]
tally() {
  local bad=$4
  [ "$2" = 0 ] || [ "$bad" != 0 ] || bad=1   # it failed without saying how often
  passed=$((passed + $3)) failed=$((failed + bad)) skipped=$((skipped + ${5:-0}))
  if [ "$bad" != 0 ]; then red_suites+=("$1"); warn "$1: $3 passed, $bad failed"; else say "$1: $3 passed"; fi
}

# count_gtest FOLDER: adds up the XML reports of the test binaries -> "passed failed skipped".
count_gtest() {
  cat "$1"/*.xml 2>/dev/null | awk '
    function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
    /<testsuite / { all += number("tests"); bad += number("failures") + number("errors")
                    skip += number("skipped") + number("disabled") }
    END { printf "%d %d %d\n", all - bad - skip, bad, skip }'
}

# count_log FILE: the closing lines of Vitest, node --test, Playwright and our own scripts.
count_log() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    function before(word) { return match($0, "[0-9]+ " word) ? substr($0, RSTART) + 0 : 0 }
    /^ *Tests  .*(passed|failed)/ { good += before("passed"); bad += before("failed"); skip += before("skipped"); next }
    /^(#|ℹ) pass [0-9]+$/ { good += $3 }
    /^(#|ℹ) fail [0-9]+$/ { bad += $3 }
    /^(#|ℹ) skipped [0-9]+$/ { skip += $3 }
    /^ *[0-9]+ passed(, [0-9]+ failed)?( \([0-9.a-z]+\))?(, .*)?$/ { good += before("passed"); bad += before("failed") }
    /^ *[0-9]+ failed$/ { bad += before("failed") }
    END { printf "%d %d %d\n", good, bad, skip }'
}

# ctest_suite PRESET [ARGUMENT...]: ctest in build/PRESET.
ctest_suite() {
  local preset=$1 reports=$root/build/reports/$1 rc=0 counts
  shift
  step "tests ($preset)"  # one binary at a time: they make schemas in one PostgreSQL
  rm -rf "$reports" && mkdir -p "$reports"
  # A folder as the XML target: each binary writes a report of its own name.
  GTEST_OUTPUT="xml:$reports/" GTEST_BRIEF=1 \
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=ignore "$@" || rc=$?
  read -r -a counts < <(count_gtest "$reports")
  tally "ctest $preset" $rc "${counts[@]}"
}

# npm_suite NAME FOLDER SCRIPT [ARGUMENT...]
npm_suite() {
  local name=$1 folder=$2 script=$3 log=build/reports/$1.log rc=0 counts
  shift 3
  has_script "$folder" "$script" || return 0
  step "$name"
  mkdir -p build/reports
  (cd "$folder" && npm_pinned run --silent "$script" -- "$@") 2>&1 | tee "$log" || rc=$?
  read -r -a counts < <(count_log "$log")
  if [ "${counts[0]}" = 0 ] && [ "${counts[1]}" = 0 ] && [ $rc = 0 ]; then counts=(1 0 0); fi
  tally "$name" $rc "${counts[@]}"
}

close_tests() {
  echo
  [ $skipped = 0 ] || say "$skipped skipped"
  if [ $failed != 0 ]; then
    warn "red: ${red_suites[*]}"
  elif [ $passed = 0 ]; then
    warn "no test ran"
    failed=1
  else
    good "all tests passed"
  fi
  echo "$passed passed, $failed failed"
  [ $failed = 0 ]
}

test_environment() {
  export TRADEWIND_BINARY=$root/build/release/tradewind CHROMIUM=/usr/bin/chromium
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
}

# The layers where threads meet; the thread sanitizer runs on them alone, the others are serial.
thread_tests=(platform_base_test platform_store_test platform_http_test platform_work_test platform_record_test platform_exchange_test)

do_test() {
  mkdir -p build/reports
  do_setup
  test_environment
  local targets=(tests)
  [ ! -f app/main.cpp ] || targets+=(tradewind)
  web_ready
  cpp_ready release "${targets[@]}"
  start_postgres
  if [ -n "${1:-}" ]; then
    test_by_name "$1"
  else
    ctest_suite release
    npm_suite web-check web check
    npm_suite web-tests web test
    npm_suite clients tests/clients test
    npm_suite e2e tests/e2e test
    # Asked for by name until a whole run fits the time with them: asan, tsan.
  fi
  close_tests
}

# sanitized_tests PRESET TARGET...
sanitized_tests() {
  local preset=$1 target existing=()
  shift
  cmake --preset "$preset" > "build/$preset.configure.log" 2>&1 || die "cmake $preset"
  for target in "$@"; do
    ! ninja -C "build/$preset" -t query "$target" > /dev/null 2>&1 || existing+=("$target")
  done
  [ ${#existing[@]} != 0 ] || return 0
  cpp_ready "$preset" "${existing[@]}"
  if [ "${existing[*]}" = tests ]; then
    TRADEWIND_SANITIZER=$preset ctest_suite "$preset"
  else
    TRADEWIND_SANITIZER=$preset ctest_suite "$preset" -R "^($(IFS='|'; echo "${existing[*]}"))\$"
  fi
}

# A test binary's name, an npm suite's name, or part of a GoogleTest name.
test_by_name() {
  case "$1" in
    asan) sanitized_tests asan tests; return ;;
    tsan) sanitized_tests tsan "${thread_tests[@]}"; return ;;
    web) npm_suite web-check web check; npm_suite web-tests web test; return ;;
    clients) npm_suite clients tests/clients test; return ;;
    e2e) npm_suite e2e tests/e2e test; return ;;
  esac
  if ctest --test-dir build/release -N -R "$1" | grep -q 'Test *#'; then
    ctest_suite release -R "$1"
  else
    GTEST_FILTER="*$1*" ctest_suite release
  fi
}

do_e2e() {
  do_build release
  test_environment
  start_postgres
  npm_suite e2e tests/e2e test "$@"
  close_tests
}

do_shots() {
  do_setup
  do_build release
  test_environment
  export TRADEWIND_SHOTS=$root/build/shots
  mkdir -p "$TRADEWIND_SHOTS"
  has_script tests/e2e shots || die "tests/e2e has no script 'shots'"
  (cd tests/e2e && npm_pinned run --silent shots -- "$@")
  good "pictures: build/shots"
}
