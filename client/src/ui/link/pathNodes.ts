/** The path between two ends as stations in a row, from the candidate types of both. */
import type { LinkPath, Relay, RelayTransport } from '../../call/snapshot';
import { serverHost } from '../../rtc/stats/relay';

export interface PathNode {
  readonly kind: 'you' | 'nat' | 'relay' | 'peer';
  /** On the line that leads to the next station: how the packets travel there, where that is special. */
  readonly over: RelayTransport | null;
  /** Of a relay: its host, where known. */
  readonly host?: string | null;
}

/** True for an address that a NAT has given: reflexive, as a server or as the peer has seen it (RFC 8445 §4). */
function reflexive(type: string): boolean {
  return type === 'srflx' || type === 'prflx';
}

/**
 * You, what stands between, the other. A relay stands on the side of the end that holds it; between that end and its relay the packets travel as
 * the relay's protocol says, and between relay and the far end always by UDP (RFC 8656 §3.1).
 */
export function pathNodes({ localType, remoteType, ourRelay, theirRelay }: LinkPath): PathNode[] {
  const nodes: PathNode[] = [{ kind: 'you', over: ourRelay?.transport ?? null }];
  if (reflexive(localType) && ourRelay === null) nodes.push({ kind: 'nat', over: null });
  if (ourRelay !== null) nodes.push(station(ourRelay, null));
  if (theirRelay !== null) nodes.push(station(theirRelay, theirRelay.transport));
  if (reflexive(remoteType) && theirRelay === null) nodes.push({ kind: 'nat', over: null });
  nodes.push({ kind: 'peer', over: null });
  return nodes;
}

function station({ server }: Relay, over: RelayTransport | null): PathNode {
  return { kind: 'relay', over, host: server === null ? null : serverHost(server) };
}
