/** What a connection test has found so far: one line for each thing that was tried, as data. The words are the view's. */
import type { RelayTransport } from '../call/snapshot';
import type { TroubleCode } from '../call/trouble';
import type { Bandwidth } from './bandwidth';
import type { DirectKind } from './directPath';
import type { IceTestResult } from './iceServer';
import type { LoopResult } from './relayLoop';

export type LineState = 'waiting' | 'running' | 'passed' | 'warned' | 'failed' | 'skipped';

/** A cause code of the documentation, one of the page's own, or an address that the browser does not take. */
export type LineCode = TroubleCode | 'invalid-url';

interface Shared {
  /** Stays the same for the whole run. */
  readonly id: string;
  readonly state: LineState;
  readonly code: LineCode | null;
}

/** A secure address, and WebRTC. */
export interface BrowserLine extends Shared {
  readonly what: 'browser';
}

export interface CameraLine extends Shared {
  readonly what: 'camera';
  /** Pixels; null before there is a picture. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** Passes when a sound was heard. */
export interface MicrophoneLine extends Shared {
  readonly what: 'microphone';
}

/** Passes when the person says so: no page can hear its own sound. */
export interface SpeakerLine extends Shared {
  readonly what: 'speaker';
}

export interface SignalingLine extends Shared {
  readonly what: 'signaling';
  /** Of a `ping`; null where none was answered. */
  readonly roundTripMs: number | null;
}

/** In place of the servers while they are not known, and where there are none. */
export interface NoServersLine extends Shared {
  readonly what: 'servers';
}

/** One STUN or TURN server over one transport. */
export interface ServerLine extends Shared {
  readonly what: 'server';
  readonly url: string;
  readonly turn: boolean;
  readonly transport: RelayTransport;
  /** One of the person's own, and not given by this PeerCall. */
  readonly own: boolean;
  /** Over TLS with a certificate that the server has made itself. */
  readonly selfSigned: boolean;
  readonly result: IceTestResult | null;
}

/** A call of the page with itself, there and back through a relay. */
export interface LoopLine extends Shared {
  readonly what: 'loop';
  readonly transport: RelayTransport;
  readonly url: string;
  readonly result: LoopResult | null;
}

export interface DirectLine extends Shared {
  readonly what: 'direct';
  readonly kind: DirectKind | null;
}

export interface BandwidthLine extends Shared {
  readonly what: 'bandwidth';
  readonly result: Bandwidth | null;
  /** Why it was left out. */
  readonly skipped: 'low-data' | 'no-relay' | null;
}

export type NetworkLine = BrowserLine | SignalingLine | NoServersLine | ServerLine | LoopLine | DirectLine | BandwidthLine;
export type DeviceLine = CameraLine | MicrophoneLine | SpeakerLine;
export type TestLine = NetworkLine | DeviceLine;
