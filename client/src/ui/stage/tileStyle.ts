import type { CSSProperties } from 'react';
import type { Placement } from './planStage';

/** A placement as style. Every tile of the stage is a sibling of every other, so that moving one never re-creates its video. */
export function tileStyle(place: Placement): CSSProperties {
  if (place.role === 'hidden') return { display: 'none' };
  return { left: place.x, top: place.y, width: place.width, height: place.height };
}
