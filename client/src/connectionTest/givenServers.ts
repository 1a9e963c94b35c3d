/** The STUN and TURN servers that this PeerCall gives, asked for without a room. */
import type { IceServerChoice } from '../call/snapshot';
import type { Answer, TestEnvironment } from './testEnvironment';

export type GivenServers =
  /** One entry per address. */
  | { readonly kind: 'given'; readonly servers: readonly IceServerChoice[] }
  /** There are some, and they are handed out only inside a room (`Turn:RequireSession`). */
  | { readonly kind: 'in-room' }
  | { readonly kind: 'unreachable' };

/** What `GET /api/info` tells. Of a server that does not answer nothing special is believed. */
export interface ServerInfo {
  readonly version: string | null;
  readonly hasTurn: boolean;
  /** The certificate of TURN over TLS is one that the server has made itself. */
  readonly selfSigned: boolean;
}

const member = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[name] : undefined;

/** `GET /api/ice-servers` and `GET /api/info`. Never rejects. */
export async function askServer(
  { get }: Pick<TestEnvironment, 'get'>,
  signal: AbortSignal,
): Promise<{ readonly info: ServerInfo; readonly given: GivenServers }> {
  const [answer, told] = await Promise.all([get('/api/ice-servers', signal), get('/api/info', signal)]);
  const info = serverInfo(told?.status === 200 ? told.body : null);
  return { info, given: givenServers(answer, info) };
}

function givenServers(answer: Answer | null, { hasTurn }: ServerInfo): GivenServers {
  if (answer?.status === 401) return hasTurn ? { kind: 'in-room' } : { kind: 'given', servers: [] };
  if (answer?.status !== 200) return { kind: 'unreachable' };
  return { kind: 'given', servers: parseIceServers(answer.body) };
}

function serverInfo(body: unknown): ServerInfo {
  const version = member(body, 'version');
  const turn = member(body, 'turn');
  return {
    version: typeof version === 'string' ? version : null,
    hasTurn: turn !== 'none',
    selfSigned: turn === 'embedded' && member(body, 'selfSigned') === true,
  };
}

/** The addresses in an answer of `GET /api/ice-servers`, one entry each; what does not look like one is left out. */
export function parseIceServers(body: unknown): readonly IceServerChoice[] {
  const servers = member(body, 'iceServers');
  if (!Array.isArray(servers)) return [];
  return servers.flatMap((server: unknown): IceServerChoice[] => {
    const [urls, username, credential] = [member(server, 'urls'), member(server, 'username'), member(server, 'credential')];
    if (!Array.isArray(urls)) return [];
    const secret = { ...(typeof username === 'string' && { username }), ...(typeof credential === 'string' && { credential }) };
    return urls.filter((url: unknown) => typeof url === 'string').map((url: string) => ({ url, enabled: true, ...secret }));
  });
}
