# setup: Debian packages, npm packages. A second call sees by its stamps that nothing is to do.

# names_in FILE...: package names without comments.
names_in() { sed 's/#.*//' "$@" | awk 'NF { print $1 }'; }

# npm_ready FOLDER: install FOLDER/package-lock.json unless that very lock file is installed.
npm_ready() {
  local folder=$1 stamp=$1/node_modules/.tradewind-stamp want
  [ -f "$folder/package-lock.json" ] || return 0
  want=$(sha256sum < "$folder/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" != "$want" ] || return 0
  step "npm packages of $folder"
  if [ "$folder" = . ]; then bootstrap_node; else (cd "$folder" && npm_pinned ci --loglevel=error); fi
  echo "$want" > "$stamp"
}

# The host's npm, whatever its age, only unpacks the locked packages; it runs no script of theirs.
bootstrap_node() {
  command -v npm >/dev/null || apt_install nodejs npm
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  [ -x "$node_bin/node" ] || die "the lock file holds no Node for $(uname -m)"
  chmod +x "$node_bin/node"
}

apt_install() {
  step "Debian packages: $*"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 "$@" | awk '
      /^Setting up/ { count++; if (systime() - last >= 3) { last = systime(); print "    " count " set up, now " $3; fflush() } }
      /^E:|[Ee]rror/ { print "    " $0 }
      END { print "    " count + 0 " set up" }'
}

apt_ready() {
  local missing
  missing=$(comm -23 <(names_in "$@" | sort -u) \
    <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | awk '$1 == "installed" { print $2 }' | sort -u))
  # shellcheck disable=SC2086
  [ -z "$missing" ] || apt_install $missing
}

# setup build: what ./tw run needs. setup: what tests and checks need, too.
do_setup() {
  local lists=(packaging/build-packages.txt) folder
  [ "${1:-all}" = build ] || lists+=(packaging/test-packages.txt)
  apt_ready "${lists[@]}"
  npm_ready .
  npm_ready web
  if [ "${1:-all}" != build ]; then
    for folder in tests/clients tests/e2e; do npm_ready "$folder"; done
  fi
}
