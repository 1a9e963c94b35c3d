import type { ClientMessage } from '../protocol/messages';

/** Messages that change something and are answered by id (protocol 2.1). `join` is the session's own affair. */
type Numbered = Exclude<Extract<ClientMessage, { id: number }>, { type: 'join' }>;
type WithoutId<T> = T extends { id: number } ? Omit<T, 'id'> : never;
/** A numbered message before it has its number. */
export type Intent = WithoutId<Numbered>;

/** Names a message for as long as it is not settled, whatever id it gets in which session. */
export type Ticket = number;

export interface Pending {
  readonly ticket: Ticket;
  readonly intent: Intent;
  /** Null until it is its turn in the present session. */
  id: number | null;
  /** The server has processed it; whether it refused is known when the replay after a resume is complete. */
  processed: boolean;
}

/** Keeps, in order, every message that the server has not settled. */
export class Outbox {
  #pending: Pending[] = [];
  #nextId = 1;
  #nextTicket = 1;

  get size(): number {
    return this.#pending.length;
  }

  /** The last ticket given out; 0 before the first. */
  get newest(): Ticket {
    return this.#nextTicket - 1;
  }

  /** Ids start at 1 in a new session; what is pending waits for `renumber`. */
  startSession(): void {
    this.#nextId = 1;
    for (const entry of this.#pending) {
      entry.id = null;
      entry.processed = false;
    }
  }

  takeId(): number {
    return this.#nextId++;
  }

  add(intent: Intent, numbered: boolean): Pending {
    const entry: Pending = { ticket: this.#nextTicket++, intent, id: numbered ? this.takeId() : null, processed: false };
    this.#pending.push(entry);
    return entry;
  }

  /** Everything up to `id` is settled, what an error has named before excepted. */
  acknowledge(id: number): Pending[] {
    return this.#take((entry) => entry.id !== null && entry.id <= id);
  }

  /** The entry with this id, taken out; undefined when it is none of ours or settled already. */
  refuse(id: number): Pending | undefined {
    return this.#take((entry) => entry.id === id)[0];
  }

  drop(ticket: Ticket): void {
    this.#take((entry) => entry.ticket === ticket);
  }

  /** The entry is not settled after all: it gets a new id before it is sent again, and keeps its place. */
  postpone(id: number): boolean {
    const entry = this.#pending.find((candidate) => candidate.id === id);
    if (entry === undefined) return false;
    entry.id = null;
    return true;
  }

  /** After a resume: marks what the server has processed and returns the rest to send again, in order. */
  resume(lastId: number): Pending[] {
    for (const entry of this.#pending) entry.processed = entry.id !== null && entry.id <= lastId;
    const rest = this.#pending.filter((entry) => !entry.processed);
    const postponed = rest.findIndex((entry) => entry.id === null);
    // Ids only grow, and the order is kept: what stands behind a postponed entry was not processed either and is numbered anew with it.
    if (postponed >= 0) for (const entry of rest.slice(postponed)) entry.id = this.takeId();
    return rest;
  }

  /** The replay after a resume is complete: what was processed and not refused in it has succeeded. */
  takeProcessed(): Pending[] {
    return this.#take((entry) => entry.processed);
  }

  /** In a new session: drops what makes no sense any more, numbers and returns the rest. */
  renumber(keep: (entry: Pending) => boolean): Pending[] {
    this.#take((entry) => !keep(entry));
    for (const entry of this.#pending) entry.id = this.takeId();
    return [...this.#pending];
  }

  #take(which: (entry: Pending) => boolean): Pending[] {
    const taken = this.#pending.filter(which);
    if (taken.length > 0) this.#pending = this.#pending.filter((entry) => !taken.includes(entry));
    return taken;
  }
}
