#!/usr/bin/env bash
# Starts coturn with turn/turnserver.conf and what belongs to this machine. By hand, from the systemd unit and in the container alike.
# Arguments go to turnserver unchanged. The secret is written to a file that only this user can read, never to the command line, where
# every local user could see it.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: start.sh [turnserver options]

  PEERCALL_TURN_SECRET_FILE   file with the shared secret (default /etc/peercall/turn-secret)
  PEERCALL_TURN_SECRET        the secret itself, where a file cannot be had; wins over the file
  PEERCALL_TURN_SECRET_OLD    the one before, valid too while credentials made with it have not expired
  PEERCALL_TURN_REALM         realm, usually the host name of this server (default: peercall)
  PEERCALL_TURN_CERT          certificate chain, PEM; together with
  PEERCALL_TURN_KEY           its key, PEM. Without both there is no TLS listener
  PEERCALL_TURN_EXTERNAL_IP   behind NAT: PUBLIC/PRIVATE, several separated by spaces
  PEERCALL_TURN_LISTEN        addresses to listen on and relay from, separated by spaces (default: all)
  PEERCALL_TURN_ALLOW         peers allowed although they are in a denied block: ADDRESS or FIRST-LAST, separated by spaces
  PEERCALL_TURN_PORT          default 3478
  PEERCALL_TURN_TLS_PORT      default 5349
  PEERCALL_TURN_CONFIG        the configuration (default: turnserver.conf beside this script)
TEXT
}

fail() {
  echo "start.sh: $1" >&2
  exit 2
}

if [[ "${1:-}" == "--help" ]]; then
  usage
  exit 0
fi

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
config="${PEERCALL_TURN_CONFIG:-$here/turnserver.conf}"
secret_file="${PEERCALL_TURN_SECRET_FILE:-/etc/peercall/turn-secret}"

command -v turnserver > /dev/null || fail "turnserver is not installed (Debian: apt-get install coturn)."
[[ -r "$config" ]] || fail "PEERCALL_TURN_CONFIG: $config cannot be read."

if [[ -n "${PEERCALL_TURN_SECRET:-}" ]]; then
  secrets=("$PEERCALL_TURN_SECRET")
else
  [[ -r "$secret_file" ]] || fail "PEERCALL_TURN_SECRET_FILE: $secret_file cannot be read; make it with: openssl rand -hex 32"
  # As PeerCall reads it: white space around it does not count.
  read -r -d '' secret < "$secret_file" || true
  secrets=("$secret")
fi
[[ -z "${PEERCALL_TURN_SECRET_OLD:-}" ]] || secrets+=("$PEERCALL_TURN_SECRET_OLD")
for secret in "${secrets[@]}"; do
  # A short secret can be guessed offline from one handed-out credential. coturn ends a value at white space and at a `#`.
  ((${#secret} >= 16)) || fail "the shared secret is shorter than 16 characters; make one with: openssl rand -hex 32"
  [[ "$secret" =~ ^[A-Za-z0-9+/=_-]+$ ]] || fail "the shared secret may hold letters, digits and + / = _ - only."
done

# The complete configuration lives in a file that is unlinked before coturn starts: it holds the secret and nobody else needs it.
umask 077
complete="$(mktemp "${TMPDIR:-/tmp}/peercall-coturn.XXXXXXXX")"
trap 'rm -f "$complete"' EXIT
{
  cat "$config"
  printf '\n# --- Added by start.sh: this machine ---\n'
  printf 'static-auth-secret=%s\n' "${secrets[@]}"
  echo "realm=${PEERCALL_TURN_REALM:-peercall}"
  echo "listening-port=${PEERCALL_TURN_PORT:-3478}"
  echo "tls-listening-port=${PEERCALL_TURN_TLS_PORT:-5349}"
  # An empty database: secrets in the machine's own coturn database would be valid beside ours.
  echo "userdb=:memory:"
  echo "pidfile=/dev/null"
  for address in ${PEERCALL_TURN_LISTEN:-}; do
    echo "listening-ip=$address"
    echo "relay-ip=$address"
  done
  for mapping in ${PEERCALL_TURN_EXTERNAL_IP:-}; do
    [[ "$mapping" == ?*/?* ]] || fail "PEERCALL_TURN_EXTERNAL_IP: expected PUBLIC/PRIVATE, not $mapping."
    echo "external-ip=$mapping"
    # coturn turns its own public address back into the private one before it checks the peer, so two people who are both relayed
    # here meet on the private address. It must be allowed, or exactly those calls fail.
    echo "allowed-peer-ip=${mapping#*/}"
  done
  for range in ${PEERCALL_TURN_ALLOW:-}; do
    echo "allowed-peer-ip=$range"
  done
  if [[ -n "${PEERCALL_TURN_CERT:-}" && -n "${PEERCALL_TURN_KEY:-}" ]]; then
    [[ -r "$PEERCALL_TURN_CERT" ]] || fail "PEERCALL_TURN_CERT: $PEERCALL_TURN_CERT cannot be read."
    [[ -r "$PEERCALL_TURN_KEY" ]] || fail "PEERCALL_TURN_KEY: $PEERCALL_TURN_KEY cannot be read."
    echo "cert=$PEERCALL_TURN_CERT"
    echo "pkey=$PEERCALL_TURN_KEY"
  else
    echo "no-tls"
  fi
} > "$complete"

exec 3< "$complete"
rm -f "$complete"
exec turnserver -c /proc/self/fd/3 "$@"
