import type { Clock, Timer } from '../clock';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

/** Lets every promise that can go on do so. Enough turns for the longest chain of awaits in the code under test. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve();
}

/** Time that moves only when a test says so. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #due: Due[] = [];

  constructor(start = 1_790_000_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): Timer {
    const due: Due = { at: this.#now + Math.max(0, ms), order: this.#order++, action };
    this.#due.push(due);
    return {
      cancel: () => {
        this.#due = this.#due.filter((other) => other !== due);
      },
    };
  }

  /** Moves time on by `ms`, running what falls due in order and letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#due.filter((due) => due.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#now = next.at;
      this.#due = this.#due.filter((due) => due !== next);
      next.action();
      await settle();
    }
    this.#now = end;
  }

  /** Number of timers still waiting. */
  get waiting(): number {
    return this.#due.length;
  }
}
