# shellcheck shell=bash
# Shared by the scripts in this folder; sourced, never run.

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/drydock
export repo cache

say() { printf '%s\n' "$*" >&2; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# need COMMAND...: stop with one clear line when a program is missing.
need() {
  local command
  for command; do
    command -v "$command" >/dev/null 2>&1 ||
      die "'$command' is not installed: run 'scripts/setup' as root, or install it yourself"
  done
}

# debian_sources SUITE: this machine's apt sources for its own release, as "deb" lines for SUITE.
debian_sources() {
  local suite=$1 host
  if [ -n "${DRYDOCK_DEBIAN_MIRROR:-}" ]; then
    echo "deb $DRYDOCK_DEBIAN_MIRROR $suite main"
    return
  fi
  # shellcheck source=/dev/null
  host=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  apt-get update --print-uris |
    sed -n "s#^'\(.*\)/dists/$host\(-updates\|-security\)\{0,1\}/InRelease' .*#deb \1 $suite\2 main#p" | sort -u
}

# debian_only: of the lines read, those whose server says that it holds Debian; some
# third parties use Debian's names of releases.
debian_only() {
  local type uri release component
  while read -r type uri release component; do
    if curl -fsSL --max-time 30 "$uri/dists/$release/InRelease" | grep -xF 'Origin: Debian' >/dev/null; then
      echo "$type $uri $release $component"
    fi
  done
}
