/** Who stands where on the stage. Pure: the same people in the same window always stand the same. */
import { DEFAULT_ASPECT, layoutGrid, type Rect } from './layoutGrid';

export type TileRole =
  /** Fills the stage: the only other person. */
  | 'full'
  | 'grid'
  /** A shared screen or a pinned tile. */
  | 'main'
  /** Beside `main`. */
  | 'strip'
  /** The own picture over the stage. */
  | 'float'
  | 'hidden';

export interface Placement extends Rect {
  readonly role: TileRole;
}

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

export interface StageInput {
  readonly width: number;
  readonly height: number;
  /** Below this much from the bottom stand the controls. */
  readonly bottomInset: number;
  /** Not inside yet: others are likely to come, so the own picture waits in its corner. */
  readonly joining: boolean;
  /** Far ends, in the order of their tiles. */
  readonly peers: readonly string[];
  /** Shared screens of others. */
  readonly screens: readonly string[];
  readonly self: string;
  readonly selfHidden: boolean;
  readonly corner: Corner;
  /** A key out of `peers`, `screens` or `self` that takes the stage; null for none. */
  readonly focus: string | null;
  /** Width by height, of the people's pictures and of the own one. */
  readonly aspect?: number;
  readonly selfAspect?: number;
}

export const GAP = 8;
const MARGIN = 8;
const FLOAT_MARGIN = 16;

/** From this shape on, the strip stands beside and not below. */
const BESIDE_FROM = 1.15;

const HIDDEN: Placement = { x: 0, y: 0, width: 0, height: 0, role: 'hidden' };

/** A place for every key of the input. */
export function planStage(input: StageInput): ReadonlyMap<string, Placement> {
  const plan = new Map<string, Placement>();
  const selfShown = input.selfHidden ? [] : [input.self];
  if (input.selfHidden) plan.set(input.self, HIDDEN);

  if (input.focus !== null) {
    const all = [...input.screens, ...input.peers, ...selfShown];
    const others = all.filter((key) => key !== input.focus);
    placeFocus(plan, input, input.focus, others);
  } else if (input.peers.length === 0 && !input.joining) {
    for (const self of selfShown) plan.set(self, alone(input));
  } else if (input.peers.length <= 1) {
    for (const peer of input.peers) plan.set(peer, { x: 0, y: 0, width: input.width, height: input.height, role: 'full' });
    for (const self of selfShown) plan.set(self, float(input));
  } else {
    const area = { x: MARGIN, y: MARGIN, width: input.width - 2 * MARGIN, height: input.height - input.bottomInset - MARGIN };
    placeGrid(plan, [...input.peers, ...selfShown], area, input.aspect, 'grid');
  }
  return plan;
}

function placeFocus(plan: Map<string, Placement>, input: StageInput, focus: string, others: readonly string[]): void {
  const width = input.width - 2 * MARGIN;
  const height = input.height - input.bottomInset - MARGIN;
  if (others.length === 0) {
    plan.set(focus, { x: MARGIN, y: MARGIN, width, height, role: 'main' });
  } else if (input.width / input.height >= BESIDE_FROM) {
    const strip = clamp(input.width * 0.19, 120, 280);
    plan.set(focus, { x: MARGIN, y: MARGIN, width: width - strip - GAP, height, role: 'main' });
    placeGrid(plan, others, { x: input.width - MARGIN - strip, y: MARGIN, width: strip, height }, input.aspect, 'strip');
  } else {
    const strip = clamp(height * 0.26, 84, 240);
    plan.set(focus, { x: MARGIN, y: MARGIN, width, height: height - strip - GAP, role: 'main' });
    placeGrid(plan, others, { x: MARGIN, y: MARGIN + height - strip, width, height: strip }, input.aspect, 'strip');
  }
}

function placeGrid(
  plan: Map<string, Placement>,
  keys: readonly string[],
  area: Rect,
  aspect: number | undefined,
  role: 'grid' | 'strip',
): void {
  const rects = layoutGrid(keys.length, area.width, area.height, GAP, aspect);
  keys.forEach((key, index) => {
    const rect = rects[index];
    plan.set(key, rect === undefined ? HIDDEN : { ...rect, x: rect.x + area.x, y: rect.y + area.y, role });
  });
}

/** The part of the stage that the own picture has while nobody else is there; the invitation has the rest (emptyStage.css). */
const ALONE_BESIDE = 0.56;
const ALONE_ABOVE = 0.42;

function alone(input: StageInput): Placement {
  const width = input.width - 2 * FLOAT_MARGIN;
  const height = input.height - input.bottomInset - FLOAT_MARGIN;
  const beside = input.width / input.height >= BESIDE_FROM;
  const area = beside ? { width: width * ALONE_BESIDE, height } : { width, height: height * ALONE_ABOVE };
  const [rect = HIDDEN] = layoutGrid(1, area.width, area.height, GAP, input.selfAspect);
  return { ...rect, x: rect.x + FLOAT_MARGIN, y: rect.y + FLOAT_MARGIN, role: 'grid' };
}

/** The own picture in its corner, a size that leaves the other's face free. */
function float(input: StageInput): Placement {
  const aspect = input.selfAspect ?? DEFAULT_ASPECT;
  const area = clamp(input.width * input.height * 0.035, 8_000, 34_000);
  const width = Math.round(Math.sqrt(area * aspect));
  const height = Math.round(width / aspect);
  const right = input.corner.endsWith('right');
  const bottom = input.corner.startsWith('bottom');
  return {
    x: right ? input.width - width - FLOAT_MARGIN : FLOAT_MARGIN,
    y: bottom ? Math.max(FLOAT_MARGIN, input.height - input.bottomInset - height - FLOAT_MARGIN / 2) : FLOAT_MARGIN,
    width,
    height,
    role: 'float',
  };
}

/** The corner that a point (its centre) is nearest to. */
export function nearestCorner(x: number, y: number, width: number, height: number): Corner {
  return `${y < height / 2 ? 'top' : 'bottom'}-${x < width / 2 ? 'left' : 'right'}`;
}

/** The corner that an arrow key leads to; the same one where there is no way on. */
export function cornerByKey(corner: Corner, key: string): Corner {
  const [vertical, horizontal] = corner.split('-') as ['top' | 'bottom', 'left' | 'right'];
  switch (key) {
    case 'ArrowUp':
      return `top-${horizontal}`;
    case 'ArrowDown':
      return `bottom-${horizontal}`;
    case 'ArrowLeft':
      return `${vertical}-left`;
    case 'ArrowRight':
      return `${vertical}-right`;
    default:
      return corner;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
