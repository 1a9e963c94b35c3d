import type { ReportedCandidate, ReportStats } from '../../protocol/messages';
import type { LinkStatus } from '../linkStatus';
import { holdsRelay } from './linkPath';
import type { StatsReading } from './readStats';
import { ownRelay } from './relay';
import type { PairCandidate, SelectedPair } from './selectedPair';

const TYPES = ['host', 'srflx', 'prflx', 'relay'];
const PROTOCOLS = ['udp', 'tcp'];

/** What the far end, and the server's record of the link, are told of this end's view (protocol section 6). `reading`: null while there is none. */
export function reportOf(
  reading: StatsReading | null,
  state: string,
  configuration: RTCConfiguration,
  { state: shown, cause, paused, connectMs, restarts }: LinkStatus,
): ReportStats {
  const { roundTripMs = null, videoIn = null, audioIn = null, carried = null } = reading ?? {};
  const told = cause ?? (shown === 'connected' ? 'ok' : null);
  return {
    state,
    ...(told === null ? {} : { cause: told }),
    ...pairOf(reading?.pair ?? null, configuration),
    ...(configuration.iceTransportPolicy === 'relay' ? { relayOnly: true } : {}),
    ...(paused ? { paused } : {}),
    ...bounded('roundTripMs', roundTripMs, 600_000),
    ...bounded('jitterMs', most(videoIn?.jitterMs, audioIn?.jitterMs), 600_000),
    ...bounded('lossPercent', most(videoIn?.lossPercent, audioIn?.lossPercent), 100),
    ...bounded('connectMs', connectMs, 86_400_000, Math.round),
    restarts,
    ...bounded('sendKbps', carried && carried.sendBitrate / 1000, 10_000_000),
    ...bounded('receiveKbps', carried && carried.receiveBitrate / 1000, 10_000_000),
    ...bounded('bytesSent', carried?.bytesSent ?? null, Number.MAX_SAFE_INTEGER),
    ...bounded('bytesReceived', carried?.bytesReceived ?? null, Number.MAX_SAFE_INTEGER),
  };
}

/** Both ends of the pair, or neither: a word that the protocol does not know would have the whole report refused. */
function pairOf(pair: SelectedPair | null, configuration: RTCConfiguration): Pick<ReportStats, 'local' | 'remote'> {
  const known = ({ type, protocol }: PairCandidate): boolean => TYPES.includes(type) && PROTOCOLS.includes(protocol);
  if (pair === null || !known(pair.local) || !known(pair.remote)) return {};
  const relay = holdsRelay(pair, null, configuration) ? ownRelay(pair.local, configuration) : null;
  const local = {
    ...candidate(pair.local),
    ...(relay === null || relay.transport === null ? {} : { relayProtocol: relay.transport }),
    ...(relay === null || relay.server === null ? {} : { relayServer: relay.server }),
  };
  return { local, remote: candidate(pair.remote) };
}

function candidate({ type, protocol, network }: PairCandidate): ReportedCandidate {
  return { type, protocol, ...(network === null ? {} : { address: network }) };
}

function most(...values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => typeof value === 'number');
  return known.length === 0 ? null : Math.max(...known);
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** `{ [key]: value }` within the protocol's bounds; `{}` where it is not known. */
function bounded<const K extends keyof ReportStats>(
  key: K,
  value: number | null,
  greatest: number,
  round = tenth,
): { readonly [P in K]?: number } {
  if (value === null || !Number.isFinite(value)) return {};
  return { [key]: Math.min(greatest, Math.max(0, round(value))) } as { readonly [P in K]?: number };
}
