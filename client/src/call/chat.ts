import type { Clock, Timer } from '../clock';
import type { ChatFrom } from '../protocol/messages';
import type { Intent, Ticket } from '../signaling/outbox';
import type { Notices } from './notices';
import type { ChatEntry } from './snapshot';
import type { Store } from './store';

/** Protocol section 3. */
const LONGEST_TEXT = 4_000;
/** Entries kept; older ones make room. */
const LIMIT = 500;
/** Protocol section 3: `typing` at most once a second. */
const TYPING_MS = 1_000;
const LONGEST_HOLD_MS = 10_000;

export interface ChatWire {
  /** Null when there is no session that could ever send it. */
  send(intent: Intent): Ticket | null;
  typing(active: boolean): void;
}

/** The conversation. What is written while signaling is away waits in the session and goes out when it is back. */
export class Chat {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #wire: ChatWire;
  readonly #notices: Notices;
  readonly #open = new Map<Ticket, string>();
  /** Entries that wait for the others to be back, in order; null while nothing has to wait. */
  #waiting: string[] | null = null;
  #release: Timer | null = null;
  #next = 0;
  #typing = false;
  #typedAt = Number.NEGATIVE_INFINITY;

  constructor(store: Store, clock: Clock, wire: ChatWire, notices: Notices) {
    this.#store = store;
    this.#clock = clock;
    this.#wire = wire;
    this.#notices = notices;
  }

  send(text: string, name: string): void {
    for (const part of split(text.trim())) {
      const key = `own-${++this.#next}`;
      this.#add({ key, from: null, name, text: part, at: this.#clock.now(), delivery: 'sending' });
      this.#transmit(key, part);
    }
    this.#typing = false;
  }

  retry(key: string): void {
    const entry = this.#store.snapshot.chat.find((candidate) => candidate.key === key);
    if (entry?.delivery !== 'failed') return;
    this.#mark(key, 'sending');
    this.#transmit(key, entry.text);
  }

  received(message: ChatFrom, name: string): void {
    this.#add({
      key: `${message.from}-${++this.#next}`,
      from: message.from,
      name,
      text: message.text,
      at: message.at,
      delivery: 'received',
    });
    this.#notices.say('chat', name, message.text);
  }

  /** True when the ticket was one of the chat's. */
  settled(ticket: Ticket, failed: boolean): boolean {
    const key = this.#open.get(ticket);
    if (key === undefined) return false;
    this.#open.delete(ticket);
    this.#mark(key, failed ? 'failed' : 'sent');
    return true;
  }

  /** The session has ended: what is still open will never arrive. */
  failOpen(): void {
    this.release();
    for (const ticket of [...this.#open.keys()]) this.settled(ticket, true);
  }

  /**
   * After a restart of the server we may be back before the others, and a room without them would take a message and give it to nobody.
   * What is to be said waits for `release`, but not long: not everybody may come.
   */
  hold(): void {
    this.#waiting ??= [];
    this.#release?.cancel();
    this.#release = this.#clock.after(LONGEST_HOLD_MS, () => this.release());
  }

  /** Takes over a message that was never acknowledged; false when nothing is held and it may go out at once. */
  takeBack(ticket: Ticket): boolean {
    const key = this.#open.get(ticket);
    if (this.#waiting === null || key === undefined) return false;
    this.#open.delete(ticket);
    this.#waiting.push(key);
    return true;
  }

  release(): void {
    this.#release?.cancel();
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const key of waiting) {
      const entry = this.#store.snapshot.chat.find((candidate) => candidate.key === key);
      if (entry !== undefined) this.#transmit(key, entry.text);
    }
  }

  typing(active: boolean): void {
    const now = this.#clock.now();
    // The end of typing always counts for the far end's display; a start is repeated now and then, so a lost one does not matter.
    if (active === this.#typing && (!active || now - this.#typedAt < 3 * TYPING_MS)) return;
    if (now - this.#typedAt < TYPING_MS) return;
    this.#typing = active;
    this.#typedAt = now;
    this.#wire.typing(active);
  }

  clear(): void {
    this.#open.clear();
    this.#store.patch({ chat: [] });
  }

  #transmit(key: string, text: string): void {
    if (this.#waiting !== null) {
      this.#waiting.push(key);
      return;
    }
    const ticket = this.#wire.send({ type: 'chat', text });
    if (ticket === null) this.#mark(key, 'failed');
    else this.#open.set(ticket, key);
  }

  #add(entry: ChatEntry): void {
    this.#store.patch({ chat: [...this.#store.snapshot.chat, entry].slice(-LIMIT) });
  }

  #mark(key: string, delivery: ChatEntry['delivery']): void {
    this.#store.patch({ chat: this.#store.snapshot.chat.map((entry) => (entry.key === key ? { ...entry, delivery } : entry)) });
  }
}

/** In parts that the protocol takes, never between the halves of a character. */
function split(text: string): string[] {
  const parts: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const high = rest.charCodeAt(LONGEST_TEXT - 1);
    const length = rest.length > LONGEST_TEXT && high >= 0xd800 && high <= 0xdbff ? LONGEST_TEXT - 1 : LONGEST_TEXT;
    parts.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return parts;
}
