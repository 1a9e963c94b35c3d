/**
 * Everything that can go wrong for a person, as codes. The sentences are the views' (`ui/text`); those of a link are the cause codes of
 * the documentation (docs/troubleshooting.md).
 */
export type TroubleCode =
  // devices
  | 'permission-denied'
  | 'permission-dismissed'
  | 'device-missing'
  | 'device-busy'
  | 'device-failed'
  | 'insecure-context'
  | 'screen-denied'
  // signaling
  | 'signaling-lost'
  | 'signaling-refused'
  | 'server-unreachable'
  | 'room-full'
  | 'server-full'
  | 'password-required'
  | 'wrong-password'
  | 'invalid-room'
  | 'invalid-name'
  | 'removed'
  | 'replaced'
  | 'rate-limited'
  | 'unsupported-version'
  | 'unsupported-browser'
  | 'internal'
  // links
  | 'turn-not-configured'
  | 'turn-unreachable'
  | 'turn-unauthorized'
  | 'turn-expired'
  | 'turn-quota'
  | 'turn-forbidden-peer'
  | 'udp-blocked'
  | 'stun-unreachable'
  | 'no-common-path'
  | 'dtls-failed'
  | 'peer-gone'
  /** Of a link that works: it is relayed because one end wants it so. */
  | 'relay-forced';

export interface Trouble {
  readonly code: TroubleCode;
  /** Goes away by itself and is being retried. */
  readonly retrying: boolean;
  /** For engineers: the browser's or the server's own words. */
  readonly detail?: string;
}
