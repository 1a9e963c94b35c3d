import { networkOf, shortAddress } from './shortAddress';
import { follow, numberOf, ofType, type Stat, type StatsById, textOf } from './statsReport';

export interface PairCandidate {
  readonly type: string;
  readonly protocol: string;
  /** `udp`, `tcp` or `tls`: how this end reaches its TURN server. */
  readonly relayProtocol: string | null;
  /** The STUN or TURN URL that it came from. */
  readonly url: string | null;
  /** Of a relayed candidate, the address that the relay sends from: that of a server, never of a person. */
  readonly relayAddress: string | null;
  /** The network of its address; null where that is hidden. */
  readonly network: string | null;
}

export interface SelectedPair {
  /** Changes when another pair is selected. */
  readonly id: string;
  readonly local: PairCandidate;
  readonly remote: PairCandidate;
  readonly roundTripMs: number | null;
  /** `availableOutgoingBitrate`, bit/s; null where the browser does not estimate. */
  readonly availableBitrate: number | null;
  /** Totals of the transport, where there are such, else of the pair. */
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  /** Names and values for engineers, addresses shortened. */
  readonly raw: Readonly<Record<string, string>>;
}

/** `transport.selectedCandidatePairId`; Firefox has no transport entry, there it is the nominated pair that succeeded and sent most. */
function find(stats: StatsById): { readonly pair: Stat; readonly transport: Stat | undefined } | null {
  for (const transport of ofType(stats, 'transport')) {
    const pair = follow(stats, transport, 'selectedCandidatePairId');
    if (pair !== undefined) return { pair, transport };
  }
  const pairs = ofType(stats, 'candidate-pair').filter(
    (pair) => pair.state === 'succeeded' && (pair.nominated === true || pair.selected === true),
  );
  const chosen = pairs.find((pair) => pair.selected === true);
  const busiest = pairs.sort((a, b) => (numberOf(b, 'bytesSent') ?? 0) - (numberOf(a, 'bytesSent') ?? 0))[0];
  const pair = chosen ?? busiest;
  return pair === undefined ? null : { pair, transport: undefined };
}

function candidate(stat: Stat | undefined): PairCandidate {
  const address = textOf(stat, 'address') ?? textOf(stat, 'ip');
  return {
    type: textOf(stat, 'candidateType') ?? 'unknown',
    protocol: textOf(stat, 'protocol')?.toLowerCase() ?? 'udp',
    relayProtocol: textOf(stat, 'relayProtocol')?.toLowerCase() ?? null,
    url: textOf(stat, 'url'),
    relayAddress: stat?.candidateType === 'relay' ? address : null,
    network: address === null ? null : networkOf(address),
  };
}

const SHOWN = ['candidateType', 'protocol', 'relayProtocol', 'address', 'port', 'url', 'networkType', 'tcpType', 'priority', 'foundation'];
const SHOWN_OF_PAIR = [
  'state',
  'nominated',
  'currentRoundTripTime',
  'availableOutgoingBitrate',
  'bytesSent',
  'bytesReceived',
  'consentRequestsSent',
];
const SHOWN_OF_TRANSPORT = ['dtlsState', 'tlsVersion', 'dtlsCipher', 'srtpCipher', 'iceRole', 'iceState', 'selectedCandidatePairChanges'];

function show(into: Record<string, string>, prefix: string, stat: Stat | undefined, names: readonly string[]): void {
  for (const name of names) {
    const value = name === 'address' ? (stat?.address ?? stat?.ip) : stat?.[name];
    if (value === undefined || value === null || value === '') continue;
    into[`${prefix}.${name}`] = name === 'address' ? shortAddress(String(value)) : String(value);
  }
}

/** The pair that media runs on; null before ICE has chosen one. */
export function selectedPair(stats: StatsById): SelectedPair | null {
  const found = find(stats);
  if (found === null) return null;
  const { pair, transport } = found;
  const local = follow(stats, pair, 'localCandidateId');
  const remote = follow(stats, pair, 'remoteCandidateId');
  const roundTrip = numberOf(pair, 'currentRoundTripTime');
  const raw: Record<string, string> = {};
  show(raw, 'local-candidate', local, SHOWN);
  show(raw, 'remote-candidate', remote, SHOWN);
  show(raw, 'candidate-pair', pair, SHOWN_OF_PAIR);
  show(raw, 'transport', transport, SHOWN_OF_TRANSPORT);
  return {
    id: pair.id,
    local: candidate(local),
    remote: candidate(remote),
    roundTripMs: roundTrip === null ? null : roundTrip * 1000,
    availableBitrate: numberOf(pair, 'availableOutgoingBitrate'),
    bytesSent: numberOf(transport, 'bytesSent') ?? numberOf(pair, 'bytesSent'),
    bytesReceived: numberOf(transport, 'bytesReceived') ?? numberOf(pair, 'bytesReceived'),
    raw,
  };
}
