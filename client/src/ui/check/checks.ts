/** The checks behind "Check my connection": the server, the address, the browser, and each STUN and TURN server. */
import type { IceServerChoice } from '../../call/snapshot';
import type { TroubleCode } from '../../call/trouble';
import { loadConnection, testIceServer } from '../core';
import { t } from '../text';
import { type GivenServers, givenServers } from './givenServers';
import { iceTestWords, type TestedServer, verdictWords } from './iceWords';

export interface Check {
  readonly name: string;
  readonly state: 'running' | 'ok' | 'failed';
  /** What was found, or what is wrong and what can be done. */
  readonly words: string | null;
}

export interface Findings {
  readonly checks: readonly Check[];
  /** What they mean for a call; null until all are through. */
  readonly verdict: string | null;
}

/** Runs all of them, the servers side by side, and tells how they stand after each; tells nothing more once `signal` is aborted. */
export async function runChecks(signal: AbortSignal, tell: (findings: Findings) => void): Promise<void> {
  const checks: Check[] = [
    { name: t.check.server, state: 'running', words: null },
    outcome(t.check.secure, window.isSecureContext ? null : 'insecure-context'),
    outcome(t.check.webrtc, 'RTCPeerConnection' in window ? null : 'unsupported-browser'),
  ];
  const show = (verdict: string | null = null) => {
    if (!signal.aborted) tell({ checks: [...checks], verdict });
  };
  show();

  const given = await givenServers(signal);
  checks[0] = outcome(t.check.server, given.kind === 'unreachable' ? 'server-unreachable' : null);
  if (!('RTCPeerConnection' in window)) return show();

  const servers = serversOfCall(given);
  const selfSigned = addressesOfOwnCertificate(given);
  const first = checks.length;
  for (const server of servers) checks.push({ name: t.check.turn(server.url), state: 'running', words: null });
  show();
  const tested = await Promise.all(
    servers.map(async (server, index): Promise<TestedServer> => {
      const result = await testIceServer(server, signal);
      checks[first + index] = {
        name: t.check.turn(server.url),
        state: result.reachable ? 'ok' : 'failed',
        words: iceTestWords(result, selfSigned.has(server.url)),
      };
      show();
      return { url: server.url, result };
    }),
  );
  show(verdictWords(tested) ?? withoutServers(given));
}

function outcome(name: string, trouble: TroubleCode | null): Check {
  const words = trouble === null ? null : `${t.troubles[trouble].says} ${t.troubles[trouble].todo}`;
  return { name, state: trouble === null ? 'ok' : 'failed', words };
}

/** What a call from here would use: the servers given, unless they are switched off, and the person's own. Each address once. */
function serversOfCall(given: GivenServers): readonly IceServerChoice[] {
  const { useServerIce, ownServers } = loadConnection();
  const all = [...(useServerIce && given.kind === 'given' ? given.servers : []), ...ownServers.filter(({ enabled }) => enabled)];
  return [...new Map(all.map((server) => [server.url, server])).values()];
}

/** The given addresses where browsers meet the certificate that the server has made itself. */
function addressesOfOwnCertificate(given: GivenServers): ReadonlySet<string> {
  if (given.kind !== 'given' || !given.selfSigned) return new Set();
  return new Set(given.servers.map(({ url }) => url).filter((url) => /^turns:/i.test(url)));
}

function withoutServers(given: GivenServers): string | null {
  if (given.kind === 'unreachable') return null;
  return given.kind === 'in-room' ? t.check.inRoom : t.check.none;
}
