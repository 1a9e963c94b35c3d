/** Confirm at least every 64 messages or 128 KiB (protocol 2.1). */
const CONFIRM_MESSAGES = 64;
const CONFIRM_BYTES = 128 * 1024;

/** What was received of the sequenced messages, and when that has to be confirmed. */
export class Inbox {
  #last = 0;
  #confirmed = 0;
  #bytes = 0;

  /** The greatest `seq` seen in this session; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  startSession(): void {
    this.#last = 0;
    this.confirmed();
  }

  /** False for a `seq` that was seen before: such a message has to be ignored. */
  accept(seq: number, bytes: number): boolean {
    if (seq <= this.#last) return false;
    this.#last = seq;
    this.#bytes += bytes;
    return true;
  }

  get confirmationDue(): boolean {
    return this.#last - this.#confirmed >= CONFIRM_MESSAGES || this.#bytes >= CONFIRM_BYTES;
  }

  /** Everything up to `last` was confirmed just now. */
  confirmed(): void {
    this.#confirmed = this.#last;
    this.#bytes = 0;
  }
}
