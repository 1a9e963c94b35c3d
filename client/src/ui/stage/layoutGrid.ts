/** Where tiles go, as pure arithmetic: no DOM, CSS pixels in, CSS pixels out. */

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The largest part of a picture that may be cut off to fill its tile: beyond it faces get lost. */
export const MAX_CROP = 0.16;

/** Most cameras. */
export const DEFAULT_ASPECT = 16 / 9;

/** Aspect ratios are compared as floating point; a layout exactly at the limit is within it. */
const EPSILON = 1e-6;

/** How much of a picture is lost (0 to 1) when it fills a tile of another shape. Both as width by height. */
export function cropShare(pictureAspect: number, tileAspect: number): number {
  return 1 - Math.min(pictureAspect / tileAspect, tileAspect / pictureAspect);
}

/** `cover` while no more than `MAX_CROP` is lost, else the whole picture with bars beside it. */
export function fitFor(pictureAspect: number, tileAspect: number): 'cover' | 'contain' {
  return cropShare(pictureAspect, tileAspect) <= MAX_CROP + EPSILON ? 'cover' : 'contain';
}

/** The largest tile in a cell whose shape crops a picture of `aspect` by no more than `MAX_CROP`. */
function tileIn(cellWidth: number, cellHeight: number, aspect: number): { width: number; height: number } {
  const narrowest = aspect * (1 - MAX_CROP);
  const widest = aspect / (1 - MAX_CROP);
  const cell = cellWidth / cellHeight;
  if (cell > widest) return { width: cellHeight * widest, height: cellHeight };
  if (cell < narrowest) return { width: cellWidth, height: cellWidth / narrowest };
  return { width: cellWidth, height: cellHeight };
}

/**
 * `count` equal tiles in a box, in reading order, that leave the least of it empty. Tiles keep a shape that crops a picture of `aspect` by no more
 * than `MAX_CROP`; the block of tiles and an unfilled last row are centred.
 */
export function layoutGrid(count: number, width: number, height: number, gap: number, aspect: number = DEFAULT_ASPECT): Rect[] {
  if (count < 1 || width <= 0 || height <= 0) return [];
  let columns = 0;
  let tile = { width: 0, height: 0 };
  for (let candidate = 1; candidate <= count; candidate++) {
    const rows = Math.ceil(count / candidate);
    const cellWidth = (width - gap * (candidate - 1)) / candidate;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    if (cellWidth <= 0 || cellHeight <= 0) continue;
    const fitted = tileIn(cellWidth, cellHeight, aspect);
    if (fitted.width * fitted.height > tile.width * tile.height + EPSILON) {
      columns = candidate;
      tile = fitted;
    }
  }
  // The box is smaller than the gaps alone: nothing can be shown.
  if (columns === 0) return [];

  const rows = Math.ceil(count / columns);
  const top = (height - rows * tile.height - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (width - inRow * tile.width - (inRow - 1) * gap) / 2;
    return {
      x: left + (index % columns) * (tile.width + gap),
      y: top + row * (tile.height + gap),
      width: tile.width,
      height: tile.height,
    };
  });
}
