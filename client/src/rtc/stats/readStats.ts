import type { MediaFlow } from '../../call/snapshot';
import type { QualityReading } from '../quality/qualitySteps';
import { type SelectedPair, selectedPair } from './selectedPair';
import { byId, follow, numberOf, ofType, type Stat, type StatsById, type StatsReport, textOf } from './statsReport';

/** Totals of one RTP stream, kept to tell what happened between two readings. */
interface Counters {
  readonly at: number;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
  readonly frames: number;
}

/** What the selected pair has carried, of whatever kind. */
export interface Carried {
  /** In total. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** bit/s since the reading before. */
  readonly sendBitrate: number;
  readonly receiveBitrate: number;
}

/** How this end sees its link at one moment. */
export interface StatsReading {
  /** ms since 1970, as the caller's clock says. */
  readonly at: number;
  readonly pair: SelectedPair | null;
  readonly roundTripMs: number | null;
  /** RTP packets received since the connection began. */
  readonly packetsReceived: number;
  readonly videoIn: MediaFlow | null;
  readonly videoOut: MediaFlow | null;
  readonly audioIn: MediaFlow | null;
  readonly audioOut: MediaFlow | null;
  /** bit/s over all data channels; null where there is none. */
  readonly dataIn: number | null;
  readonly dataOut: number | null;
  readonly carried: Carried | null;
  /** What tells how much may be sent. */
  readonly wayOut: Omit<QualityReading, 'at'>;
  readonly counters: ReadonlyMap<string, Counters>;
}

const kindOf = (stat: Stat): string | null => textOf(stat, 'kind') ?? textOf(stat, 'mediaType');

/** Totals are per stream and only grow; a stream that started anew counts from zero. */
const grown = (now: number, before: number | undefined): number => (before === undefined || now < before ? now : now - before);

interface Streams {
  readonly stats: StatsById;
  readonly at: number;
  readonly previous: StatsReading | null;
  readonly counters: Map<string, Counters>;
}

function count(
  streams: Streams,
  stat: Stat,
  counters: Omit<Counters, 'at'>,
): { readonly seconds: number; readonly delta: Omit<Counters, 'at'> } {
  // The browser's own time of measurement is more exact than ours; both are milliseconds.
  const at = numberOf(stat, 'timestamp') ?? streams.at;
  streams.counters.set(stat.id, { at, ...counters });
  const before = streams.previous?.counters.get(stat.id);
  const delta = {
    bytes: grown(counters.bytes, before?.bytes),
    packets: grown(counters.packets, before?.packets),
    lost: Math.max(0, counters.lost - (before?.lost ?? 0)),
    frames: grown(counters.frames, before?.frames),
  };
  return { seconds: before === undefined ? 0 : (at - before.at) / 1000, delta };
}

function codecOf(stats: StatsById, stat: Stat): string | null {
  return textOf(follow(stats, stat, 'codecId'), 'mimeType')?.replace(/^(audio|video)\//i, '') ?? null;
}

const millis = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);
const rate = (amount: number, seconds: number): number => (seconds > 0 ? amount / seconds : 0);

function frameRate(stat: Stat, frames: number, seconds: number): number | null {
  return numberOf(stat, 'framesPerSecond') ?? (seconds > 0 ? Math.round(rate(frames, seconds)) : null);
}

function inbound(streams: Streams, stat: Stat): MediaFlow {
  const { seconds, delta } = count(streams, stat, {
    bytes: numberOf(stat, 'bytesReceived') ?? 0,
    packets: numberOf(stat, 'packetsReceived') ?? 0,
    lost: numberOf(stat, 'packetsLost') ?? 0,
    frames: numberOf(stat, 'framesDecoded') ?? 0,
  });
  const expected = delta.packets + delta.lost;
  return {
    bitrate: Math.round(rate(delta.bytes * 8, seconds)),
    lossPercent: expected > 0 ? (100 * delta.lost) / expected : 0,
    jitterMs: millis(numberOf(stat, 'jitter')),
    codec: codecOf(streams.stats, stat),
    width: numberOf(stat, 'frameWidth'),
    height: numberOf(stat, 'frameHeight'),
    framesPerSecond: kindOf(stat) === 'video' ? frameRate(stat, delta.frames, seconds) : null,
  };
}

function outbound(streams: Streams, stat: Stat): MediaFlow {
  // What the far end reports about what we send (RTCP receiver reports).
  const far =
    follow(streams.stats, stat, 'remoteId') ?? ofType(streams.stats, 'remote-inbound-rtp').find((other) => other.localId === stat.id);
  const { seconds, delta } = count(streams, stat, {
    bytes: numberOf(stat, 'bytesSent') ?? 0,
    packets: numberOf(stat, 'packetsSent') ?? 0,
    lost: numberOf(far, 'packetsLost') ?? 0,
    frames: numberOf(stat, 'framesEncoded') ?? 0,
  });
  const fraction = numberOf(far, 'fractionLost');
  return {
    bitrate: Math.round(rate(delta.bytes * 8, seconds)),
    lossPercent: fraction !== null ? fraction * 100 : delta.packets > 0 ? Math.min(100, (100 * delta.lost) / delta.packets) : 0,
    jitterMs: millis(numberOf(far, 'jitter')),
    codec: codecOf(streams.stats, stat),
    width: numberOf(stat, 'frameWidth'),
    height: numberOf(stat, 'frameHeight'),
    framesPerSecond: kindOf(stat) === 'video' ? frameRate(stat, delta.frames, seconds) : null,
  };
}

