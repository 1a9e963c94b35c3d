/** What all lines together mean, in words. */
import type { Verdict } from '../../connectionTest/explain';
import type { DeviceLine, LineCode } from '../../connectionTest/testLine';
import { language, t } from '../text';
import { words } from '../text/connectionTest';

export interface VerdictWords {
  /** How it looks: all well, a limit, or no call at all. */
  readonly tone: 'good' | 'limited' | 'bad';
  readonly sentence: string;
  /** The cause and what to do; null where nothing is wrong. */
  readonly cause: { readonly code: LineCode; readonly words: string } | null;
}

const list = new Intl.ListFormat(language, { type: 'disjunction' });

export function verdictWords(verdict: Verdict, devices: readonly DeviceLine[]): VerdictWords {
  const said = ofNetwork(verdict);
  const but = brokenDevices(devices);
  if (but === null || said.tone === 'bad') return said;
  // "Everything works. But …" would be two truths.
  const sentence = verdict.kind === 'works' ? words.verdict.mostlyDevices : said.sentence;
  return { ...said, tone: 'limited', sentence: `${sentence} ${words.verdict.butDevice[but]}` };
}

function ofNetwork(verdict: Verdict): VerdictWords {
  const { verdict: says } = words;
  switch (verdict.kind) {
    case 'works':
      return { tone: 'good', sentence: verdict.all ? says.works : says.mostly, cause: null };
    case 'relayed-only':
      return {
        tone: 'limited',
        sentence: says.relayedOnly(list.format(verdict.over.map((over) => words.overs[over]))),
        cause: causeOf('udp-blocked'),
      };
    case 'no-relay': {
      const noTurn = verdict.cause === 'turn-not-configured';
      if (verdict.direct)
        return { tone: 'limited', sentence: noTurn ? says.noTurn : says.noRelay, cause: noTurn ? null : causeOf(verdict.cause) };
      return { tone: 'bad', sentence: says.nothing, cause: noTurn ? null : causeOf(verdict.cause) };
    }
    case 'relay-only-fails':
      return { tone: 'bad', sentence: says.relayOnlyFails, cause: causeOf(verdict.cause) };
    case 'no-calls':
      return { tone: 'bad', sentence: says.noCalls, cause: causeOf(verdict.cause) };
  }
}

function causeOf(code: LineCode): VerdictWords['cause'] {
  if (code === 'invalid-url') return { code, words: words.ice.invalidUrl };
  // Of a call that runs this says another thing than of a test.
  if (code === 'signaling-lost') return { code, words: `${words.signaling.noWebSocket} ${words.signaling.noWebSocketTodo}` };
  if (code === 'turn-forbidden-peer') return { code, words: `${words.relayedForbidden} ${words.relayedForbiddenTodo}` };
  const { says, todo } = t.troubles[code];
  return { code, words: `${says} ${todo}` };
}

function brokenDevices(devices: readonly DeviceLine[]): keyof typeof words.verdict.butDevice | null {
  const broken = (what: DeviceLine['what']) => devices.some((line) => line.what === what && line.state === 'failed');
  if (broken('camera') && broken('microphone')) return 'both';
  if (broken('camera')) return 'camera';
  return broken('microphone') ? 'microphone' : null;
}
