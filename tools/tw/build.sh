# build, run, dev, fmt, clean.

# web_ready: build web/dist when a source of it is newer.
web_ready() {
  has_script web build || return 0
  if [ -f web/dist/index.html ] && [ -z "$(find web modules -path '*/node_modules' -prune -o -path web/dist -prune -o \
      -type f \( -path 'web/*' -o -path '*/web/*' -o -name '*.yaml' \) -newer web/dist/index.html -print -quit)" ]; then
    return 0
  fi
  step "web application"
  (cd web && npm_pinned run --silent build) || die "the web application does not build"
}

# cpp_ready PRESET TARGET...
cpp_ready() {
  local preset=$1
  shift
  step "C++ ($preset): $*"
  cmake --preset "$preset" > "build/$preset.configure.log" 2>&1 || { cat "build/$preset.configure.log"; die "cmake"; }
  if [ -t 1 ]; then
    ninja -j"$jobs" -C "build/$preset" "$@" || die "C++ does not build"
  else  # no terminal: a line a minute instead of a line a file
    NINJA_STATUS='    [%f/%t %es] ' ninja -j"$jobs" -C "build/$preset" "$@" | awk '
      /FAILED|error:|warning:|undefined/ { loud = 1 }
      loud || systime() - last >= 20 { print; fflush(); last = systime() }
      { tail = $0 } END { print tail }' || die "C++ does not build"
  fi
}

do_build() {
  mkdir -p build
  do_setup build
  web_ready
  local preset=${1:-release} targets=(tests)
  [ ! -f app/main.cpp ] || targets+=(tradewind)
  cpp_ready "$preset" "${targets[@]}"
  good "built: build/$preset"
}

demo_data() {
  local password
  password=$(tr -dc 'a-km-np-z2-9' < /dev/urandom | head -c 14 || true)
  step "./data: a new demo company"
  if ! build/release/tradewind init --data data --company '宁波望潮进出口有限公司' \
      --admin-email admin@wangchao.example --admin-password "$password" --demo > build/init.log 2>&1; then
    cat build/init.log
    die "init failed"
  fi
  [ -f data/demo-accounts.txt ] || (umask 077; cat build/init.log > data/demo-accounts.txt)
}

do_run() {
  mkdir -p build
  [ "${1:-}" != -- ] || shift
  do_setup build
  web_ready
  cpp_ready release tradewind
  [ -e data ] || demo_data
  local server listen=127.0.0.1:8080 option previous= given=()
  for option in "$@"; do
    if [ "$previous" = --listen ]; then listen=$option; elif [ "$option" != --listen ]; then given+=("$option"); fi
    previous=$option
  done
  local address=http://$listen
  ! curl -s -o /dev/null "$address" || die "something answers at $address already; another address: ./tw run -- --listen 127.0.0.1:8081"
  build/release/tradewind serve --data data --listen "$listen" "${given[@]}" &
  server=$!
  trap 'kill -TERM $server 2>/dev/null || true' TERM INT
  until curl -fs -o /dev/null "$address/readyz"; do
    kill -0 $server 2>/dev/null || { wait $server || die "the server ended, see above"; exit 1; }
    sleep 0.2
  done
  good "Tradewind is ready: $address   (Ctrl-C ends it)"
  [ ! -f data/demo-accounts.txt ] || { echo; cat data/demo-accounts.txt; echo; }
  wait $server || wait $server || true
  good "ended"
}

# Rebuilds the server at every change of C++ or YAML; Vite does the same for the web application.
# What runs beside runs in the background, so that a signal is heard at once and ends all of it.
do_dev() {
  mkdir -p build
  do_setup
  cpp_ready release tradewind
  [ -e data ] || demo_data
  local server= web= watch=
  trap 'trap - INT TERM EXIT; kill $server $web $watch 2>/dev/null || true; wait; exit 0' INT TERM EXIT
  if has_script web dev; then (cd web && exec_npm run dev) & web=$!; fi
  serve_dev
  watch_sources
  while true; do
    wait $watch || sleep 2
    sleep 0.2        # editors write more than once
    watch_sources    # before building: what changes meanwhile counts, too
    if (cpp_ready release tradewind); then
      kill -TERM $server 2>/dev/null || true
      wait $server || true
      serve_dev
      good "restarted"
    else
      warn "the old server goes on until it builds"
    fi
  done
}
serve_dev() { build/release/tradewind serve --data data --listen 127.0.0.1:8080 & server=$!; }
watch_sources() {
  inotifywait -qq -r -e close_write,create,delete,move --exclude '(node_modules|/dist/|\.swp$)' \
    platform modules app tools layers.txt CMakeLists.txt & watch=$!
}
exec_npm() { PATH="$node_bin:$PATH" exec node "$root/node_modules/npm/bin/npm-cli.js" "$@"; }

cpp_files() { git ls-files -co --exclude-standard '*.cpp' '*.h' ':!*/golden/*'; }

do_fmt() {
  do_setup
  cpp_files | xargs -r clang-format -i
  if has_script web fmt; then (cd web && npm_pinned run --silent fmt); fi
  good "formatted"
}

do_clean() { rm -rf build; good "build/ is gone, data/ is untouched"; }
