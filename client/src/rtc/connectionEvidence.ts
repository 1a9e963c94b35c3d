import type { Clock, Timer } from '../clock';
import { type Evidence, type IceServerError, isOfOtherFamily, NOT_REACHED } from './cause';
import { isExpired } from './ephemeralUser';
import { isOverUdp, sameIceUrl } from './iceUrl';
import type { Incoming } from './negotiation';

/** More than this of anything is not kept: the far end says what its addresses are. */
const MOST = 100;
/** A server that has not answered over UDP after five requests (RFC 8489 §6.2.1) is not there. Browsers say so only after ten to forty seconds, and every gathering anew starts them again. */
const UDP_PATIENCE_MS = 5_000;
/** Candidates over UDP that are not relayed (RFC 8839 §5.1), in a line of their own or in a description. What hides behind a name cannot be compared with an address. */
const DIRECT = /\bcandidate:\S+ \d+ udp \d+ ([0-9a-f:.]+) \d+ typ (?:host|srflx|prflx)\b/gi;

const isIpv6 = (address: string): boolean => address.includes(':');

/** Collects what one connection of a link sees, for telling the cause. */
export class ConnectionEvidence {
  readonly #clock: Clock;
  readonly #gathered = new Set<string>();
  #errors: readonly IceServerError[] = [];
  readonly #farAddresses = new Set<string>();
  /** Whether an own relay is at an IPv6 address, and whether one is at an IPv4 address. */
  readonly #relayFamilies = new Set<boolean>();
  #servers: readonly RTCIceServer[] = [];
  #patience: Timer | null = null;
  #relayedOverUdp = false;

  constructor(configuration: RTCConfiguration, clock: Clock) {
    this.#clock = clock;
    this.configure(configuration);
  }

  /** The servers are others from now on, or their credentials are: what was refused with the former ones counts no more. */
  configure({ iceServers }: RTCConfiguration): void {
    this.#servers = iceServers ?? [];
    this.#errors = this.#errors.filter(({ errorCode }) => errorCode === NOT_REACHED);
  }

  /**
   * What servers have told the connection before this one. A server that is away takes ten seconds to show it, and where both ends begin anew again and again no connection
   * would live to see it. Candidates that this one gathers count more.
   */
  inherit(before: ConnectionEvidence): void {
    this.#errors = before.#errors;
  }

  /** This end has a candidate. `relayProtocol` (W3C webrtc §4.8.1): how it reaches the relay; not every browser says. */
  gathered(candidate: RTCIceCandidate & { readonly relayProtocol?: string | null }): void {
    const type = candidate.type ?? / typ (\w+)/.exec(candidate.candidate)?.[1];
    if (type !== undefined) this.#gathered.add(type);
    if (type === 'relay' && (candidate.relayProtocol ?? 'udp') === 'udp') this.#relayedOverUdp = true;
    if (type === 'relay') this.#relayFamilies.add(isIpv6(candidate.address ?? candidate.candidate.split(' ')[4] ?? ''));
  }

  /** Gathering goes on for as long as a server has neither answered nor been given up. */
  gathering(state: RTCIceGatheringState): void {
    this.stop();
    if (state === 'gathering') this.#patience = this.#clock.after(UDP_PATIENCE_MS, () => this.#missServers());
  }

  /** Nothing is waited for any more. */
  stop(): void {
    this.#patience?.cancel();
    this.#patience = null;
  }

  /** A server gave no candidate. */
  failed(event: RTCPeerConnectionIceErrorEvent): void {
    if (isOfOtherFamily(event)) return;
    // Firefox may leave it out.
    this.#fail(event.url ?? '', event.errorCode);
  }

  /** Any server that is reached over UDP tells this end its address; where that is no news, a STUN server ends gathering, and a TURN server gives a relay. */
  #missServers(): void {
    if (this.#gathered.has('srflx') || this.#relayedOverUdp) return;
    for (const url of this.#servers.flatMap(({ urls }) => urls)) {
      if (isOverUdp(url) && !this.#errors.some((error) => sameIceUrl(error.url, url))) this.#fail(url, NOT_REACHED);
    }
  }

  #fail(url: string, errorCode: number): void {
    const expired = this.#expired(url);
    const known = this.#errors.some((error) => error.url === url && error.errorCode === errorCode && error.expired === expired);
    if (known || this.#errors.length >= MOST) return;
    this.#errors = [...this.#errors, { url, errorCode, expired }];
  }

  /** The far end has told of candidates. */
  heard(message: Incoming): void {
    const text = 'description' in message ? message.description.sdp : (message.candidate?.candidate ?? '');
    for (const [, address] of text.matchAll(DIRECT)) {
      if (address !== undefined && this.#farAddresses.size < MOST) this.#farAddresses.add(address.toLowerCase());
    }
  }

  collect(): Pick<Evidence, 'servers' | 'gathered' | 'errors' | 'farAddresses'> {
    return {
      servers: this.#servers.flatMap(({ urls }) => urls),
      gathered: [...this.#gathered],
      errors: this.#errors,
      // A relay passes nothing on between families (RFC 8656 §7.2), so it is not asked for the other one, and does not refuse it.
      farAddresses: [...this.#farAddresses].filter((address) => this.#relayFamilies.has(isIpv6(address))),
    };
  }

  /** Whether the user name for a URL is one of an ephemeral credential, `expiry:user`, and out of date by this machine's clock. */
  #expired(url: string): boolean {
    const server = this.#servers.find(({ urls }) => [urls].flat().some((own) => sameIceUrl(own, url)));
    return isExpired(server?.username, this.#clock.now());
  }
}
