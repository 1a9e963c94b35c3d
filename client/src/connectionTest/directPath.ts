import type { IceServerChoice } from '../call/snapshot';
import { ownServer } from '../rtc/iceConfiguration';
import { type CandidateParts, candidateParts } from './candidate';
import { iceUrlKind } from './iceUrl';
import type { TestEnvironment } from './testEnvironment';

/** How this machine's UDP address looks from outside, as far as candidates tell; for what filters they do not. */
export type DirectKind =
  /** The address that others see is the machine's own. */
  | 'no-nat'
  /** A NAT that keeps the port's number. */
  | 'same-port'
  /** A NAT that shows the same address and port to several servers (RFC 4787 §4.1, Endpoint-Independent Mapping). */
  | 'one-mapping'
  /** A NAT that shows each server another port: direct paths to the like of it do not come about. */
  | 'symmetric'
  /** A NAT, and one server alone cannot tell its kind. */
  | 'nat'
  /** No STUN server has answered. */
  | 'unknown'
  /** There is no STUN server to ask. */
  | 'no-stun'
  /** Calls from here are to take no direct path. */
  | 'relay-only';

/** So long servers may take to answer, in ms. */
export const DIRECT_LIMIT_MS = 5_000;

/** Asks all STUN servers from the same sockets. Never rejects; `signal` ends it, then the result means nothing. */
export function gatherMapped(
  environment: TestEnvironment,
  servers: readonly IceServerChoice[],
  signal: AbortSignal,
): Promise<readonly CandidateParts[]> {
  const { clock } = environment;
  return new Promise((resolve) => {
    const found: CandidateParts[] = [];
    const pc = environment.createConnection({ iceServers: servers.map(ownServer), iceTransportPolicy: 'all' });
    const finish = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', finish);
      pc.onicecandidate = null;
      pc.close();
      resolve(found);
    };
    const timer = clock.after(DIRECT_LIMIT_MS, finish);
    signal.addEventListener('abort', finish);
    pc.onicecandidate = ({ candidate }) => {
      if (candidate === null) return finish();
      const parts = candidateParts(candidate);
      if (parts !== null && parts.protocol === 'udp') found.push(parts);
    };
    pc.createDataChannel('test');
    pc.setLocalDescription().catch(finish);
  });
}

/** One socket of this machine: where a reflexive candidate begins, or, where the browser hides that, its foundation, which begins at the same address. */
const socketOf = ({ related, foundation }: CandidateParts): string =>
  related === null ? foundation : `${related.address} ${related.port}`;

/**
 * The kind of way out.
 * @param urls the STUN servers that were asked
 * @param answered whether one of them is known to answer
 */
export function directKind(
  found: readonly CandidateParts[],
  urls: readonly string[],
  answered: boolean,
): Exclude<DirectKind, 'relay-only'> {
  if (urls.length === 0) return 'no-stun';
  const mapped = found.filter(({ type }) => type === 'srflx');
  if (mapped.length === 0) return answered ? 'no-nat' : 'unknown';
  const bySocket = new Map<string, Set<string>>();
  for (const parts of mapped) {
    const seen = bySocket.get(socketOf(parts)) ?? new Set();
    bySocket.set(socketOf(parts), seen.add(`${parts.address} ${parts.port}`));
  }
  if ([...bySocket.values()].some((seen) => seen.size > 1)) return 'symmetric';
  if (new Set(urls.map((url) => iceUrlKind(url).host)).size > 1) return 'one-mapping';
  return mapped.every(({ related, port }) => related?.port === port) ? 'same-port' : 'nat';
}
