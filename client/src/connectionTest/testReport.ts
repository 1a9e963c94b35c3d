import { serverName } from '../rtc/stats/relay';
import { shortAddress } from '../rtc/stats/shortAddress';
import type { IceTestResult } from './iceServer';
import type { LoopResult } from './relayLoop';
import type { TestLine } from './testLine';

export interface ReportFacts {
  /** ms since 1970 */
  readonly at: number;
  readonly browser: string;
  readonly serverVersion: string | null;
  /** The verdict in words; null while the test runs. */
  readonly summary: string | null;
}

const ms = (value: number | null): string => (value === null ? '-' : `${Math.round(value)} ms`);

/** Names and ports of servers are no secret; one that is called by its address is shortened like everybody's. Credentials are not in a line at all. */
function server(url: string): string {
  const place = serverName(url);
  const parts = place === null ? null : /^\[?([^\]]*?)\]?:(\d+)$/.exec(place);
  const [, host = '', port = ''] = parts ?? [];
  if (parts === null) return 'unreadable address';
  return /^[\d.]+$/.test(host) || host.includes(':') ? `${shortAddress(host)} port ${port}` : `${host}:${port}`;
}

function iceResult(result: IceTestResult | null): string[] {
  if (result === null) return [];
  if (!result.reachable) return [`error ${result.errorCode ?? 'none'}${result.timedOut === true ? ', timed out' : ''}`];
  const family = result.network === null ? '' : result.network.includes(':') ? ' IPv6' : ' IPv4';
  if (result.gave === null) return ['gave nothing, no error'];
  return [ms(result.ms), `gave ${result.gave}${family}${result.network === null ? '' : ` ${result.network}`}`];
}

function loopResult(result: LoopResult | null): string[] {
  if (result === null || !result.works) return [];
  return [`round trip ${ms(result.roundTripMs)}`, `connected in ${ms(result.connectMs)}`, `reached over ${result.transport ?? 'unknown'}`];
}

function name(line: TestLine): string {
  switch (line.what) {
    case 'server':
      return `${line.turn ? 'turn' : 'stun'} ${line.transport} ${server(line.url)}${line.own ? ' (own)' : ''}`;
    case 'loop':
      return `relayed loop ${line.transport} ${server(line.url)}`;
    default:
      return line.what;
  }
}

function figures(line: TestLine): readonly string[] {
  switch (line.what) {
    case 'camera':
      return line.size === null ? [] : [`${line.size.width}x${line.size.height}`];
    case 'signaling':
      return line.roundTripMs === null ? [] : [`round trip ${ms(line.roundTripMs)}`];
    case 'server':
      return [...iceResult(line.result), ...(line.selfSigned ? ['self-signed certificate'] : [])];
    case 'loop':
      return loopResult(line.result);
    case 'direct':
      return line.kind === null ? [] : [line.kind];
    case 'bandwidth':
      if (line.skipped !== null) return [line.skipped];
      if (line.result === null) return [];
      return [`${(line.result.bitsPerSecond / 1_000_000).toFixed(2)} Mbit/s`, `round trip under load ${ms(line.result.roundTripMs)}`];
    default:
      return [];
  }
}

/** A text for a message to whoever has to find out what is wrong. Without full addresses, credentials, and names of rooms, devices or people. */
export function testReport(lines: readonly TestLine[], { at, browser, serverVersion, summary }: ReportFacts): string {
  return [
    `PeerCall connection test, ${new Date(at).toISOString()}`,
    `server: ${serverVersion ?? 'unknown version'}`,
    `browser: ${browser}`,
    `summary: ${summary ?? 'still running'}`,
    '',
    ...lines.map((line) =>
      [`${line.state.padEnd(8)}${name(line)}`, line.code ?? (line.state === 'passed' ? 'ok' : '-'), ...figures(line)].join(', '),
    ),
  ].join('\n');
}
