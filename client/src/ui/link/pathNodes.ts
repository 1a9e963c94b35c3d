/** The path between two ends as stations in a row, from the candidate types of both. */
import type { LinkPath } from '../../call/snapshot';
import { isRelayed } from './pathWords';

export interface PathNode {
  readonly kind: 'you' | 'nat' | 'relay' | 'peer';
  /** On the line that leads to the next station: how the packets travel there, where that is special. */
  readonly over: 'UDP' | 'TCP' | 'TLS' | null;
}

const OVER = { 'relay-udp': 'UDP', 'relay-tcp': 'TCP', 'relay-tls': 'TLS' } as const;

/** True for an address that a NAT has given: reflexive, as a server or as the peer has seen it (RFC 8445 §4). */
function reflexive(type: string): boolean {
  return type === 'srflx' || type === 'prflx';
}

/**
 * You, what stands between, the other. A relay stands on the side of the end that holds it; between that end and its relay the packets travel as
 * the relay's protocol says, and between relay and the far end always by UDP (RFC 8656 §3.1).
 */
export function pathNodes(path: LinkPath): PathNode[] {
  const over = isRelayed(path.kind) ? OVER[path.kind] : null;
  const nearRelay = path.relayedBy === 'us' || path.relayedBy === 'both';
  const farRelay = path.relayedBy === 'them' || path.relayedBy === 'both';

  const nodes: PathNode[] = [{ kind: 'you', over: nearRelay ? over : null }];
  if (reflexive(path.localType) && !nearRelay) nodes.push({ kind: 'nat', over: null });
  if (nearRelay) nodes.push({ kind: 'relay', over: null });
  // With a relay at each end, ours is the one whose protocol we know.
  if (farRelay) nodes.push({ kind: 'relay', over: nearRelay ? null : over });
  if (reflexive(path.remoteType) && !farRelay) nodes.push({ kind: 'nat', over: null });
  nodes.push({ kind: 'peer', over: null });
  return nodes;
}
