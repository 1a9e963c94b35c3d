/** One line of the test in words. */
import type { BandwidthLine, DeviceLine, LoopLine, NetworkLine, SignalingLine, TestLine } from '../../connectionTest/testLine';
import { serverName } from '../../rtc/stats/relay';
import { formatBitrate, formatMs } from '../format';
import { t } from '../text';
import { words } from '../text/connectionTest';
import { serverLineWords } from './serverWords';

export interface LineWords {
  readonly name: string;
  /** The server that it is about, `host:port`. */
  readonly place: string | null;
  /** What was measured. */
  readonly figure: string | null;
  /** What was found, or what is wrong and what can be done; empty where there is nothing to say. */
  readonly says: string;
}

/** From here on a picture of a single call is as sharp as the page sends it, in bit/s. */
const SHARP_BITS_PER_SECOND = 2_500_000;

/** What happened, and what can be done about it. */
function trouble(code: TestLine['code']): string {
  if (code === null) return '';
  if (code === 'invalid-url') return words.ice.invalidUrl;
  const { says, todo } = t.troubles[code];
  return `${says} ${todo}`;
}

/** Below a millisecond clocks of browsers say 0. */
const atLeastOne = (ms: number | null): string | null => (ms === null ? null : formatMs(Math.max(1, ms)));

export function lineWords(line: TestLine, tellsIceErrors: boolean): LineWords {
  switch (line.what) {
    case 'browser':
      return plain(words.browser.name, line.state === 'passed' ? words.browser.passed : trouble(line.code));
    case 'signaling':
      return { ...plain(words.signaling.name, signalingSays(line)), figure: atLeastOne(line.roundTripMs) };
    case 'servers':
      return plain(words.servers.name, serversSays(line));
    case 'server':
      return {
        name: words.server(line.turn, words.overs[line.transport]),
        place: serverName(line.url) ?? line.url,
        // What gave nothing was waited for until the end, which is no time of the server's.
        figure: line.result?.reachable === true && line.result.gave !== null ? atLeastOne(line.result.ms) : null,
        says: serverLineWords(line, tellsIceErrors),
      };
    case 'loop':
      return {
        name: words.relayed(words.overs[line.transport]),
        place: serverName(line.url) ?? line.url,
        figure: line.result?.works === true ? atLeastOne(line.result.roundTripMs) : null,
        says: loopSays(line),
      };
    case 'direct':
      return plain(words.direct.name, line.kind === null ? waitingSays(line.state, words.direct) : words.direct.kinds[line.kind]);
    case 'bandwidth':
      return {
        ...plain(words.bandwidth.name, bandwidthSays(line)),
        figure: line.result === null ? null : formatBitrate(line.result.bitsPerSecond),
      };
    default:
      return plain(words[line.what].name, deviceSays(line));
  }
}

const plain = (name: string, says: string): LineWords => ({ name, place: null, figure: null, says });

function waitingSays(state: TestLine['state'], of: { readonly waiting: string; readonly running: string }): string {
  if (state === 'waiting') return of.waiting;
  return state === 'running' ? of.running : '';
}

function signalingSays({ state, code }: SignalingLine): string {
  if (state === 'passed') return words.signaling.passed;
  if (code === 'signaling-lost') return `${words.signaling.noWebSocket} ${words.signaling.noWebSocketTodo}`;
  return trouble(code);
}

function serversSays({ state, code }: NetworkLine): string {
  switch (state) {
    case 'running':
      return words.servers.running;
    case 'warned':
      return `${words.servers.warned} ${words.servers.warnedTodo}`;
    case 'failed':
      return trouble(code);
    default:
      return words.servers.skipped;
  }
}

function loopSays({ state, code }: LoopLine): string {
  if (state === 'running') return words.relayedRunning;
  if (state === 'passed') return words.relayedPassed;
  if (code === 'turn-forbidden-peer') return `${words.relayedForbidden} ${words.relayedForbiddenTodo}`;
  if (code === 'turn-unreachable') return `${words.relayedPorts} ${words.relayedPortsTodo}`;
  return trouble(code);
}

function bandwidthSays({ state, result, skipped }: BandwidthLine): string {
  if (skipped !== null) return words.bandwidth[skipped];
  if (result === null) return waitingSays(state, words.bandwidth);
  const enough =
    state === 'warned'
      ? words.bandwidth.warned
      : result.bitsPerSecond < SHARP_BITS_PER_SECOND
        ? words.bandwidth.fair
        : words.bandwidth.passed;
  const load = atLeastOne(result.roundTripMs);
  return [enough, ...(load === null ? [] : [words.bandwidth.load(load)]), words.bandwidth.bound].join(' ');
}

function deviceSays(line: DeviceLine): string {
  const { state, code } = line;
  if (state === 'waiting' || state === 'skipped') return '';
  if (state === 'running') return words[line.what].running;
  if (state === 'failed') return trouble(code);
  if (line.what === 'camera')
    return words.camera.passed(line.size === null ? null : t.units.picture(line.size.width, line.size.height, null));
  return state === 'warned' ? words[line.what].warned : words[line.what].passed;
}
