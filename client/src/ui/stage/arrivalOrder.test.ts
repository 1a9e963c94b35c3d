import { describe, expect, it } from 'vitest';
import { arrivalOrder } from './useArrivalOrder';

describe('arrivalOrder', () => {
  it('keeps who was there in place and adds who came at the end', () => {
    expect(arrivalOrder(['b', 'a'], ['a', 'b', 'c'])).toEqual(['b', 'a', 'c']);
  });

  it('closes the gap that somebody left', () => {
    expect(arrivalOrder(['b', 'a', 'c'], ['b', 'c'])).toEqual(['b', 'c']);
  });

  it('is the same array when nobody came or left', () => {
    const known = ['b', 'a'];
    expect(arrivalOrder(known, ['a', 'b'])).toBe(known);
  });
});
