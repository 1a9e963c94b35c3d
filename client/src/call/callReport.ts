import type { CallSnapshot, LinkPath, LinkSnapshot, MediaFlow, PeerSnapshot, Relay } from './snapshot';
import type { TroubleCode } from './trouble';

const round = (value: number | null, unit: string): string => (value === null ? '-' : `${Math.round(value * 10) / 10} ${unit}`);

function relay(whose: string, held: Relay | null): string {
  if (held === null) return '';
  return `, ${whose} relay ${held.server ?? 'unnamed'} over ${held.transport ?? '?'}${held.chosen ? ', relay only' : ''}`;
}

function path(path: LinkPath | null): string {
  if (path === null) return 'no path';
  const relays = `${relay('our', path.ourRelay)}${relay('their', path.theirRelay)}`;
  return `${path.kind} (${path.localType} - ${path.remoteType}, ${path.protocol}${relays})`;
}

function flow(name: string, media: MediaFlow | null): string[] {
  if (media === null) return [];
  const size = media.width === null ? '' : `, ${media.width}x${media.height} at ${round(media.framesPerSecond, 'fps')}`;
  const loss = `loss ${round(media.lossPercent, '%')}, jitter ${round(media.jitterMs, 'ms')}`;
  return [`  ${name}: ${round(media.bitrate / 1000, 'kbit/s')}, ${loss}, ${media.codec ?? '-'}${size}`];
}

/** A code, and where there is something to do about it, the sentence that says so. */
export type Sentence = (code: TroubleCode) => string;

function why({ cause, farCause, paused, farPaused, trouble }: LinkSnapshot, sentence: Sentence): string[] {
  return [
    ...(cause === null ? [] : [`  cause: ${cause}`]),
    ...(trouble === null ? [] : [`  ${sentence(trouble.code)}`]),
    ...(farCause === null ? [] : [`  cause by the other end: ${farCause}`]),
    ...(paused ? ['  own picture paused: weak network'] : []),
    ...(farPaused ? ['  picture paused by the other end: weak network'] : []),
  ];
}

function peer({ name, kind, link, connected }: PeerSnapshot, now: number, sentence: Sentence): string[] {
  const { stats, state, since, connectMs, restarts } = link;
  return [
    `${name} (${kind}${connected ? '' : ', signaling away'})`,
    `  state: ${state} for ${Math.round((now - since) / 1000)} s`,
    ...why(link, sentence),
    `  path: ${path(stats?.path ?? null)}`,
    `  round trip: ${round(stats?.roundTripMs ?? null, 'ms')}, connected in ${round(connectMs, 'ms')}, restarts: ${restarts}`,
    ...flow('video in', stats?.videoIn ?? null),
    ...flow('video out', stats?.videoOut ?? null),
    ...flow('audio in', stats?.audioIn ?? null),
    ...flow('audio out', stats?.audioOut ?? null),
    ...(stats === null || stats.dataIn === null
      ? []
      : [`  data: in ${round(stats.dataIn / 1000, 'kbit/s')}, out ${round((stats.dataOut ?? 0) / 1000, 'kbit/s')}`]),
    ...Object.entries(stats?.raw ?? {}).map(([key, value]) => `  ${key}: ${value}`),
  ];
}

/** A text about all links, for a message to whoever has to find out what is wrong. Addresses are shortened already. */
export function callReport({ room, signaling, peers }: CallSnapshot, now: number, sentence: Sentence): string {
  return [
    `PeerCall report, ${new Date(now).toISOString()}`,
    `room: ${room.name}, signaling: ${signaling}, people: ${peers.length + 1}`,
    ...peers.flatMap((each) => ['', ...peer(each, now, sentence)]),
  ].join('\n');
}
