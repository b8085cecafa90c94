#!/usr/bin/env bash
# Makes `CREATE EXTENSION vector` work in the PostgreSQL of this machine. Debian 12 has no pgvector package, so the
# source package of the next release is built against the server that is here. Does nothing when it is there already.
# apt's own sources stay as they are: the source package is fetched with lists of its own, so that nothing from the next
# release can ever be installed or upgraded.
set -euo pipefail

SOURCE_SUITE=${PGVECTOR_SUITE:-trixie}
MIRROR=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

main() {
  local major
  major=$(newest_server)
  [ -n "$major" ] || fail 'no PostgreSQL server is installed: apt-get install postgresql'
  if [ -e "/usr/share/postgresql/$major/extension/vector.control" ]; then
    echo "pgvector is there for PostgreSQL $major"
    return
  fi
  [ "$(id -u)" = 0 ] || fail "pgvector is missing for PostgreSQL $major, and only root can install it"
  if apt-get install -y -qq --no-install-recommends "postgresql-$major-pgvector" >/dev/null 2>&1; then
    echo "installed the package postgresql-$major-pgvector"
    return
  fi
  build "$major"
  echo "built pgvector for PostgreSQL $major"
}

newest_server() {
  ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sed -E 's|.*/postgresql/([0-9]+)/.*|\1|' | sort -n | tail -1
}

build() {
  local major=$1
  # Not local: the trap runs after the function is left.
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  apt-get install -y -qq --no-install-recommends \
    "postgresql-server-dev-$major" dpkg-dev gcc make libc6-dev patch ca-certificates >"$work/apt.log" 2>&1 ||
    { cat "$work/apt.log" >&2; fail "postgresql-server-dev-$major cannot be installed"; }
  fetch_source "$work"
  make -C "$work/pgvector" -j"$(nproc)" OPTFLAGS= with_llvm=no PG_CONFIG="/usr/lib/postgresql/$major/bin/pg_config" \
    >"$work/make.log" 2>&1 || { tail -40 "$work/make.log" >&2; fail 'pgvector does not compile'; }
  make -C "$work/pgvector" install with_llvm=no PG_CONFIG="/usr/lib/postgresql/$major/bin/pg_config" >>"$work/make.log" 2>&1
}

# Fetches and unpacks the source package into $1/pgvector, its signature checked by apt.
fetch_source() {
  local work=$1
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  # apt reads and downloads as the user _apt.
  chmod -R a+rwX "$work"
  echo "deb-src [signed-by=$KEYRING] $MIRROR $SOURCE_SUITE main" >"$work/source.list"
  local apt=(apt-get -o "Dir::Etc::sourcelist=$work/source.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
    -o "Dir::Cache=$work/cache" -o Acquire::Languages=none -o Acquire::Retries=3 -qq)
  "${apt[@]}" update || fail "$MIRROR $SOURCE_SUITE does not answer"
  (cd "$work" && "${apt[@]}" source --download-only pgvector) || fail "there is no source package pgvector in $SOURCE_SUITE"
  dpkg-source --no-check -x "$work"/pgvector_*.dsc "$work/pgvector" >/dev/null
}

fail() {
  echo "install-pgvector: $1" >&2
  exit 1
}

main
