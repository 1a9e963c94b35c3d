import type { MediaState } from '../protocol/messages';
import type { CallSnapshot } from './snapshot';

/** Holds the present snapshot. Listeners are told once per turn of the event loop, however much has changed in it. */
export class Store {
  #snapshot: CallSnapshot;
  #listeners = new Set<() => void>();
  #telling = false;
  #holds = 0;

  constructor(first: CallSnapshot) {
    this.#snapshot = first;
  }

  get snapshot(): CallSnapshot {
    return this.#snapshot;
  }

  /** Replaces the snapshot unless every member of `change` is there already. */
  patch(change: Partial<CallSnapshot>): void {
    const names = Object.keys(change) as (keyof CallSnapshot)[];
    if (names.every((name) => Object.is(change[name], this.#snapshot[name]))) return;
    this.#snapshot = { ...this.#snapshot, ...change };
    this.#tellSoon();
  }

  /** Changes hold at once, but listeners hear of them when `work` is over: rendering them would stand in its way. */
  holdWhile(work: Promise<unknown>): void {
    this.#holds++;
    const release = () => {
      if (--this.#holds === 0) this.#tellSoon();
    };
    work.then(release, release);
  }

  #tellSoon(): void {
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      if (this.#holds === 0) for (const listener of [...this.#listeners]) listener();
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.#listeners.clear();
  }
}

/** `before` with `change`, or `before` itself when nothing is different: unchanged parts keep their identity. */
export function revise<T extends object>(before: T, change: Partial<T>): T {
  const names = Object.keys(change) as (keyof T)[];
  return names.every((name) => Object.is(change[name], before[name])) ? before : { ...before, ...change };
}

export function sameMedia(a: MediaState, b: MediaState): boolean {
  return a.mic === b.mic && a.camera === b.camera && a.screen === b.screen && a.hand === b.hand;
}
