/** The TURN servers in a path: which, and how the end that holds each one reaches it. */
import type { Relay, RelayTransport } from '../../call/snapshot';
import type { ReportStats } from '../../protocol/messages';
import { type IceUrl, parseIceUrl } from '../iceUrl';
import type { PairCandidate } from './selectedPair';

const TRANSPORTS: readonly string[] = ['udp', 'tcp', 'tls'] satisfies RelayTransport[];

/** A word of `relayProtocol` (W3C webrtc-stats); null for any other word: the far end may send what it likes. */
function transportNamed(word: string | null | undefined): RelayTransport | null {
  return typeof word === 'string' && TRANSPORTS.includes(word) ? (word as RelayTransport) : null;
}

/** `turns:relay.example?transport=tcp` -> `relay.example:5349`; null for what is no STUN or TURN URL. */
export function serverName(url: string | null): string | null {
  return parseIceUrl(url)?.server ?? null;
}

/** The server without its port, for a sentence. */
export function serverHost(server: string): string {
  return server.replace(/:\d+$/, '');
}

/**
 * Whether a candidate stands on a relay. Behind a NAT of its own a relay's address is seen by the peer as another one than the relay knows: the
 * selected candidate is then peer-reflexive, and only its `relayProtocol` tells where it began.
 */
export function isRelayed(candidate: { readonly type: string; readonly relayProtocol?: string | null } | undefined): boolean {
  if (candidate?.type === 'relay') return true;
  return candidate?.type === 'prflx' && transportNamed(candidate.relayProtocol) !== null;
}

/** The one value that all share; null where there is none, or several. */
function only<T>(values: readonly T[]): T | null {
  const different = new Set(values);
  return different.size === 1 ? (values[0] ?? null) : null;
}

/** An address as it stands in a URL: IPv6 in brackets. */
function asHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function configuredTurn({ iceServers }: RTCConfiguration): readonly IceUrl[] {
  return (iceServers ?? [])
    .flatMap(({ urls }) => urls)
    .map(parseIceUrl)
    .filter((url) => url !== null)
    .filter(({ transport }) => transport !== null);
}

/**
 * Our own relay. What the browser leaves out (Firefox gives no `url`) is taken from the configured servers where those leave no doubt; else the server goes
 * by the address that it relays from.
 */
export function ownRelay(local: PairCandidate, configuration: RTCConfiguration): Relay {
  const configured = configuredTurn(configuration);
  const given = parseIceUrl(local.url);
  const turn = given?.transport === null ? null : given;
  const transport = transportNamed(local.relayProtocol) ?? turn?.transport ?? only(configured.map((one) => one.transport));
  const possible = configured.filter((one) => transport === null || one.transport === transport);
  const address = local.relayAddress === null ? null : asHost(local.relayAddress);
  const sameAddress = possible.filter(({ host }) => host === address);
  const server = turn?.server ?? only(possible.map((one) => one.server)) ?? only(sameAddress.map((one) => one.server)) ?? address;
  return { server, transport, chosen: configuration.iceTransportPolicy === 'relay' };
}

/** A host name or an address, with or without a port: what a far end's report may call its server. */
const SERVER = /^(?=.{1,261}$)(?:\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::\d{1,5})?$/i;

/** The far end's relay, by its own report; before that has come, by the address that its candidate names. */
export function farRelay(remote: PairCandidate, far: ReportStats | null): Relay {
  const said = far?.local?.relayServer;
  const named = said !== undefined && SERVER.test(said) ? said : null;
  const address = remote.relayAddress === null ? null : asHost(remote.relayAddress);
  return { server: named ?? address, transport: transportNamed(far?.local?.relayProtocol), chosen: far?.relayOnly === true };
}
