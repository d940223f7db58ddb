# A PostgreSQL of our own for tests: a throw-away cluster on a free loopback port.

postgres_bin=/usr/lib/postgresql/15/bin
postgres_home=

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# fsync stays on (the server refuses to work without); on a memory file system it costs nothing.
postgres_place() {
  local free
  free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
  if [ -w /dev/shm ] && [ "${free:-0}" -gt 2000000 ]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi
}

start_postgres() {
  step "PostgreSQL of the tests"
  [ -x $postgres_bin/initdb ] || die "postgresql-15 is missing: ./tw setup"
  postgres_home=$(mktemp -d "$(postgres_place)/tradewind-pg.XXXXXX")
  trap stop_postgres EXIT
  trap 'exit 130' INT TERM
  chmod 755 "$postgres_home"
  [ "$(id -u)" != 0 ] || chown postgres: "$postgres_home"
  as_postgres $postgres_bin/initdb -D "$postgres_home/data" -U postgres --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 > build/postgres.log 2>&1 || { cat build/postgres.log; die "initdb"; }
  # On one line: the shell that starts the server would take a second line as another command.
  local port attempt settings='-c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=on'
  settings+=' -c shared_buffers=256MB -c max_wal_size=2GB -c max_locks_per_transaction=512'
  for attempt in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    if as_postgres $postgres_bin/pg_ctl -s -w -D "$postgres_home/data" -l "$postgres_home/server.log" start -o \
      "-p $port -k $postgres_home $settings" >> build/postgres.log 2>&1; then
      break
    fi
    [ $attempt != 5 ] || { cat "$postgres_home/server.log"; die "PostgreSQL did not start"; }
  done
  as_postgres $postgres_bin/psql -q -h "$postgres_home" -p $port -U postgres -v ON_ERROR_STOP=1 <<'SQL'
create role tradewind login password 'tradewind' nosuperuser nocreatedb nocreaterole;
create database tradewind owner tradewind;
SQL
  # The server's own tests also check that it refuses a superuser: that is the second address.
  export TRADEWIND_TEST_POSTGRES=postgresql://tradewind:tradewind@127.0.0.1:$port/tradewind
  export TRADEWIND_TEST_POSTGRES_SUPERUSER=postgresql://postgres@127.0.0.1:$port/tradewind
  say "$TRADEWIND_TEST_POSTGRES"
}

stop_postgres() {
  [ -n "$postgres_home" ] || return 0
  as_postgres $postgres_bin/pg_ctl -s -D "$postgres_home/data" -m fast stop > /dev/null 2>&1 || true
  rm -rf "$postgres_home"
  postgres_home=
}
