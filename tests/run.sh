#!/usr/bin/env bash
# The one test command: sets up what the tests need, builds once, runs every test, .NET and TypeScript. Goes on after a failing part.
# The last line is `N passed, N failed`; the exit code is 0 only if something ran and nothing failed.
set -uo pipefail

usage() {
  cat <<'TEXT'
usage: tests/run.sh [options]

  --quick        without real browsers, coturn, aiortc and the network lab (tests/PeerCall.EndToEnd, PeerCall.Rtc.Interop, PeerCall.NetworkLab)
  --network-lab  with all of the network lab, an hour and a half, and what it measured as a table; else a short selection (docs/network-lab.md)
  --soak         with the tests that take minutes (trait Category=Soak)
  --fuzz [MIN]   nothing but the fuzzers (trait Category=Fuzz), each for so many minutes, 1 by default, with new seeds every time
  --benchmarks   runs tests/PeerCall.Benchmarks afterwards
  --filter TEXT  only tests whose full name contains TEXT
  --help

Results are kept in tests/results/. As root on Debian missing packages (openssl, iproute2, nftables, conntrack, chromium,
coturn, firefox-esr, pulseaudio, python3-aiortc, gcc, zlib1g-dev) are installed. Without root there is no network lab: its tests are skipped.
TEXT
}

quick=false soak=false network_lab=false benchmarks=false fuzz=0 filter=''
while (($# > 0)); do
  case "$1" in
    --quick) quick=true ;;
    --soak) soak=true ;;
    --network-lab) network_lab=true ;;
    --benchmarks) benchmarks=true ;;
    --fuzz)
      fuzz=1
      if [[ "${2:-}" =~ ^[0-9]+$ ]]; then
        fuzz="$((10#$2))"
        shift
      fi
      # No browser, no coturn: parsers alone.
      ((fuzz > 0)) || { echo "--fuzz needs a number of minutes, 1 or more." >&2; exit 1; }
      quick=true soak=true
      export PEERCALL_FUZZ_SECONDS=$((fuzz * 60))
      ;;
    --filter)
      (($# > 1)) || { echo "--filter needs a text." >&2; exit 1; }
      filter="$2"
      shift
      ;;
    --help | -h) usage; exit 0 ;;
    *) echo "Unknown option $1; see tests/run.sh --help." >&2; exit 1 ;;
  esac
  shift
done

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 1
results="$root/tests/results"
readonly configuration=Release

# Build servers would outlive this script.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

passed=0 failed=0
broken=()

# --- Processes: every part is a session of its own and carries a mark, so that whatever it started can be found and ended -----------
mark="$$-$(date +%s%N)"
part=''

part_of_this_run() {
  # The mark is only in the environment of the parts, never in that of this script.
  grep -lsz "^PEERCALL_TEST_RUN=$mark\$" /proc/[0-9]*/environ | cut -d/ -f3
}

sweep() {
  local left
  [[ -z "$part" ]] || kill -TERM -- "-$part" 2> /dev/null
  for signal in TERM KILL; do
    left="$(part_of_this_run)"
    [[ -n "$left" ]] || return 0
    # shellcheck disable=SC2086 # one word per process
    kill "-$signal" $left 2> /dev/null
    for _ in {1..20}; do
      [[ -n "$(part_of_this_run)" ]] || return 0
      sleep 0.1
    done
  done
}

# Only a lab that no other run holds.
end_lab() {
  ! command -v flock > /dev/null || [[ ! -e /run/natlab-pcl ]] || NATLAB=pcl flock --nonblock /run/natlab-pcl.lock tests/natlab/natlab down
}
trap 'sweep; end_lab' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

run_part() {
  PEERCALL_TEST_RUN="$mark" setsid "$@" < /dev/null &
  part=$!
  wait "$part"
  local code=$?
  part=''
  return "$code"
}

