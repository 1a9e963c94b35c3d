import { describe, expect, it } from 'vitest';
import { formatBitrate, formatDuration, formatMs, formatPercent } from './format';

describe('format', () => {
  it('says nothing where nothing is known', () => {
    expect([formatMs(null), formatBitrate(null), formatPercent(null)]).toEqual(['–', '–', '–']);
  });

  it('chooses the unit of a rate', () => {
    expect(formatBitrate(34_200)).toBe('34 kbit/s');
    expect(formatBitrate(1_240_000)).toBe('1.2 Mbit/s');
  });

  it('rounds what nobody can tell apart', () => {
    expect(formatMs(24.4)).toBe('24 ms');
    expect(formatPercent(0)).toBe('0 %');
    expect(formatPercent(1.234)).toBe('1.2 %');
    expect(formatPercent(42.4)).toBe('42 %');
  });

  it('tells a duration by its two largest units', () => {
    expect(formatDuration(12_000)).toBe('12 s');
    expect(formatDuration(200_000)).toBe('3 min 20 s');
    expect(formatDuration(3_900_000)).toBe('1 h 5 min');
  });
});
