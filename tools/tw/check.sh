# check: everything that can be said about the sources without running the program.

declare -a check_faults=()

# check_part NAME COMMAND...
check_part() {
  local name=$1 begun=$SECONDS
  shift
  step "check $name"
  if "$@"; then say "$name: good ($((SECONDS - begun)) s)"; else check_faults+=("$name"); warn "$name: faults"; fi
}

check_format() {
  # Written by tools, or not ours: nothing yet.
  cpp_files | xargs -r clang-format --dry-run -Werror 2> build/format.log && return 0
  sed -n '/error:/p' build/format.log | cut -d: -f1 | sort | uniq -c | sort -rn | sed 's/^/    /'
  say "./tw fmt repairs it"
  return 1
}

check_layers() { with_node node tools/check/layers.mjs; }

# Files that differ from where the branch left its upstream (or, on the upstream itself, from the
# commit before), and those not committed yet.
changed_cpp() {
  local base
  base=$(git merge-base HEAD origin/HEAD 2>/dev/null || git merge-base HEAD origin/main 2>/dev/null || true)
  if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then base=$(git rev-parse -q --verify HEAD~1 || true); fi
  { [ -z "$base" ] || git diff --name-only --diff-filter=d "$base" -- '*.cpp'
    git ls-files -o --exclude-standard -- '*.cpp'; } | sort -u
}

# clang-tidy reads gcc's command lines, less what clang 14 does not know.
tidy_database() {
  mkdir -p build/tidy
  sed -E 's/ -include [^ ]*cmake_pch\.hxx//g; s/ -Winvalid-pch//g; s/ -ftrivial-auto-var-init=[a-z]+//g; s/ -Werror//g' \
    build/release/compile_commands.json > build/tidy/compile_commands.json
}

# At most TW_TIDY_SECONDS (default 480) in all: a big change is checked as far as the time goes.
check_tidy() {
  local files=() file rc=0 limit=${TW_TIDY_SECONDS:-480}
  if [ "${1:-}" = all ]; then mapfile -t files < <(git ls-files '*.cpp'); else mapfile -t files < <(changed_cpp); fi
  if [ ${#files[@]} = 0 ]; then say "no C++ file changed: nothing to tidy"; return 0; fi
  tidy_database
  say "${#files[@]} changed files, at most $limit s"
  : > build/tidy/log; : > build/tidy/seen
  printf '%s\n' "${files[@]}" | timeout "$limit" xargs -P"$jobs" -I{} sh -c '
    clang-tidy --quiet -p build/tidy "$1" > build/tidy/$$.out 2>/dev/null; rc=$?
    cat build/tidy/$$.out >> build/tidy/log; rm build/tidy/$$.out; echo "$1" >> build/tidy/seen
    [ $rc = 0 ] || exit 1' _ {} || rc=$?
  grep -E 'error:|warning:' build/tidy/log | sed "s#$root/##; s/^/    /" | sort -u || true
  if [ $rc = 124 ]; then
    say "time is up: $(wc -l < build/tidy/seen) of ${#files[@]} files seen; raise TW_TIDY_SECONDS to see all"
    ! grep -q 'error:' build/tidy/log
  else
    return $rc
  fi
}

check_web() {
  has_script web check || { say "web/ has no check yet"; return 0; }
  (cd web && npm_pinned run --silent check)
}

check_catalogue() {
  [ -x build/release/schemac ] || { say "no schemac yet"; return 0; }
  build/release/schemac --check --root .
}

# What is written by a tool and committed must be what the tool writes today.
check_generated() {
  local rc=0
  if [ -x build/release/tradewind ] && [ -f api/openapi.json ]; then
    build/release/tradewind openapi > build/openapi.json || return 1
    cmp -s build/openapi.json api/openapi.json ||
      { say "api/openapi.json is stale: build/release/tradewind openapi > api/openapi.json"; rc=1; }
  fi
  if has_script web check:generated; then (cd web && npm_pinned run --silent check:generated) || rc=1; fi
  return $rc
}

# Scripts parse; nothing names a place of the machine that wrote it.
check_hygiene() {
  local rc=0 file
  while read -r file; do
    [ -f "$file" ] || continue
    if head -c 40 "$file" | grep -qE '^#!.*\b(ba)?sh\b' || [[ $file == *.sh || $file == .ci/run ]]; then
      bash -n "$file" || rc=1
    fi
  done < <(git ls-files -co --exclude-standard)
  if git grep -nIE '(^|[^A-Za-z0-9_.~/-])/(work|root|home)/[A-Za-z0-9_.-]+' -- \
      ':!*.md' ':!*/package-lock.json' ':!package-lock.json' ':!tools/tw/check.sh' ':!tools/tw/postgres.sh' ':!tests/fresh' ':!*.json' \
      ':!packaging' | grep -vE '//.*|https?:' ; then
    say "absolute paths of one machine"; rc=1
  fi
  if grep -lE '"resolved": *"https?:' $(git ls-files '*package-lock.json') 2>/dev/null; then
    say "a lock file records a registry address: keep omit-lockfile-registry-resolved=true in .npmrc"; rc=1
  fi
  return $rc
}

do_check() {
  mkdir -p build
  do_setup
  local part=${1:-all}
  case "$part" in
    format|layers|web|hygiene) ;;
    catalogue|generated|tidy|all)
      web_ready
      if [ -f app/main.cpp ]; then cpp_ready release tradewind; else cpp_ready release all; fi ;;
    *) die "check knows: format layers tidy web catalogue generated hygiene" ;;
  esac
  for name in format layers hygiene catalogue generated web tidy; do
    if [ "$part" = all ] || [ "$part" = $name ]; then check_part $name check_$name "${@:2}"; fi
  done
  [ ${#check_faults[@]} = 0 ] || die "check: faults in ${check_faults[*]}"
  good "check: no faults"
}