# --- Counting ----------------------------------------------------------------------------------------------------------------------
add() { # name, exit code, passed, failed
  local name="$1" code="$2" good="${3:-0}" bad="${4:-0}"
  # A runner that fails without a failed test has crashed: that counts as one.
  ((code == 0 || bad > 0)) || bad=1
  passed=$((passed + good))
  failed=$((failed + bad))
  ((bad == 0)) || broken+=("$name" "$(! [[ -f "$results/$name.trx" ]] || failed_tests "$results/$name.trx")")
  echo "== $name: $good passed, $bad failed"
}

# The tests that failed, each with the beginning of what it said: whoever reads only the end of a long run should know.
failed_tests() { # trx file
  awk '/<UnitTestResult .*outcome="Failed"/ { name = $0; sub(/.* testName="/, "", name); sub(/".*/, "", name); print "   " name }
    name != "" && /<Message>/ { said = $0; sub(/.*<Message>/, "", said); sub(/<\/Message>.*/, "", said); print "     " substr(said, 1, 300); name = "" }' "$1" \
    | sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

counter() { # trx file, attribute
  sed -n 's/.*<Counters [^>]*[[:space:]]'"$2"'="\([0-9]*\)".*/\1/p' "$1" | head -n 1
}

dotnet_tests() { # project
  local project="$1" name trx code good bad condition=()
  name="$(basename "$project" .csproj)"
  trx="$results/$name.trx"
  $soak || condition+=("Category!=Soak")
  $network_lab || condition+=("Category!=NetworkLab")
  ((fuzz == 0)) || condition+=("Category=Fuzz")
  [[ -z "$filter" ]] || condition+=("FullyQualifiedName~$filter")
  local arguments=(test "$project" --no-build --configuration "$configuration" --results-directory "$results"
    --logger "trx;LogFileName=$name.trx" --blame-hang-timeout "$((10 + fuzz))m" --blame-hang-dump-type none)
  if ((${#condition[@]} > 0)); then
    arguments+=(--filter "$(IFS='&'; echo "${condition[*]}")")
  fi
  run_part dotnet "${arguments[@]}"
  code=$?
  good=0 bad=0
  if [[ -f "$trx" ]]; then
    good="$(counter "$trx" passed)"
    for kind in failed error timeout aborted; do
      bad=$((bad + $(counter "$trx" "$kind" | grep . || echo 0)))
    done
  elif [[ -z "$filter" ]] && ((fuzz == 0)); then
    # Without a filter every project has tests.
    code=1
  fi
  add "$name" "$code" "${good:-0}" "$bad"
}

check() { # name, command...: counts only when it fails
  local name="$1"
  shift
  run_part "$@"
  add "$name" $?
}

# --- What is needed ----------------------------------------------------------------------------------------------------------------
is_there() { # Debian package
  case "$1" in
    openssl) command -v openssl ;;
    # Where there is no root there are no network namespaces, and the tests that need one are skipped.
    iproute2) ((EUID != 0)) || command -v ip ;;
    nftables) ((EUID != 0)) || PATH="$PATH:/usr/sbin" command -v nft ;;
    chromium) command -v "${CHROMIUM:-chromium}" ;;
    coturn) command -v turnserver ;;
    pulseaudio) command -v pulseaudio ;;
    firefox-esr) command -v "${FIREFOX:-firefox-esr}" ;;
    iproute2) command -v ip ;;
    nftables) command -v nft ;;
    conntrack) command -v conntrack ;;
    procps) command -v sysctl ;;
    # Both for the command as one native file.
    gcc) command -v gcc || command -v clang ;;
    zlib1g-dev) [[ -f /usr/include/zlib.h ]] ;;
    # Debian's package is for Debian's Python, which need not be the first in the PATH.
    python3-aiortc) /usr/bin/python3 -c 'import aiortc' ;;
  esac > /dev/null 2>&1
}
missing=()
for package in openssl iproute2 nftables; do
  is_there "$package" || missing+=("$package")
