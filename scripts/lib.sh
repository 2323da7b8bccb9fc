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
