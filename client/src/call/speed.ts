/** Over so long the speed is taken: blocks arrive in steps. */
const SPAN_MS = 4_000;
/** Less says nothing yet. */
const LEAST_MS = 500;

/** How fast something grows, over the last seconds. */
export class Speed {
  #marks: { readonly at: number; readonly bytes: number }[] = [];

  reading(at: number, bytes: number): void {
    const [last] = this.#marks.slice(-1);
    // After an interruption it may begin behind where it was.
    if (last !== undefined && bytes < last.bytes) this.#marks = [];
    this.#marks.push({ at, bytes });
    // One older mark is kept: the span begins there.
    while (this.#marks.length > 2 && at - (this.#marks[1]?.at ?? at) >= SPAN_MS) this.#marks.shift();
  }

  /** Null while there is too little to tell. */
  get perSecond(): number | null {
    const first = this.#marks[0];
    const last = this.#marks[this.#marks.length - 1];
    if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return null;
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }

  reset(): void {
    this.#marks = [];
  }
}
