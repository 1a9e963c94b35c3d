import { describe, expect, it } from 'vitest';
import { cornerByKey, nearestCorner, planStage, type StageInput } from './planStage';

function input(part: Partial<StageInput> = {}): StageInput {
  return {
    width: 1280,
    height: 800,
    bottomInset: 92,
    joining: false,
    peers: ['a'],
    screens: [],
    self: 'self',
    selfHidden: false,
    corner: 'bottom-right',
    focus: null,
    ...part,
  };
}

const roles = (part: Partial<StageInput>) => Object.fromEntries([...planStage(input(part))].map(([key, place]) => [key, place.role]));

describe('planStage', () => {
  it('lets the only other person fill the stage, with the own picture over it', () => {
    expect(roles({})).toEqual({ a: 'full', self: 'float' });
    const plan = planStage(input());
    expect(plan.get('a')).toMatchObject({ x: 0, y: 0, width: 1280, height: 800 });
  });

  it('keeps the floating picture clear of the controls and inside the stage in every corner', () => {
    for (const corner of ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const) {
      for (const [width, height] of [
        [1280, 800],
        [390, 844],
        [320, 300],
      ] as const) {
        const place = planStage(input({ corner, width, height })).get('self');
        expect(place).toBeDefined();
        if (place === undefined) continue;
        expect(place.x).toBeGreaterThanOrEqual(0);
        expect(place.x + place.width).toBeLessThanOrEqual(width);
        expect(place.y).toBeGreaterThanOrEqual(0);
        expect(place.y + place.height).toBeLessThanOrEqual(height - 92 + 16);
      }
    }
  });

  it('shows everybody in a grid from three on, oneself included', () => {
    expect(roles({ peers: ['a', 'b'] })).toEqual({ a: 'grid', b: 'grid', self: 'grid' });
  });

  it('leaves the own picture out when it is hidden', () => {
    expect(roles({ peers: ['a', 'b'], selfHidden: true })).toEqual({ a: 'grid', b: 'grid', self: 'hidden' });
    expect(roles({ selfHidden: true })).toEqual({ a: 'full', self: 'hidden' });
  });

  it('gives a shared screen the stage and makes the people a strip', () => {
    expect(roles({ peers: ['a', 'b'], screens: ['screen:a'], focus: 'screen:a' })).toEqual({
      'screen:a': 'main',
      a: 'strip',
      b: 'strip',
      self: 'strip',
    });
  });

  it('puts the strip beside on a wide window and below on a tall one', () => {
    const wide = planStage(input({ peers: ['a', 'b'], focus: 'a' }));
    expect(wide.get('b')?.x ?? 0).toBeGreaterThan((wide.get('a')?.x ?? 0) + (wide.get('a')?.width ?? 0));
    const tall = planStage(input({ peers: ['a', 'b'], focus: 'a', width: 390, height: 844 }));
    expect(tall.get('b')?.y ?? 0).toBeGreaterThan((tall.get('a')?.y ?? 0) + (tall.get('a')?.height ?? 0));
  });

  it('shows the own picture large while alone, and in its corner while joining', () => {
    expect(roles({ peers: [] })).toEqual({ self: 'grid' });
    expect(roles({ peers: [], joining: true })).toEqual({ self: 'float' });
  });
});

describe('corners', () => {
  it('finds the nearest one', () => {
    expect(nearestCorner(10, 10, 100, 100)).toBe('top-left');
    expect(nearestCorner(90, 60, 100, 100)).toBe('bottom-right');
  });

  it('follows the arrow keys and stays where there is no way on', () => {
    expect(cornerByKey('bottom-right', 'ArrowUp')).toBe('top-right');
    expect(cornerByKey('top-right', 'ArrowLeft')).toBe('top-left');
    expect(cornerByKey('top-left', 'ArrowLeft')).toBe('top-left');
    expect(cornerByKey('top-left', 'Enter')).toBe('top-left');
  });
});
