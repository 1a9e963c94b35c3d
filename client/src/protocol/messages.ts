/** Protocol 1 (docs/protocol.md): every message, as it stands on the wire. */

export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = 'peercall.v1';
export const MAX_MESSAGE_BYTES = 65_536;

export type PeerKind = 'browser' | 'headless';
export type PeerRole = 'host' | 'participant';

export interface MediaState {
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  readonly hand: boolean;
}

export interface Peer {
  readonly id: string;
  readonly name: string;
  readonly kind: PeerKind;
  readonly role: PeerRole;
  readonly connected: boolean;
  readonly media: MediaState;
}
