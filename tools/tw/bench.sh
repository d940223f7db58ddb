# bench: the numbers of bench/RESULTS.md. Data lie in build/bench and outlive the run.

# Not the one of the tests: that lies in memory, where a commit waits for no disk.
start_bench_postgres() {
  step "PostgreSQL of the benchmarks"
  local home=$root/build/bench/postgres port=$((32000 + RANDOM % 700))
  mkdir -p "$home"
  [ "$(id -u)" != 0 ] || chown postgres: "$home"
  as_postgres test -w "$home" || die "the user postgres cannot write $home"
  if [ ! -f "$home/data/PG_VERSION" ]; then
    as_postgres $postgres_bin/initdb -D "$home/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
      > build/postgres.log 2>&1 || { cat build/postgres.log; die "initdb"; }
  fi
  trap 'as_postgres $postgres_bin/pg_ctl -s -D "$root/build/bench/postgres/data" -m fast stop' EXIT
  trap 'exit 130' INT TERM
  # One line: the shell that pg_ctl starts would take a second one for another command.
  local options="-p $port -k $home -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=1GB"
  options+=" -c effective_cache_size=4GB -c max_wal_size=4GB -c random_page_cost=1.1"
  as_postgres $postgres_bin/pg_ctl -s -w -D "$home/data" -l "$home/server.log" start -o "$options" ||
    die "PostgreSQL did not start"
  export BENCH_POSTGRES=postgresql://postgres@127.0.0.1:$port
}

do_bench() {
  mkdir -p build/bench
  do_setup build
  cpp_ready release tradewind bench
  start_bench_postgres
  with_node node bench/run.mjs "$@"
}
