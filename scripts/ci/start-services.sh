#!/usr/bin/env bash
# Starts PostgreSQL and Redis where they are stopped, and makes the role and the empty database that the tests copy.
# Prints the address of that database on its last line.
set -euo pipefail

ROLE=yingda_app
DATABASE=yingda_test

main() {
  start_redis
  start_postgres
  local port
  port=$(cluster | awk '{print $3}')
  wait_until "PostgreSQL on port $port" pg_isready -q -h 127.0.0.1 -p "$port"
  prepare "$port" >&2
  echo "postgres://$ROLE:$ROLE@127.0.0.1:$port/$DATABASE"
}

start_redis() {
  redis-cli ping >/dev/null 2>&1 && return
  redis-server --daemonize yes --bind 127.0.0.1 -::1 --port 6379 --save "" --appendonly no --dir /tmp >/dev/null
  wait_until 'Redis on port 6379' redis-cli ping
}

start_postgres() {
  [ -n "$(cluster)" ] || pg_createcluster "$(ls /usr/lib/postgresql | sort -n | tail -1)" main >/dev/null
  local version name port status
  read -r version name port status _ <<<"$(cluster)"
  case $status in online*) return ;; esac
  pg_ctlcluster --skip-systemctl-redirect "$version" "$name" start
}

# The newest cluster: version, name, port, status …
cluster() {
  pg_lsclusters -h | sort -n | tail -1
}

# The role is no superuser and may not bypass row-level security, so that every test on PostgreSQL also tests the fence
# between tenants. pgvector is made here because only a superuser may; test files copy this database, so it stays empty.
prepare() {
  local port=$1
  as_superuser "$port" postgres <<SQL
SELECT 'CREATE ROLE $ROLE LOGIN CREATEDB PASSWORD ''$ROLE'''
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$ROLE') \gexec
SELECT 'CREATE DATABASE $DATABASE OWNER $ROLE TEMPLATE template0 ENCODING ''UTF8'' LC_COLLATE ''C.UTF-8'' LC_CTYPE ''C.UTF-8'''
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$DATABASE') \gexec
SQL
  as_superuser "$port" "$DATABASE" <<<'SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS vector'
}

# Over TCP where pg_hba trusts this machine, else as the system user postgres.
as_superuser() {
  local options=(-p "$1" -d "$2" -q -v ON_ERROR_STOP=1)
  if psql -w -h 127.0.0.1 -U postgres -p "$1" -d "$2" -Atqc 'SELECT 1' >/dev/null 2>&1; then
    psql -w -h 127.0.0.1 -U postgres "${options[@]}"
  else
    (cd / && runuser -u postgres -- psql "${options[@]}")
  fi
}

wait_until() {
  local what=$1
  shift
  for _ in $(seq 60); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.5
  done
  echo "start-services: $what does not answer" >&2
  exit 1
}

main
