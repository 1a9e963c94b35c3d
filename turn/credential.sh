#!/usr/bin/env bash
# Prints an ephemeral TURN credential, made as PeerCall makes it: user name on the first line, password on the second.
set -euo pipefail

if [[ "${1:-}" == "--help" || $# -gt 2 ]]; then
  echo "usage: credential.sh [NAME] [SECONDS]   (default: check 600)"
  echo "reads the secret from PEERCALL_TURN_SECRET, or from PEERCALL_TURN_SECRET_FILE (/etc/peercall/turn-secret)"
  exit 0
fi

name="${1:-check}"
seconds="${2:-600}"
secret="${PEERCALL_TURN_SECRET:-}"
if [[ -z "$secret" ]]; then
  file="${PEERCALL_TURN_SECRET_FILE:-/etc/peercall/turn-secret}"
  [[ -r "$file" ]] || { echo "credential.sh: $file cannot be read." >&2; exit 2; }
  read -r -d '' secret < "$file" || true
fi

sha1() { openssl dgst -sha1 -binary; }
bytes() { od -An -v -tu1 | tr -s ' \n' ' '; }

# HMAC (RFC 2104) from two plain hashes: `openssl dgst -hmac SECRET` would show the secret to every user of this machine.
hmac_sha1() {
  local message="$1" key inner='' outer='' byte octal index
  if ((${#secret} > 64)); then
    key="$(printf '%s' "$secret" | sha1 | bytes)"
  else
    key="$(printf '%s' "$secret" | bytes)"
  fi
  read -r -a key <<< "$key"
  for ((index = 0; index < 64; index++)); do
    byte="${key[index]:-0}"
    printf -v octal '\\%03o' $((byte ^ 0x36))
    inner+="$octal"
    printf -v octal '\\%03o' $((byte ^ 0x5c))
    outer+="$octal"
  done
  # Escapes are expanded by the shell's own printf: nothing of the key becomes an argument of a process.
  { printf '%b' "${outer//\\/\\0}"; { printf '%b' "${inner//\\/\\0}"; printf '%s' "$message"; } | sha1; } | sha1
}

username="$(($(date +%s) + seconds)):$name"
printf '%s\n%s\n' "$username" "$(hmac_sha1 "$username" | openssl base64)"
