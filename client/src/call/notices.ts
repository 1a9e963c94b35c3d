import type { Notice } from './snapshot';
import type { Store } from './store';

const LIMIT = 20;

/** The last things that were said aloud. */
export class Notices {
  readonly #store: Store;
  #key = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  say(kind: Notice['kind'], name = '', text?: string): void {
    const notice: Notice = { key: ++this.#key, kind, name, ...(text === undefined ? {} : { text }) };
    this.#store.patch({ notices: [...this.#store.snapshot.notices, notice].slice(-LIMIT) });
  }

  clear(): void {
    this.#store.patch({ notices: [] });
  }
}
