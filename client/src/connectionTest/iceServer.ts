import type { IceServerChoice } from '../call/snapshot';
import type { TroubleCode } from '../call/trouble';
import type { Clock } from '../clock';
import { causeOfServerError, isOfOtherFamily, NOT_REACHED } from '../rtc/cause';
import { isExpired } from '../rtc/ephemeralUser';
import { ownServer } from '../rtc/iceConfiguration';
import type { RtcFactory } from '../rtc/linkConnection';
import { shortAddress } from '../rtc/stats/shortAddress';
import { candidateParts } from './candidate';

export interface IceTestSuccess {
  readonly reachable: true;
  /** From the start of gathering to the first candidate that it gave. */
  readonly ms: number;
  /** What it gave. Null: nothing, and no error; without NAT a STUN server has nothing to give but the address that this machine has itself. */
  readonly gave: 'relay' | 'srflx' | null;
  /** What it gave, shortened to its network; null where the browser hides it. */
  readonly network: string | null;
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
  let started = clock.now();
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
      const code = turn ? causeOfServerError(errorCode, isExpired(choice.username, clock.now())) : unreachable;
      failure = { reachable: false, code, errorCode, detail: `${errorCode} ${errorText}`.trim() };
    };
    pc.onicecandidate = ({ candidate }) => {
      const ms = clock.now() - started;
      const wanted = turn ? 'relay' : 'srflx';
      const parts = candidateParts(candidate);
      if (candidate?.type === wanted || parts?.type === wanted) {
        finish({ reachable: true, ms, gave: wanted, network: parts === null ? null : shortAddress(parts.address) });
      } else if (candidate === null) finish(turn || failure !== null ? silent() : { reachable: true, ms, gave: null, network: null });
    };
    // A data channel is what gives the offer something to gather for.
    pc.createDataChannel('test');
    // A browser's first connection is slow to make, and only then it gathers.
    pc.setLocalDescription().then(() => {
      started = clock.now();
    }, stop);
  });
}
