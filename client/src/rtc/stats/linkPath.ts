import type { LinkPath, PathKind, Relay, RelayTransport } from '../../call/snapshot';
import type { ReportStats } from '../../protocol/messages';
import { farRelay, isRelayed, ownRelay } from './relay';
import type { SelectedPair } from './selectedPair';

/** How much a network had to be coaxed, least first. */
const COST: readonly RelayTransport[] = ['udp', 'tcp', 'tls'];

/** With a relay at each end, the one with the dearer way decides. */
function relayKind(relays: readonly (Relay | null)[]): PathKind {
  const transports = relays.flatMap((relay) => relay?.transport ?? []);
  const dearest = COST[Math.max(...transports.map((transport) => COST.indexOf(transport)))];
  return dearest === undefined ? 'relay' : `relay-${dearest}`;
}

/** Whether this end's own relay is in the path. */
export function holdsRelay(pair: SelectedPair, far: ReportStats | null, { iceTransportPolicy }: RTCConfiguration): boolean {
  if (isRelayed(pair.local)) return true;
  return pair.local.type === 'prflx' && (iceTransportPolicy === 'relay' || far?.remote?.type === 'relay');
}

function farHoldsRelay(pair: SelectedPair, far: ReportStats | null): boolean {
  if (isRelayed(pair.remote) || isRelayed(far?.local)) return true;
  return pair.remote.type === 'prflx' && far?.relayOnly === true;
}

/**
 * How a link really runs, from both ends. One end is not enough: the far end of a relay may see a peer-reflexive candidate, and where
 * host candidates are hidden behind mDNS names a direct path looks peer-reflexive too. What an end says of its own side counts most.
 */
export function linkPath(pair: SelectedPair, far: ReportStats | null, configuration: RTCConfiguration): LinkPath {
  const ourRelay = holdsRelay(pair, far, configuration) ? ownRelay(pair.local, configuration) : null;
  const theirRelay = farHoldsRelay(pair, far) ? farRelay(pair.remote, far) : null;
  const remoteType = far?.local?.type ?? pair.remote.type;
  const direct = pair.local.type === 'host' && remoteType === 'host';
  const relayed = ourRelay !== null || theirRelay !== null;
  return {
    kind: relayed ? relayKind([ourRelay, theirRelay]) : direct ? 'direct' : 'nat',
    localType: pair.local.type,
    remoteType,
    protocol: pair.local.protocol,
    ourRelay,
    theirRelay,
  };
}
