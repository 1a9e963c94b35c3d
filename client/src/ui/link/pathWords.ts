/** How a link runs, in words. */
import type { LinkPath, LinkSnapshot, PathKind, Relay } from '../../call/snapshot';
import type { Cause } from '../../rtc/cause';
import { serverHost } from '../../rtc/stats/relay';
import { t } from '../text';

/** "direct", "direct through NAT", "relayed over TLS by turn.example". */
export function pathWords(path: LinkPath): string {
  if (path.kind === 'direct') return t.link.direct;
  if (path.kind === 'nat') return t.link.nat;
  const over = path.kind === 'relay' ? null : t.link.over[path.kind];
  const hosts = [path.ourRelay?.server, path.theirRelay?.server].filter((server) => typeof server === 'string').map(serverHost);
  return t.link.relay(over, [...new Set(hosts)]);
}

/** "turn.example.org:443, over TLS": all that is known of one relay. */
export function relayWords({ server, transport }: Relay): string {
  const over = transport === null ? null : t.link.overWords(t.link.over[`relay-${transport}`]);
  const known = [server, over].filter((part) => part !== null);
  return known.length === 0 ? t.link.relayUnknown : known.join(', ');
}

export function isRelayed(kind: PathKind): kind is Exclude<PathKind, 'direct' | 'nat'> {
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

/** The sentences below the words: why the path is as it is, and what this means for the person. `name` is the far end's; `media`: it is no program. */
export function pathMeaning(
  { stats, cause, farCause }: Pick<LinkSnapshot, 'stats' | 'cause' | 'farCause'>,
  name: string,
  media = true,
): string {
  const path = stats?.path ?? null;
  if (path === null) return t.link.meaning.none;
  if (!media) return t.link.dataMeaning[isRelayed(path.kind) ? 'relay' : path.kind];
  if (!isRelayed(path.kind)) return t.link.meaning[path.kind];
  const why = chosen(path, name) ?? blocked(cause, farCause, name) ?? t.link.why.noDirectWay;
  return `${why} ${t.link.meaning.relay}`;
}

function blocked(cause: Cause | null, farCause: Cause | null, name: string): string | null {
  if (cause === 'udp-blocked') return t.link.why.udpBlocked;
  return farCause === 'udp-blocked' ? t.link.why.theirUdpBlocked(name) : null;
}

function chosen({ ourRelay, theirRelay }: LinkPath, name: string): string | null {
  const ours = ourRelay?.chosen === true;
  const theirs = theirRelay?.chosen === true;
  if (ours && theirs) return t.link.why.bothChose(name);
  if (ours) return t.link.why.youChose;
  return theirs ? t.link.why.theyChose(name) : null;
}
