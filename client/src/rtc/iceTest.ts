import type { IceServerChoice } from '../call/snapshot';
import type { TroubleCode } from '../call/trouble';
import type { Clock } from '../clock';
import { causeOfServerError, isOfOtherFamily, NOT_REACHED } from './cause';
import { ownServer } from './iceConfiguration';
import type { RtcFactory } from './linkConnection';

export interface IceTestSuccess {
  readonly reachable: true;
  /** From the start to the first candidate that it gave. */
  readonly ms: number;
  /** What it gave. Null: a STUN server has seen the address that this machine has itself, so there was nothing to give. */
  readonly gave: 'relay' | 'srflx' | null;
}

export interface IceTestFailure {
  readonly reachable: false;
  readonly code: TroubleCode | 'invalid-url';
  /** A STUN error code (RFC 8489 §14.8, RFC 8656 §19) or 701, not reached (W3C webrtc §4.8.4); null where nothing was said. */
  readonly errorCode: number | null;
  /** Nothing had come when the time was up. */
  readonly timedOut?: boolean;
  /** The server's or the browser's own words, for engineers. */
  readonly detail?: string;
}

export type IceTestResult = IceTestSuccess | IceTestFailure;

/** So long a server may take to answer, in ms. */
export const ICE_TEST_LIMIT_MS = 8_000;

/**
 * Gathers candidates against this one server. A TURN server is reachable when it gives a relayed candidate; a STUN server when it gives
 * a reflexive one, or when gathering ends without an error: without NAT the reflexive candidate equals the host's and is left out. `signal` ends it early;
 * then the result means nothing. Never rejects.
 */
export function testIceServer(
  choice: IceServerChoice,
  factory: Pick<RtcFactory, 'createConnection'>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<IceTestResult> {
  const turn = /^turns?:/i.test(choice.url);
  const unreachable = turn ? 'turn-unreachable' : 'stun-unreachable';
  const started = clock.now();
  return new Promise((resolve) => {
    let pc: RTCPeerConnection;
    try {
      pc = factory.createConnection({ iceServers: [ownServer(choice)], iceTransportPolicy: turn ? 'relay' : 'all' });
    } catch (error) {
      resolve({ reachable: false, code: 'invalid-url', errorCode: null, detail: String(error) });
      return;
    }
    let failure: IceTestFailure | null = null;
    const finish = (result: IceTestResult): void => {
      timer.cancel();
      signal?.removeEventListener('abort', stop);
      pc.onicecandidate = null;
      pc.onicecandidateerror = null;
      pc.close();
      resolve(result);
    };
    const silent = (): IceTestFailure => failure ?? { reachable: false, code: unreachable, errorCode: null };
    const stop = (): void => finish(silent());
    const timer = clock.after(ICE_TEST_LIMIT_MS, () => finish(failure ?? { ...silent(), timedOut: true }));
    signal?.addEventListener('abort', stop);
    pc.onicecandidateerror = (event) => {
      const { errorCode, errorText } = event;
      if (isOfOtherFamily(event)) return;
      // What the server says outweighs that from some address of ours it was not reached.
      if (failure !== null && (failure.errorCode !== NOT_REACHED || errorCode === NOT_REACHED)) return;
      const code = turn ? causeOfServerError(errorCode) : unreachable;
      failure = { reachable: false, code, errorCode, detail: `${errorCode} ${errorText}`.trim() };
    };
    pc.onicecandidate = ({ candidate }) => {
      const ms = clock.now() - started;
      const wanted = turn ? 'relay' : 'srflx';
      if (candidate?.type === wanted) finish({ reachable: true, ms, gave: wanted });
      else if (candidate === null) finish(turn || failure !== null ? silent() : { reachable: true, ms, gave: null });
    };
    // A data channel is what gives the offer something to gather for.
    pc.createDataChannel('test');
    pc.setLocalDescription().catch(stop);
  });
}
