import type { CSSProperties } from 'react';
import type { Placement } from './planStage';

/** Narrower than this there is room for name and signs only, in px. */
export const COMPACT_BELOW = 250;

/** A placement as style. Every tile of the stage is a sibling of every other, so that moving one never re-creates its video. */
export function tileStyle(place: Placement): CSSProperties {
  if (place.role === 'hidden') return { display: 'none' };
  return { left: place.x, top: place.y, width: place.width, height: place.height };
}
