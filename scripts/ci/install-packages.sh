#!/usr/bin/env bash
# Installs the Debian packages that the tests use and that are missing: the servers, the browser with Chinese fonts, and
# the compiler that hnswlib-node is built with.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# command or file that shows it is there : package
WANTED=(
  /usr/bin/pg_ctlcluster:postgresql
  /usr/bin/redis-server:redis-server
  /usr/bin/chromium:chromium
  /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc:fonts-noto-cjk
  /usr/bin/g++:g++
  /usr/bin/make:make
  /usr/bin/python3:python3
  /usr/sbin/runuser:util-linux
)

missing=()
for entry in "${WANTED[@]}"; do
  [ -e "${entry%%:*}" ] || missing+=("${entry##*:}")
done
if [ ${#missing[@]} = 0 ]; then
  echo 'all packages are there'
  exit 0
fi
[ "$(id -u)" = 0 ] || { echo "install-packages: missing, and only root can install: ${missing[*]}" >&2; exit 1; }

# A repository of somebody else that does not answer must not end the run: what counts is whether the install succeeds.
apt-get update -qq -o Acquire::Retries=3 || echo 'apt-get update had failures; going on with the lists that are there'
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/tmp/yingda-apt.log 2>&1 ||
  { tail -20 /tmp/yingda-apt.log >&2; exit 1; }
echo "installed: ${missing[*]}"