done
if ! $quick; then
  for package in chromium coturn firefox-esr pulseaudio python3-aiortc gcc zlib1g-dev; do
    is_there "$package" || missing+=("$package")
  done
  if ((EUID == 0)); then
    for package in iproute2 nftables conntrack procps; do
      is_there "$package" || missing+=("$package")
    done
  fi
fi
if ((${#missing[@]} > 0)); then
  if ((EUID == 0)) && command -v apt-get > /dev/null; then
    echo "== installing ${missing[*]}"
    # RUNLEVEL=1: the package's own coturn service is not started.
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
  fi
  for package in "${missing[@]}"; do
    is_there "$package" || { echo "The tests need the Debian packages ${missing[*]}: apt-get install ${missing[*]}." >&2; exit 1; }
  done
fi
dotnet --list-sdks 2> /dev/null | grep -q '^10\.' || { echo "The tests need the .NET SDK 10: https://dotnet.microsoft.com/download" >&2; exit 1; }
node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2> /dev/null \
  || { echo "The tests need Node.js 20.19 or later: https://nodejs.org" >&2; exit 1; }

rm -rf "$results"
mkdir -p "$results"

# --- The client's packages, then one build of everything ---------------------------------------------------------------------------
installed=client/node_modules/.package-lock.json
if [[ ! -f "$installed" || client/package-lock.json -nt "$installed" ]]; then
  check "npm ci" npm ci --prefix client --no-audit --no-fund --loglevel=error
fi
run_part dotnet build PeerCall.sln --configuration "$configuration" -p:UseSharedCompilation=false --verbosity quiet
built=$?
add "build" "$built"

# --- .NET, browsers last -----------------------------------------------------------------------------------------------------------
if ((built == 0)); then
  for project in $(grep -l 'Microsoft.NET.Test.Sdk' tests/*/*.csproj | grep -v -e PeerCall.EndToEnd -e PeerCall.Rtc.Interop -e PeerCall.NetworkLab); do
    dotnet_tests "$project"
  done
fi

# --- The client --------------------------------------------------------------------------------------------------------------------
if [[ -d client/node_modules ]] && ((fuzz == 0)); then
  client="$root/client"
  bin="$client/node_modules/.bin"
  if [[ -z "$filter" ]]; then
    check "biome" env -C "$client" "$bin/biome" check .
    check "tsc" env -C "$client" "$bin/tsc" --noEmit
  fi
  report="$results/vitest.json"
  named=()
  [[ -z "$filter" ]] || named=(--testNamePattern "$filter" --passWithNoTests)
  run_part env -C "$client" "$bin/vitest" run --reporter=default --reporter=json --outputFile.json="$report" "${named[@]}"
  code=$?
  counts="$(node -p 'const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); `${r.numPassedTests} ${r.numFailedTests}`' "$report" 2> /dev/null)"
  # shellcheck disable=SC2086 # two numbers
  add "vitest" "$code" ${counts:-0 0}
fi

if ((built == 0)) && ! $quick; then
  dotnet_tests tests/PeerCall.Rtc.Interop/PeerCall.Rtc.Interop.csproj
  dotnet_tests tests/PeerCall.EndToEnd/PeerCall.EndToEnd.csproj
  if $network_lab; then
    export PEERCALL_NETWORK_LAB_RUNS=5 PEERCALL_NETWORK_LAB_TABLE="$results/network-lab.md"
  fi
  dotnet_tests tests/PeerCall.NetworkLab/PeerCall.NetworkLab.csproj
  ! [[ -f "${PEERCALL_NETWORK_LAB_TABLE:-}" ]] || cat "$PEERCALL_NETWORK_LAB_TABLE"
fi
if ((built == 0)) && $benchmarks; then
  check "benchmarks" dotnet run --no-build --configuration "$configuration" --project tests/PeerCall.Benchmarks -- run
fi

((${#broken[@]} == 0)) || printf '== failed: %s\n%s\n' "${broken[@]}"
sweep
echo "$passed passed, $failed failed"
((passed > 0 && failed == 0))
