import type { IceServerChoice } from '../call/snapshot';
import type { Clock } from '../clock';
import { ownServer } from './iceConfiguration';
import type { RtcFactory } from './linkConnection';

export type IceTestResult =
  | { readonly reachable: true; readonly ms: number }
  | {
      readonly reachable: false;
      readonly code: 'stun-unreachable' | 'turn-unreachable' | 'turn-unauthorized' | 'invalid-url';
      /** The server's or the browser's own words, for engineers. */
      readonly detail?: string;
    };

/** So long a server may take to answer. */
const LIMIT_MS = 8_000;
const UNAUTHORIZED = new Set([401, 403, 438, 441]);

/**
 * Gathers candidates against this one server. A TURN server is reachable when it gives a relayed candidate; a STUN server when it gives
 * a reflexive one, or when gathering ends without an error: without NAT the reflexive candidate equals the host's and is left out.
 */
export function testIceServer(
  choice: IceServerChoice,
  factory: Pick<RtcFactory, 'createConnection'>,
  clock: Clock,
): Promise<IceTestResult> {
  const turn = /^turns?:/i.test(choice.url);
  const started = clock.now();
  return new Promise((resolve) => {
    let pc: RTCPeerConnection;
    try {
      pc = factory.createConnection({ iceServers: [ownServer(choice)], iceTransportPolicy: turn ? 'relay' : 'all' });
    } catch (error) {
      resolve({ reachable: false, code: 'invalid-url', detail: String(error) });
      return;
    }
    const unreachable = turn ? 'turn-unreachable' : 'stun-unreachable';
    let failure: IceTestResult | null = null;
    const finish = (result: IceTestResult): void => {
      timer.cancel();
      pc.onicecandidate = null;
      pc.onicecandidateerror = null;
      pc.close();
      resolve(result);
    };
    const timer = clock.after(LIMIT_MS, () => finish(failure ?? { reachable: false, code: unreachable }));
    pc.onicecandidateerror = ({ errorCode, errorText }) => {
      const code = turn && UNAUTHORIZED.has(errorCode) ? 'turn-unauthorized' : unreachable;
      // What the server says outweighs that some address family of ours did not reach it.
      if (failure === null || code === 'turn-unauthorized') failure = { reachable: false, code, detail: `${errorCode} ${errorText}` };
    };
    pc.onicecandidate = ({ candidate }) => {
      const reachable: IceTestResult = { reachable: true, ms: clock.now() - started };
      if (candidate === null) finish(failure ?? (turn ? { reachable: false, code: unreachable } : reachable));
      else if (candidate.type === (turn ? 'relay' : 'srflx')) finish(reachable);
    };
    // A data channel is what gives the offer something to gather for.
    pc.createDataChannel('test');
    void pc.setLocalDescription();
  });
}
