/** Bounds of one sent picture, as in `RTCRtpEncodingParameters` (W3C webrtc §5.2.5). */
export interface VideoBounds {
  /** bit/s */
  readonly maxBitrate: number;
  readonly maxFramerate: number;
  readonly scaleResolutionDownBy: number;
}

export type BoundsBySlot = Readonly<Record<'camera' | 'screen', VideoBounds>>;

const bounds = (kilobits: number, maxFramerate: number, scaleResolutionDownBy: number): VideoBounds => ({
  maxBitrate: kilobits * 1000,
  maxFramerate,
  scaleResolutionDownBy,
});

/**
 * In a mesh every picture is sent once per link, so what one link may use falls with their number. The camera gives 1280×720 at 30/s.
 * A screen is read rather than watched: it keeps its resolution and gives up frames.
 */
export function videoBounds(links: number, lowData: boolean): BoundsBySlot {
  if (lowData) return { camera: bounds(150, 15, 4), screen: bounds(300, 5, 1) };
  if (links <= 1) return { camera: bounds(2_500, 30, 1), screen: bounds(3_000, 30, 1) };
  if (links === 2) return { camera: bounds(1_200, 30, 1), screen: bounds(2_000, 15, 1) };
  if (links <= 4) return { camera: bounds(600, 30, 2), screen: bounds(1_200, 15, 1) };
  return { camera: bounds(300, 20, 3), screen: bounds(700, 10, 1) };
}
