/** Close codes of section 7: what may not be retried. Every other code, known or not, is retryable. */
export const FINAL_CLOSE_CODES: ReadonlyMap<number, string> = new Map([
  [1000, 'normal'],
  [1003, 'unsupported-data'],
  [1007, 'invalid-data'],
  [1009, 'too-big'],
  [4400, 'bad-protocol'],
  [4402, 'unsupported-version'],
  [4403, 'removed'],
  [4405, 'password-changed'],
  [4409, 'replaced'],
]);

/** Section 7: in no room for 60 s. */
export const CLOSE_JOIN_TIMEOUT = 4404;

/** Codes of our own (RFC 6455 §7.4.2): anything but 1000 and 1001 leaves the session away, so that it can be resumed. */
export const CLOSE_HEARTBEAT = 4000;
export const CLOSE_SLOW_OPENING = 4001;

/** Error codes of section 8. */
export const ERROR_CODES = [
  'bad-message',
  'bad-report',
  'unknown-type',
  'hello-expected',
  'already-welcome',
  'not-joined',
  'already-joined',
  'invalid-room',
  'invalid-name',
  'room-full',
  'server-full',
  'password-required',
  'wrong-password',
  'unknown-peer',
  'forbidden',
  'removed',
  'rate-limited',
  'draining',
  'internal',
] as const;

export function isFinalClose(code: number): boolean {
  return FINAL_CLOSE_CODES.has(code);
}
