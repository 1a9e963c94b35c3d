/** When to try again after a connection was lost: full jitter, so that many clients do not come back at one moment (protocol 2.6). */
export interface ReconnectPolicy {
  /** Milliseconds to wait before attempt number `attempt` (from 0). `random` is in [0, 1). */
  delay(attempt: number, random: number): number;
}

/** Between 0 and min(`longestMs`, `firstMs` × 2^attempt). */
export function fullJitter(firstMs: number, longestMs: number): ReconnectPolicy {
  return {
    // The exponent is bounded because 2^1024 is infinite and infinity times zero is not a number.
    delay: (attempt, random) => random * Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 30)),
  };
}

/** 0.5 s, doubling to 30 s. */
export const reconnectPolicy: ReconnectPolicy = fullJitter(500, 30_000);
