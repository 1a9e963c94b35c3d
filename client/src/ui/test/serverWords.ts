/** What the test of one STUN or TURN server has shown, in words. */
import { ICE_TEST_LIMIT_MS, type IceTestFailure, type IceTestResult } from '../../connectionTest/iceServer';
import type { ServerLine } from '../../connectionTest/testLine';
import { NOT_REACHED } from '../../rtc/cause';
import { t } from '../text';
import { words } from '../text/connectionTest';

const { ice } = words;

/** One or two sentences: what the server gave and when, or why it gave nothing and what can be done. */
export function iceTestWords(result: IceTestResult): string {
  if (!result.reachable) return failureWords(result);
  return result.gave === null ? ice.noNat : ice[result.gave](Math.max(1, Math.round(result.ms)));
}

/** The same for a line of the test, which shows the time beside it, and knows more. */
export function serverLineWords({ result, turn, selfSigned, code, state }: ServerLine, tellsIceErrors: boolean): string {
  if (result === null) return '';
  if (result.reachable) {
    if (result.gave === null) return state === 'warned' ? ice.silentBrowser : ice.noNat;
    return result.gave === 'relay' ? ice.relayAt : ice.srflxAt(result.network);
  }
  // An answer of the server would mean that its certificate was taken.
  if (selfSigned && (result.errorCode === null || result.errorCode === NOT_REACHED)) return ice.selfSigned;
  if (code === 'udp-blocked') return ice.udpBlocked;
  if (turn && !tellsIceErrors) return ice.silentRelay;
  return failureWords(result);
}

function failureWords({ code, errorCode, timedOut }: IceTestFailure): string {
  if (code === 'invalid-url') return ice.invalidUrl;
  const { says, todo } = t.troubles[code];
  if (timedOut === true) return `${ice.timedOut(ICE_TEST_LIMIT_MS / 1000)} ${todo}`;
  // 701 is no code of a server: it was not reached, and the trouble says so. Credentials that have run out say more than the number.
  if (errorCode === null || errorCode >= NOT_REACHED || code === 'turn-expired') return `${says} ${todo}`;
  return ice.errors[errorCode] ?? ice.otherError(errorCode);
}
