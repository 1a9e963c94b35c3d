/** The STUN and TURN servers that this PeerCall gives, asked for without a room. */
import type { IceServerChoice } from '../../call/snapshot';

export type GivenServers =
  /** One entry per address. */
  | { readonly kind: 'given'; readonly servers: readonly IceServerChoice[] }
  /** There are some, and they are handed out only inside a room (`Turn:RequireSession`). */
  | { readonly kind: 'in-room' }
  | { readonly kind: 'unreachable' };

/** `GET /api/ice-servers`, and where that is not for everybody `GET /api/info`, which tells at least whether there is a TURN server. Never rejects. */
export async function givenServers(signal: AbortSignal): Promise<GivenServers> {
  const answer = await fetch('/api/ice-servers', { signal }).catch(() => null);
  if (answer?.status === 401) return (await hasTurn(signal)) ? { kind: 'in-room' } : { kind: 'given', servers: [] };
  if (answer === null || !answer.ok) return { kind: 'unreachable' };
  return { kind: 'given', servers: parseIceServers(await answer.json().catch(() => null)) };
}

async function hasTurn(signal: AbortSignal): Promise<boolean> {
  const answer = await fetch('/api/info', { signal }).catch(() => null);
  const info: unknown = answer?.ok === true ? await answer.json().catch(() => null) : null;
  return !(typeof info === 'object' && info !== null && 'turn' in info && info.turn === 'none');
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
