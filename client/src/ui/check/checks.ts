/** The checks behind "Check my connection": the server, the address, the browser, and each STUN and TURN server. */
import type { IceServerChoice } from '../../call/snapshot';
import type { TroubleCode } from '../../call/trouble';
import { testIceServer } from '../core';
import { t } from '../text';

export interface Check {
  readonly name: string;
  readonly state: 'running' | 'ok' | 'failed';
  readonly trouble: TroubleCode | null;
  readonly note: string | null;
}

/** Runs all of them and tells how they stand after each; tells nothing more once `signal` is aborted. */
export async function runChecks(signal: AbortSignal, tell: (checks: readonly Check[]) => void): Promise<void> {
  const checks: Check[] = [
    { name: t.check.server, state: 'running', trouble: null, note: null },
    outcome(t.check.secure, window.isSecureContext ? null : 'insecure-context'),
    outcome(t.check.webrtc, 'RTCPeerConnection' in window ? null : 'unsupported-browser'),
  ];
  const show = () => {
    if (!signal.aborted) tell([...checks]);
  };
  show();

  const servers = await givenServers(signal);
  checks[0] = outcome(t.check.server, servers === null ? 'server-unreachable' : null);
  if (servers === null || !('RTCPeerConnection' in window)) return show();
  if (servers.length === 0) checks[0] = { ...checks[0], note: t.check.none };

  const first = checks.length;
  for (const server of servers) checks.push({ name: t.check.turn(server.url), state: 'running', trouble: null, note: null });
  show();
  await Promise.all(
    servers.map(async (server, index) => {
      const result = await testIceServer(server);
      checks[first + index] = outcome(t.check.turn(server.url), result.ok ? null : result.code);
      show();
    }),
  );
}

function outcome(name: string, trouble: TroubleCode | null): Check {
  return { name, state: trouble === null ? 'ok' : 'failed', trouble, note: null };
}

/** What `GET /api/ice-servers` hands out, one entry per address; null when the server does not answer. */
async function givenServers(signal: AbortSignal): Promise<readonly IceServerChoice[] | null> {
  const answer = await fetch('/api/ice-servers', { signal }).catch(() => null);
  // 401: this PeerCall hands them out only inside a room (`Turn:RequireSession`).
  if (answer?.status === 401) return [];
  if (answer === null || !answer.ok) return null;
  return parseIceServers(await answer.json().catch(() => null));
}

/** The addresses in an answer of `GET /api/ice-servers`; what does not look like one is left out. */
export function parseIceServers(body: unknown): readonly IceServerChoice[] {
  if (typeof body !== 'object' || body === null || !('iceServers' in body) || !Array.isArray(body.iceServers)) return [];
  return body.iceServers.flatMap((server: unknown): IceServerChoice[] => {
    if (typeof server !== 'object' || server === null || !('urls' in server) || !Array.isArray(server.urls)) return [];
    const secret = {
      ...('username' in server && typeof server.username === 'string' && { username: server.username }),
      ...('credential' in server && typeof server.credential === 'string' && { credential: server.credential }),
    };
    return server.urls.filter((url: unknown) => typeof url === 'string').map((url: string) => ({ url, enabled: true, ...secret }));
  });
}
