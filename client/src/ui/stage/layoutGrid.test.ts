import { describe, expect, it } from 'vitest';
import { cropShare, fitFor, layoutGrid, MAX_CROP, type Rect } from './layoutGrid';

const WINDOWS = [
  [1280, 800],
  [1920, 1080],
  [2560, 1080],
  [1024, 768],
  [768, 1024],
  [390, 844],
  [320, 568],
  [844, 390],
  [600, 600],
] as const;
const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8];
const GAP = 8;

function every(check: (rects: readonly Rect[], count: number, width: number, height: number) => void): void {
  for (const [width, height] of WINDOWS) {
    for (const count of COUNTS) check(layoutGrid(count, width, height, GAP), count, width, height);
  }
}

function overlap(one: Rect, other: Rect): boolean {
  const apart =
    one.x + one.width <= other.x + 0.01 ||
    other.x + other.width <= one.x + 0.01 ||
    one.y + one.height <= other.y + 0.01 ||
    other.y + other.height <= one.y + 0.01;
  return !apart;
}

describe('layoutGrid', () => {
  it('places every tile inside the box', () => {
    every((rects, count, width, height) => {
      expect(rects).toHaveLength(count);
      for (const rect of rects) {
        expect(rect.x).toBeGreaterThanOrEqual(-0.01);
        expect(rect.y).toBeGreaterThanOrEqual(-0.01);
        expect(rect.x + rect.width).toBeLessThanOrEqual(width + 0.01);
        expect(rect.y + rect.height).toBeLessThanOrEqual(height + 0.01);
      }
    });
  });

  it('lets no tile overlap another', () => {
    every((rects) => {
      rects.forEach((one, index) => {
        for (const other of rects.slice(index + 1)) expect(overlap(one, other)).toBe(false);
      });
    });
  });

  it('crops no picture by more than 16 %', () => {
    every((rects) => {
      for (const rect of rects) expect(cropShare(16 / 9, rect.width / rect.height)).toBeLessThanOrEqual(MAX_CROP + 1e-6);
    });
  });

  it('gives all tiles the same size', () => {
    every((rects) => {
      expect(new Set(rects.map((rect) => `${rect.width.toFixed(3)}x${rect.height.toFixed(3)}`)).size).toBe(1);
    });
  });

  it('wastes no more than any other number of columns would', () => {
    every((rects, count, width, height) => {
      const area = (rects[0]?.width ?? 0) * (rects[0]?.height ?? 0);
      for (let columns = 1; columns <= count; columns++) {
        const rows = Math.ceil(count / columns);
        // The same tile in a box of exactly one cell: what this number of columns would give.
        const [cell] = layoutGrid(1, (width - GAP * (columns - 1)) / columns, (height - GAP * (rows - 1)) / rows, GAP);
        expect(area).toBeGreaterThanOrEqual((cell?.width ?? 0) * (cell?.height ?? 0) - 0.01);
      }
    });
  });

  it('centres an unfilled last row', () => {
    const rects = layoutGrid(3, 1280, 720, GAP);
    const last = rects[2];
    expect(last).toBeDefined();
    if (last !== undefined) expect(last.x + last.width / 2).toBeCloseTo(640);
  });

  it('stacks two people on a phone and sets them side by side on a screen', () => {
    const phone = layoutGrid(2, 390, 760, GAP);
    expect(phone[0]?.x).toBeCloseTo(phone[1]?.x ?? -1);
    const screen = layoutGrid(2, 1600, 700, GAP);
    expect(screen[0]?.y).toBeCloseTo(screen[1]?.y ?? -1);
  });

  it('follows the shape of upright pictures', () => {
    for (const rect of layoutGrid(2, 1280, 720, GAP, 9 / 16)) {
      expect(cropShare(9 / 16, rect.width / rect.height)).toBeLessThanOrEqual(MAX_CROP + 1e-6);
    }
  });

  it('has nothing to place for nobody, and nowhere in no room', () => {
    expect(layoutGrid(0, 800, 600, GAP)).toEqual([]);
    expect(layoutGrid(3, 0, 600, GAP)).toEqual([]);
    expect(layoutGrid(8, 10, 10, GAP)).toEqual([]);
  });
});

describe('fitFor', () => {
  it('fills a tile while little is lost', () => {
    expect(fitFor(16 / 9, 16 / 9)).toBe('cover');
    expect(fitFor(16 / 9, (16 / 9) * 0.85)).toBe('cover');
    expect(fitFor(16 / 9, (16 / 9) * (1 - MAX_CROP))).toBe('cover');
  });

  it('shows the whole picture when filling would cut faces', () => {
    expect(fitFor(16 / 9, 4 / 3)).toBe('contain');
    expect(fitFor(9 / 16, 16 / 9)).toBe('contain');
  });
});
