/** The link that is sent to others. A page opened by `localhost` is reached by another address from elsewhere; the server knows it. */
import { useEffect, useState } from 'react';
import { roomLink, roomPath } from './router';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * The link to a room for other machines.
 * @param page the own page's address
 * @param info what `GET /api/info` answered (docs/protocol.md, section 10)
 */
export function invitation(room: string, page: Pick<Location, 'hostname' | 'origin'>, info: unknown): string {
  const own = `${page.origin}${roomPath(room)}`;
  if (!LOOPBACK.test(page.hostname) || typeof info !== 'object' || info === null || !('networkUrl' in info)) return own;
  const { networkUrl } = info;
  if (typeof networkUrl !== 'string' || !URL.canParse(networkUrl)) return own;
  const { protocol, origin } = new URL(networkUrl);
  return protocol === 'https:' ? `${origin}${roomPath(room)}` : own;
}

/** The link to a room as somebody else can open it; the own address until the server has told a better one. */
export function useInvitation(room: string): string {
  const [link, setLink] = useState(() => roomLink(room));
  useEffect(() => {
    setLink(roomLink(room));
    if (!LOOPBACK.test(window.location.hostname)) return;
    const asked = new AbortController();
    fetch('/api/info', { signal: asked.signal })
      .then((response) => response.json() as Promise<unknown>)
      .then((info) => setLink(invitation(room, window.location, info)))
      // Without an answer the own address is the best there is.
      .catch(() => undefined);
    return () => asked.abort();
  }, [room]);
  return link;
}
