/** How a link runs, in words. */
import type { LinkPath, LinkSnapshot, PathKind } from '../../call/snapshot';
import { t } from '../text';

/** "direct", "direct through NAT", "relayed over TLS by turn.example". */
export function pathWords(path: LinkPath): string {
  if (path.kind === 'direct') return t.link.direct;
  if (path.kind === 'nat') return t.link.nat;
  return t.link.relay(t.link.over[path.kind], path.relayServer);
}

export function isRelayed(kind: PathKind): kind is 'relay-udp' | 'relay-tcp' | 'relay-tls' {
  return kind.startsWith('relay');
}

/** The state where it is what matters, else the path. */
export function linkWords(link: LinkSnapshot): string {
  if (link.state === 'failed') return t.link.failed;
  if (link.state === 'interrupted') return t.link.interrupted;
  const path = link.stats?.path ?? null;
  return link.state === 'connecting' || path === null ? t.link.connecting : pathWords(path);
}

/** One or two words for the badge; null while there is nothing to say. */
export function badgeWord(link: LinkSnapshot): string | null {
  const path = link.stats?.path ?? null;
  if (link.state === 'failed') return t.call.failed;
  // The tile itself says since when.
  if (link.state === 'interrupted') return null;
  return path === null ? null : t.link.short[path.kind];
}

/** The sentence below the words: what this means for the person. */
export function pathMeaning(path: LinkPath | null): string {
  if (path === null) return t.link.meaning.none;
  return isRelayed(path.kind) ? t.link.meaning.relay : t.link.meaning[path.kind];
}
