import type { Trouble, TroubleCode } from './trouble';

const CODES: Readonly<Record<string, TroubleCode>> = {
  NotAllowedError: 'permission-denied',
  SecurityError: 'permission-denied',
  NotFoundError: 'device-missing',
  OverconstrainedError: 'device-missing',
  NotReadableError: 'device-busy',
  AbortError: 'device-failed',
};

/** What `getUserMedia` has rejected with (W3C mediacapture-streams §10.2), as a trouble. */
export function captureTrouble(error: unknown): Trouble {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  // Closing the question without an answer is no refusal: the browser asks again next time. Only the words tell.
  const dismissed = name === 'NotAllowedError' && /dismiss/i.test(message);
  const code = dismissed ? 'permission-dismissed' : (CODES[name] ?? 'device-failed');
  return { code, retrying: false, detail: `${name}: ${message}` };
}

/** Why there are no capture devices at all. */
export function noDevicesTrouble(secureContext: boolean): Trouble {
  return { code: secureContext ? 'unsupported-browser' : 'insecure-context', retrying: false };
}
