/** Protocol section 6: at most so often. What comes in between waits for the next reading, and the newest is sent. */
const LEAST_MS = 1_000;
/** Without a change it is repeated now and then: reports are volatile, and a far end that has come back knows nothing. */
const REPEAT_MS = 20_000;

/** Decides when a report about a link is due. */
export class ReportSchedule {
  #sentAt = Number.NEGATIVE_INFINITY;
  #sent: string | null = null;

  /** True when it has to be sent now; the caller then does. `what` names what is reported: pair, state, cause, and whether the picture is paused. */
  due(what: string, at: number): boolean {
    const age = at - this.#sentAt;
    if (age < LEAST_MS || (what === this.#sent && age < REPEAT_MS)) return false;
    this.#sentAt = at;
    this.#sent = what;
    return true;
  }
}
