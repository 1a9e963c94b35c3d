/** What single lines mean together. Pure. */
import type { RelayTransport } from '../call/snapshot';
import { NOT_REACHED } from '../rtc/cause';
import type { LineCode, LoopLine, NetworkLine, ServerLine, SignalingLine } from './testLine';

const isServer = (line: NetworkLine): line is ServerLine => line.what === 'server';
const isLoop = (line: NetworkLine): line is LoopLine => line.what === 'loop';

/** Nothing has come from the server, not even a refusal. */
function isSilent({ result }: ServerLine): boolean {
  return (
    result !== null && !result.reachable && result.code !== 'invalid-url' && (result.errorCode === null || result.errorCode >= NOT_REACHED)
  );
}

/** Silence over UDP from everybody while a relay gives addresses over TCP or TLS: it is UDP that does not get out, rather than every server that is down. */
export function isUdpBlocked(lines: readonly NetworkLine[]): boolean {
  const servers = lines.filter(isServer);
  const udp = servers.filter(({ transport }) => transport === 'udp');
  const works = servers.some(({ turn, transport, result }) => turn && transport !== 'udp' && result?.reachable === true);
  return works && udp.length > 0 && udp.every(isSilent);
}

/** With the true cause of those lines over UDP that only said that nothing came. */
export function explained(lines: readonly NetworkLine[]): readonly NetworkLine[] {
  if (!isUdpBlocked(lines)) return lines;
  return lines.map((line) => (isServer(line) && line.transport === 'udp' ? { ...line, code: 'udp-blocked' as const } : line));
}

/** What a call from here has to expect. */
export type Verdict =
  | { readonly kind: 'works'; readonly all: boolean }
  /** Relayed calls work over these alone; UDP does not get out. */
  | { readonly kind: 'relayed-only'; readonly over: readonly RelayTransport[] }
  /** No relay works. `direct`: a direct way may be found. */
  | { readonly kind: 'no-relay'; readonly cause: LineCode; readonly direct: boolean }
  /** The person wants no direct way, and no relay works. */
  | { readonly kind: 'relay-only-fails'; readonly cause: LineCode }
  /** Not even that far: the browser, or the way to the server. */
  | { readonly kind: 'no-calls'; readonly cause: LineCode };

/** Most telling first: a server that answers and refuses tells more than one that is not there. */
const WEIGHT: readonly LineCode[] = [
  'turn-expired',
  'turn-unauthorized',
  'turn-quota',
  'turn-forbidden-peer',
  'udp-blocked',
  'turn-unreachable',
  'turn-not-configured',
];

/** For lines that are all through. */
export function verdictOf(lines: readonly NetworkLine[]): Verdict {
  const browser = lines.find(({ what }) => what === 'browser');
  if (browser?.code === 'unsupported-browser') return { kind: 'no-calls', cause: 'unsupported-browser' };
  const signaling = lines.find((line): line is SignalingLine => line.what === 'signaling');
  if (signaling?.state === 'failed') return { kind: 'no-calls', cause: signaling.code ?? 'signaling-lost' };

  const over = lines.filter(isLoop).flatMap(({ state, transport }) => (state === 'passed' ? [transport] : []));
  const udpBlocked = isUdpBlocked(lines);
  if (over.length > 0) {
    if (udpBlocked) return { kind: 'relayed-only', over };
    return { kind: 'works', all: lines.every(({ state }) => state === 'passed' || state === 'skipped') };
  }
  const cause = causeWithoutRelay(lines);
  const direct = lines.find((line) => line.what === 'direct');
  if (direct?.kind === 'relay-only') return { kind: 'relay-only-fails', cause };
  return { kind: 'no-relay', cause, direct: !udpBlocked && !everythingIsSilent(lines) };
}

function causeWithoutRelay(lines: readonly NetworkLine[]): LineCode {
  const codes = lines.flatMap((line) => {
    const counts = (isServer(line) && line.turn) || line.what === 'loop' || line.what === 'servers';
    return counts && line.code !== null ? [line.code] : [];
  });
  return WEIGHT.find((code) => codes.includes(code)) ?? codes[0] ?? 'turn-not-configured';
}

/** Two servers or more over UDP, and nothing from any of them: direct ways, which are UDP too, are not likely. */
function everythingIsSilent(lines: readonly NetworkLine[]): boolean {
  const udp = lines.filter(isServer).filter(({ transport }) => transport === 'udp');
  return udp.length > 1 && udp.every(isSilent);
}
