import type { FileShare, FileState, FileTrouble } from './snapshot';
import { Speed } from './speed';
import { revise } from './store';

/** What there is to show of a file between this end and one other, and how fast it goes. */
export class ShownShare {
  readonly #speed = new Speed();
  #shown: FileShare;

  constructor(peerId: string, name: string) {
    this.#shown = { peerId, name, state: 'offered', bytes: 0, bytesPerSecond: null, trouble: null };
  }

  get shown(): FileShare {
    return this.#shown;
  }

  get state(): FileState {
    return this.#shown.state;
  }

  /** Nothing more will happen to it. */
  get over(): boolean {
    return this.state === 'done' || this.state === 'failed';
  }

  runs(bytes: number, at: number): void {
    this.#speed.reading(at, bytes);
    this.#change({ state: 'running', bytes, bytesPerSecond: this.#speed.perSecond, trouble: null });
  }

  /** Something else than running; with its reason when it failed. */
  stands(state: Exclude<FileState, 'running'>, trouble: FileTrouble | null = null): void {
    this.#speed.reset();
    this.#change({ state, trouble, bytesPerSecond: null });
  }

  #change(change: Partial<FileShare>): void {
    this.#shown = revise(this.#shown, change);
  }
}
