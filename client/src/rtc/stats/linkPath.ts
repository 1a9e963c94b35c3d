import type { LinkPath, PathKind } from '../../call/snapshot';
import type { ReportStats } from '../../protocol/messages';
import type { SelectedPair } from './selectedPair';

const isRelay = (type: string | undefined): boolean => type === 'relay';
/** How much a network had to be coaxed: TLS before TCP before UDP. */
const COST: readonly string[] = ['udp', 'tcp', 'tls'];

/** `turns:relay.example:5349?transport=tcp` -> `relay.example` (RFC 7065). */
export function serverName(url: string | null): string | null {
  const match = url === null ? null : /^(?:stun|turn)s?:(?:\/\/)?(\[[^\]]+\]|[^:?]+)/i.exec(url);
  return match?.[1] ?? null;
}

function relayKind(protocols: readonly (string | null | undefined)[]): PathKind {
  const worst = Math.max(0, ...protocols.map((protocol) => COST.indexOf(protocol ?? 'udp')));
  return (['relay-udp', 'relay-tcp', 'relay-tls'] as const)[worst] ?? 'relay-udp';
}

/**
 * How a link really runs, from both ends. One end is not enough: the far end of a relay may see a peer-reflexive candidate, and where
 * host candidates are hidden behind mDNS names a direct path looks peer-reflexive too. What an end says of its own side counts most.
 */
export function linkPath(pair: SelectedPair, far: ReportStats | null): LinkPath {
  const ours = isRelay(pair.local.type) || isRelay(far?.remote.type);
  const theirs = isRelay(pair.remote.type) || isRelay(far?.local.type);
  const remoteType = far?.local.type ?? pair.remote.type;
  const kind = (): PathKind => {
    if (ours || theirs) return relayKind([ours ? pair.local.relayProtocol : 'udp', theirs ? far?.local.relayProtocol : 'udp']);
    return pair.local.type === 'host' && remoteType === 'host' ? 'direct' : 'nat';
  };
  return {
    kind: kind(),
    localType: pair.local.type,
    remoteType,
    protocol: pair.local.protocol,
    relayedBy: ours && theirs ? 'both' : ours ? 'us' : theirs ? 'them' : null,
    relayServer: isRelay(pair.local.type) ? serverName(pair.local.url) : null,
  };
}

/** What the far end is told of this end's view (protocol section 6). */
export function reportOf(
  pair: SelectedPair,
  state: string,
  more: {
    readonly roundTripMs: number | null;
    readonly lossPercent: number | null;
    readonly connectMs: number | null;
    readonly restarts: number;
  },
): ReportStats {
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  return {
    state,
    local: {
      type: pair.local.type,
      protocol: pair.local.protocol,
      ...(pair.local.relayProtocol === null ? {} : { relayProtocol: pair.local.relayProtocol }),
    },
    remote: { type: pair.remote.type, protocol: pair.remote.protocol },
    ...(more.roundTripMs === null ? {} : { roundTripMs: tenth(more.roundTripMs) }),
    ...(more.lossPercent === null ? {} : { lossPercent: tenth(more.lossPercent) }),
    ...(more.connectMs === null ? {} : { connectMs: Math.round(more.connectMs) }),
    restarts: more.restarts,
  };
}
