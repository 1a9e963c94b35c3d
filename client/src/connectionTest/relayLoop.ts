import type { IceServerChoice, RelayTransport } from '../call/snapshot';
import type { TroubleCode } from '../call/trouble';
import { every, type Timer } from '../clock';
import { causeOfServerError } from '../rtc/cause';
import { isExpired } from '../rtc/ephemeralUser';
import { ownServer } from '../rtc/iceConfiguration';
import { ownRelay } from '../rtc/stats/relay';
import { selectedPair } from '../rtc/stats/selectedPair';
import { byId } from '../rtc/stats/statsReport';
import { candidateParts, isInsideOnly } from './candidate';

import { EchoMeter, type LoopChannels, makeChannels } from './loopChannels';
import type { TestEnvironment } from './testEnvironment';

export type LoopResult =
  | {
      readonly works: true;
      /** From the start to the first bytes that came back. */
      readonly connectMs: number;
      readonly roundTripMs: number;
      /** How the page reached the relay, as the browser says; null where it does not. */
      readonly transport: RelayTransport | null;
    }
  | { readonly works: false; readonly code: TroubleCode };

/** So long a connection through the relay may take, in ms. */
export const LOOP_LIMIT_MS = 12_000;
const ECHO_EVERY_MS = 50;
const ECHOES = 5;

/**
 * Two connections of one page that can meet nowhere but at a relay. That a relay gave an address says only that the server was reached; whether it relays
 * is seen when bytes come back.
 */
export class RelayLoop {
  readonly near: LoopChannels;
  readonly far: LoopChannels;
  readonly echo: EchoMeter;
  readonly #environment: TestEnvironment;
  readonly #choice: IceServerChoice;
  readonly #configuration: RTCConfiguration;
  readonly #ends: readonly [RTCPeerConnection, RTCPeerConnection];
  readonly #started: number;
  readonly #relayed: string[] = [];
  #error: TroubleCode | null = null;
  #changed: () => void = () => undefined;

  constructor(environment: TestEnvironment, choice: IceServerChoice) {
    this.#environment = environment;
    this.#choice = choice;
    this.#configuration = { iceServers: [ownServer(choice)], iceTransportPolicy: 'relay', bundlePolicy: 'max-bundle' };
    this.#started = environment.clock.now();
    const near = environment.createConnection(this.#configuration);
    const far = environment.createConnection(this.#configuration);
    this.#ends = [near, far];
    this.near = makeChannels(near);
    this.far = makeChannels(far);
    this.echo = new EchoMeter(this.near.echo, this.far.echo, environment.clock, () => this.#changed());
    for (const pc of this.#ends) this.#watch(pc);
  }

  /** Connects, and sends bytes there and back. Never rejects; `signal` ends it, then the result means nothing. */
  async run(signal: AbortSignal): Promise<LoopResult> {
    const { clock } = this.#environment;
    const timers: Timer[] = [];
    const answered = new Promise<number | null>((resolve) => {
      const end = () => resolve(null);
      signal.addEventListener('abort', end, { once: true });
      timers.push(clock.after(LOOP_LIMIT_MS, end));
      timers.push(every(clock, ECHO_EVERY_MS, () => this.echo.send()));
      let first: number | null = null;
      this.#changed = () => {
        if (this.#ends.some(({ connectionState }) => connectionState === 'failed')) return end();
        if (this.echo.answers > 0) first ??= clock.now() - this.#started;
        if (first !== null && this.echo.answers >= ECHOES) resolve(first);
      };
      this.#negotiate().catch(end);
    });
    const connectMs = await answered;
    for (const timer of timers) timer.cancel();
    const roundTripMs = this.echo.take();
    if (connectMs === null || roundTripMs === null) return { works: false, code: this.#cause() };
    return { works: true, connectMs, roundTripMs, transport: await this.#transport() };
  }

  close(): void {
    for (const pc of this.#ends) {
      pc.onicecandidate = null;
      pc.onicecandidateerror = null;
      pc.onconnectionstatechange = null;
      pc.close();
    }
  }

  #watch(pc: RTCPeerConnection): void {
    const { clock } = this.#environment;
    pc.onconnectionstatechange = () => this.#changed();
    pc.onicecandidateerror = ({ errorCode }) => {
      this.#error ??= causeOfServerError(errorCode, isExpired(this.#choice.username, clock.now()));
    };
  }

  async #negotiate(): Promise<void> {
    const [near, far] = this.#ends;
    let described: () => void = () => undefined;
    const bothDescribed = new Promise<void>((resolve) => {
      described = resolve;
    });
    this.#trickle(near, far, bothDescribed);
    this.#trickle(far, near, bothDescribed);
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
    described();
  }

  #trickle(from: RTCPeerConnection, to: RTCPeerConnection, described: Promise<void>): void {
    from.onicecandidate = ({ candidate }) => {
      if (candidate === null) return;
      const parts = candidateParts(candidate);
      if (parts?.type === 'relay') this.#relayed.push(parts.address);
      // A connection that was closed meanwhile takes no candidates any more.
      void described.then(() => to.addIceCandidate(candidate)).catch(() => undefined);
    };
  }

  /** A relay that gave addresses and passed nothing on: it may not relay to the like of its own addresses, or its ports are not reached. */
  #cause(): TroubleCode {
    const [near, far] = this.#ends;
    const iceWorks = [near, far].every(
      ({ iceConnectionState }) => iceConnectionState === 'connected' || iceConnectionState === 'completed',
    );
    if (iceWorks) return 'dtls-failed';
    if (this.#relayed.length === 0) return this.#error ?? 'turn-unreachable';
    return this.#relayed.every(isInsideOnly) ? 'turn-forbidden-peer' : 'turn-unreachable';
  }

  async #transport(): Promise<RelayTransport | null> {
    const stats = await this.#ends[0].getStats().catch(() => null);
    const pair = stats === null ? null : selectedPair(byId(stats));
    return pair === null ? null : ownRelay(pair.local, this.#configuration).transport;
  }
}
