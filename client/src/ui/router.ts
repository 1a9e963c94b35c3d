/** Three addresses and the rest, so four routes: `/`, `/r/{room}`, `/test`, and anything else. */
import { useSyncExternalStore } from 'react';

export type Route =
  | { readonly view: 'home' }
  | { readonly view: 'room'; readonly room: string }
  | { readonly view: 'test' }
  | { readonly view: 'not-found' };

/** The connection test. */
export const TEST_PATH = '/test';

/** Protocol 1, section 3: 3 to 64 of a-z, 0-9 and `-`, which is neither first nor last. */
const ROOM_PATH = /^\/r\/([a-z0-9][a-z0-9-]{1,62}[a-z0-9])\/?$/;

const NOT_FOUND: Route = { view: 'not-found' };
const HOME: Route = { view: 'home' };
const TEST: Route = { view: 'test' };

/** The route of a path. Capital letters in a room are taken as small ones: links get typed by hand. */
export function parseRoute(path: string): Route {
  if (path === '/' || path === '/index.html') return HOME;
  if (path === TEST_PATH) return TEST;
  const room = ROOM_PATH.exec(path.toLowerCase())?.[1];
  return room === undefined ? NOT_FOUND : { view: 'room', room };
}

export function roomPath(room: string): string {
  return `/r/${room}`;
}

/** The room at the address by which this page was opened. For others see `useInvitation`. */
export function roomLink(room: string): string {
  return `${window.location.origin}${roomPath(room)}`;
}

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export function navigate(path: string): void {
  window.history.pushState(null, '', path);
  window.scrollTo(0, 0);
  tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', tell);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', tell);
  };
}

/** The path in the address bar; the view is rendered again when it changes. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}
