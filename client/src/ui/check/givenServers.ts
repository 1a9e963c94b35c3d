/** The STUN and TURN servers that this PeerCall gives, asked for without a room. */
import type { IceServerChoice } from '../../call/snapshot';

export type GivenServers =
  /** One entry per address. `selfSigned`: those over TLS have a certificate that the server has made itself. */
  | { readonly kind: 'given'; readonly servers: readonly IceServerChoice[]; readonly selfSigned: boolean }
  /** There are some, and they are handed out only inside a room (`Turn:RequireSession`). */
  | { readonly kind: 'in-room' }
  | { readonly kind: 'unreachable' };

/**
 * `GET /api/ice-servers`, and `GET /api/info`, which tells whether there is a TURN server where the addresses are not for everybody, and whether browsers know
 * its certificate. Never rejects.
 */
export async function givenServers(signal: AbortSignal): Promise<GivenServers> {
  const [answer, { hasTurn, selfSigned }] = await Promise.all([fetch('/api/ice-servers', { signal }).catch(() => null), turnInfo(signal)]);
  if (answer?.status === 401) return hasTurn ? { kind: 'in-room' } : { kind: 'given', servers: [], selfSigned };
  if (answer === null || !answer.ok) return { kind: 'unreachable' };
  return { kind: 'given', servers: parseIceServers(await answer.json().catch(() => null)), selfSigned };
}

/** What the server says of its TURN server; one that does not answer is taken for one with nothing special. */
async function turnInfo(signal: AbortSignal): Promise<{ readonly hasTurn: boolean; readonly selfSigned: boolean }> {
  const answer = await fetch('/api/info', { signal }).catch(() => null);
  const info: unknown = answer?.ok === true ? await answer.json().catch(() => null) : null;
  if (typeof info !== 'object' || info === null || !('turn' in info)) return { hasTurn: true, selfSigned: false };
  return { hasTurn: info.turn !== 'none', selfSigned: info.turn === 'embedded' && 'selfSigned' in info && info.selfSigned === true };
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
