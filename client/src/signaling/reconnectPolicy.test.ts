import { describe, expect, it } from 'vitest';
import { reconnectPolicy } from './reconnectPolicy';

describe('reconnectPolicy', () => {
  it.each([
    [0, 500],
    [1, 1_000],
    [3, 4_000],
    [5, 16_000],
    [6, 30_000],
    [5_000, 30_000],
  ])('attempt %i waits between 0 and %i ms', (attempt, longest) => {
    expect(reconnectPolicy.delay(attempt, 0)).toBe(0);
    expect(reconnectPolicy.delay(attempt, 0.5)).toBe(longest / 2);
    expect(reconnectPolicy.delay(attempt, 0.999999)).toBeLessThan(longest);
  });
});
