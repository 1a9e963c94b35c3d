import { FINAL_CLOSE_CODES } from '../protocol/codes';
import type { ErrorMessage } from '../protocol/messages';
import type { Trouble, TroubleCode } from './trouble';

/** Error codes of the protocol (section 8) that have their own sentence; the others are defects of one end. */
const BY_ERROR: Readonly<Record<string, TroubleCode>> = {
  'room-full': 'room-full',
  'server-full': 'server-full',
  'password-required': 'password-required',
  'wrong-password': 'wrong-password',
  'invalid-room': 'invalid-room',
  'invalid-name': 'invalid-name',
  'rate-limited': 'rate-limited',
  removed: 'removed',
};

/** Close codes (section 7) by name. */
const BY_CLOSE: Readonly<Record<string, TroubleCode>> = {
  normal: 'signaling-lost',
  'unsupported-version': 'unsupported-version',
  removed: 'removed',
  'password-changed': 'password-required',
  replaced: 'replaced',
};

/** Why a join was refused. */
export function refusalTrouble(error: ErrorMessage): Trouble {
  return { code: BY_ERROR[error.code] ?? 'internal', retrying: false, detail: `${error.code}: ${error.text}` };
}

/** Why the session has ended for good. */
export function closeTrouble(code: number, reason: string): Trouble {
  const name = FINAL_CLOSE_CODES.get(code) ?? '';
  return { code: BY_CLOSE[name] ?? 'signaling-refused', retrying: false, detail: `close code ${code} ${reason}`.trim() };
}
