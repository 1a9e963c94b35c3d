/** What the test of one STUN or TURN server has shown, in words. */
import { NOT_REACHED } from '../../rtc/cause';
import { ICE_TEST_LIMIT_MS, type IceTestResult } from '../../rtc/iceTest';
import { t } from '../text';

/**
 * One or two sentences: what the server gave, or why it gave nothing and what can be done.
 * @param selfSigned whether it is one over TLS whose certificate browsers do not know
 */
export function iceTestWords(result: IceTestResult, selfSigned = false): string {
  if (result.reachable) return result.gave === null ? t.ice.noNat : t.ice[result.gave](Math.max(1, Math.round(result.ms)));
  const { code, errorCode, timedOut } = result;
  if (code === 'invalid-url') return t.ice.invalidUrl;
  // An answer of the server would mean that its certificate was taken.
  if (selfSigned && (errorCode === null || errorCode === NOT_REACHED)) return t.ice.selfSigned;
  const { says, todo } = t.troubles[code];
  if (timedOut === true) return `${t.ice.timedOut(ICE_TEST_LIMIT_MS / 1000)} ${todo}`;
  // 701 is no code of a server: it was not reached, and the trouble says so.
  if (errorCode === null || errorCode >= NOT_REACHED) return `${says} ${todo}`;
  return t.ice.errors[errorCode] ?? t.ice.otherError(errorCode);
}

export interface TestedServer {
  readonly url: string;
  readonly result: IceTestResult;
}

/** What all of them together mean for a call from here; null while that cannot be said. */
export function verdictWords(tested: readonly TestedServer[]): string | null {
  const turn = tested.filter(({ url }) => /^turns?:/i.test(url));
  if (tested.length === 0) return null;
  if (turn.length === 0) return t.check.verdict.noRelay;
  const working = turn.filter(({ result }) => result.reachable);
  if (working.length === 0) return t.check.verdict.relayFails;
  const udp = turn.filter(({ url }) => !/^turns:|transport=tcp/i.test(url));
  const udpBlocked = udp.length > 0 && udp.every(({ result }) => !result.reachable && result.code === 'turn-unreachable');
  return udpBlocked ? t.check.verdict.udpBlocked : t.check.verdict.relayWorks;
}
