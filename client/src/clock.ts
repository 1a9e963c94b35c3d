/** A running timer; `cancel` is harmless when it has fired. */
export interface Timer {
  cancel(): void;
}

/** Time as everything below `ui/` sees it, so that tests run in virtual time. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Runs `action` once after `ms` milliseconds. */
  after(ms: number, action: () => void): Timer;
}

/** The browser's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, action) {
    const handle = setTimeout(action, ms);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Runs `action` every `ms` milliseconds until cancelled; a slow action delays the next one instead of piling up. */
export function every(clock: Clock, ms: number, action: () => void): Timer {
  let stopped = false;
  let timer = clock.after(ms, tick);
  function tick(): void {
    action();
    if (!stopped) timer = clock.after(ms, tick);
  }
  return {
    cancel() {
      stopped = true;
      timer.cancel();
    },
  };
}