/** Camera and screen share one line: the bitrates add up, the rest is that of the busier one. */
function merge(flows: readonly MediaFlow[]): MediaFlow | null {
  const [busiest] = [...flows].sort((a, b) => b.bitrate - a.bitrate || (b.width ?? 0) - (a.width ?? 0));
  if (busiest === undefined) return null;
  return flows.length === 1 ? busiest : { ...busiest, bitrate: flows.reduce((sum, { bitrate }) => sum + bitrate, 0) };
}

/** What the channels have carried since the reading before, in bit/s each way. */
function dataRates(streams: Streams): { readonly dataIn: number | null; readonly dataOut: number | null } {
  const channels = ofType(streams.stats, 'data-channel');
  if (channels.length === 0) return { dataIn: null, dataOut: null };
  const bitrate = (name: 'bytesReceived' | 'bytesSent'): number =>
    channels.reduce((sum, stat) => {
      const counted = { ...stat, id: `${stat.id} ${name}` };
      const { seconds, delta } = count(streams, counted, { bytes: numberOf(stat, name) ?? 0, packets: 0, lost: 0, frames: 0 });
      return sum + Math.round(rate(delta.bytes * 8, seconds));
    }, 0);
  return { dataIn: bitrate('bytesReceived'), dataOut: bitrate('bytesSent') };
}

function carriedBy(streams: Streams, pair: SelectedPair | null): Carried | null {
  if (pair === null || pair.bytesSent === null || pair.bytesReceived === null) return null;
  const { bytesSent, bytesReceived } = pair;
  const bitrate = (name: string, bytes: number): number => {
    const { seconds, delta } = count(streams, { id: `${pair.id} ${name}`, type: '' }, { bytes, packets: 0, lost: 0, frames: 0 });
    return Math.round(rate(delta.bytes * 8, seconds));
  };
  return { bytesSent, bytesReceived, sendBitrate: bitrate('sent', bytesSent), receiveBitrate: bitrate('received', bytesReceived) };
}

/** Of what the far end reports only what is new counts: of a picture that is not sent any more, the last report stands for ever. */
function wayOut(streams: Streams, pair: SelectedPair | null, sent: readonly Stat[]): Omit<StatsReading['wayOut'], 'sendBitrate'> {
  const { stats, counters, previous } = streams;
  const fresh = ofType(stats, 'remote-inbound-rtp').filter((stat) => {
    const at = numberOf(stat, 'timestamp') ?? 0;
    counters.set(stat.id, { at, bytes: 0, packets: 0, lost: 0, frames: 0 });
    return at !== previous?.counters.get(stat.id)?.at;
  });
  const worst = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  const pictures = sent.filter((stat) => kindOf(stat) === 'video' && stat.active !== false);
  const loss = worst(fresh.map((stat) => numberOf(stat, 'fractionLost')));
  return {
    availableBitrate: pair?.availableBitrate ?? null,
    lossPercent: loss === null ? null : loss * 100,
    roundTripMs: millis(worst(fresh.map((stat) => numberOf(stat, 'roundTripTime')))),
    framesPerSecond: worst(pictures.map((stat) => numberOf(stat, 'framesPerSecond'))),
    limited: pictures.some((stat) => stat.qualityLimitationReason === 'bandwidth'),
  };
}

/** Reads one `getStats` report. Rates are those since `previous`; the first reading has none. */
export function readStats(report: StatsReport, previous: StatsReading | null, at: number): StatsReading {
  const stats = byId(report);
  const streams: Streams = { stats, at, previous, counters: new Map() };
  const received = ofType(stats, 'inbound-rtp').filter((stat) => (numberOf(stat, 'packetsReceived') ?? 0) > 0);
  const sent = ofType(stats, 'outbound-rtp').filter((stat) => (numberOf(stat, 'packetsSent') ?? 0) > 0);
  const flow = (from: readonly Stat[], kind: string, read: (streams: Streams, stat: Stat) => MediaFlow): MediaFlow | null =>
    merge(from.filter((stat) => kindOf(stat) === kind).map((stat) => read(streams, stat)));
  const pair = selectedPair(stats);
  const carried = carriedBy(streams, pair);
  const roundTrips = ofType(stats, 'remote-inbound-rtp').map((stat) => numberOf(stat, 'roundTripTime'));
  return {
    at,
    pair,
    roundTripMs: pair?.roundTripMs ?? millis(roundTrips.find((value) => value !== null) ?? null),
    packetsReceived: received.reduce((sum, stat) => sum + (numberOf(stat, 'packetsReceived') ?? 0), 0),
    videoIn: flow(received, 'video', inbound),
    videoOut: flow(sent, 'video', outbound),
    audioIn: flow(received, 'audio', inbound),
    audioOut: flow(sent, 'audio', outbound),
    ...dataRates(streams),
    carried,
    wayOut: { ...wayOut(streams, pair, sent), sendBitrate: carried?.sendBitrate ?? null },
    counters: streams.counters,
  };
}
