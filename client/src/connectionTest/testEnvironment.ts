import type { Environment } from '../call/environment';
import type { ConnectionSettings } from '../call/snapshot';

/** What a request of this page's own server has answered; a body that is no JSON is null. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Everything outside that a connection test touches: what a call touches, and a little more. */
export interface TestEnvironment extends Environment {
  /** Null where the server does not answer. Never rejects. */
  get(path: string, signal: AbortSignal): Promise<Answer | null>;
  /** There is an `RTCPeerConnection`. */
  readonly hasWebRtc: boolean;
  /** The browser tells why a STUN or TURN server gave nothing (`icecandidateerror`, W3C webrtc §4.8.4). */
  readonly tellsIceErrors: boolean;
  /** The person has asked the browser to save data. */
  readonly savesData: boolean;
  readonly connection: ConnectionSettings;
  readonly devicesWanted: { readonly cameraId: string | null; readonly microphoneId: string | null };
}
