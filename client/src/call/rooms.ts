import type { KeyValueStore } from './environment';
import { FRIENDLY_NOUNS, FRIENDLY_WORDS } from './words';

/** Protocol section 3: 3 to 64 of `a`-`z`, `0`-`9`, `-`; not first or last a `-`. */
const ROOM = /^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$/;

export function isRoomName(text: string): boolean {
  return ROOM.test(text);
}

/** A whole number from 0 up to `bound`, each equally likely: what would favour small ones is drawn again. */
function below(bound: number): number {
  const limit = Math.floor(2 ** 32 / bound) * bound;
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < limit) return drawn % bound;
  }
}

/** Two words and a number, easy to say on the telephone: `quiet-harbour-4821`. From the system's random source. */
export function suggestRoomName(): string {
  const word = (list: readonly string[]): string => list[below(list.length)] ?? 'open';
  return `${word(FRIENDLY_WORDS)}-${word(FRIENDLY_NOUNS)}-${1000 + below(9000)}`;
}

/** What somebody typed or pasted, a link or a name, as a room name; null when no room can be meant. */
export function normaliseRoom(textOrLink: string): string | null {
  const text = textOrLink.trim();
  const inLink = /\/r\/([^/?#\s]+)/i.exec(text)?.[1];
  if (inLink === undefined && /[/?#:]/.test(text)) return null;
  const name = decode(inLink ?? text)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[\s_.-]+/g, '-')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/-+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');
  return isRoomName(name) ? name : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface RecentRoom {
  readonly name: string;
  /** ms since 1970 */
  readonly at: number;
}

const KEY = 'peercall.rooms';
const LIMIT = 8;

/** The rooms that this browser was in, latest first. */
export function loadRecentRooms(store: KeyValueStore): readonly RecentRoom[] {
  try {
    const kept: unknown = JSON.parse(store.get(KEY) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.filter((room): room is RecentRoom => isRoomName(room?.name) && Number.isFinite(room?.at)).slice(0, LIMIT);
  } catch {
    return [];
  }
}

export function rememberRoom(store: KeyValueStore, name: string, at: number): void {
  const others = loadRecentRooms(store).filter((room) => room.name !== name);
  store.set(KEY, JSON.stringify([{ name, at }, ...others].slice(0, LIMIT)));
}

export function forgetRoom(store: KeyValueStore, name: string): void {
  store.set(KEY, JSON.stringify(loadRecentRooms(store).filter((room) => room.name !== name)));
}
