/** The longest that idle time is waited for (ms). */
const AT_LATEST_MS = 1_000;
/** Where the browser does not tell when it is idle (Safari) a short time is taken for it. */
const GUESS_MS = 200;

/** Runs `action` once when the browser has nothing better to do. Returns how to call that off. */
export function whenIdle(action: () => void): () => void {
  if (typeof window.requestIdleCallback === 'function') {
    const handle = window.requestIdleCallback(action, { timeout: AT_LATEST_MS });
    return () => window.cancelIdleCallback(handle);
  }
  const timer = setTimeout(action, GUESS_MS);
  return () => clearTimeout(timer);
}
