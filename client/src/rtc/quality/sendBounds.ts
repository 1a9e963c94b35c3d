import type { BoundsBySlot, VideoBounds } from '../videoBounds';
import type { QualityNeeds, QualityStep } from './qualitySteps';

/** What is sent of a picture; `active` false: nothing (`RTCRtpEncodingParameters`, W3C webrtc §5.2.5). */
export interface PictureBounds extends VideoBounds {
  readonly active: boolean;
}

/** What one link sends. */
export interface SendBounds {
  /** bit/s; null: the browser's own choice. */
  readonly audio: { readonly maxBitrate: number | null };
  readonly camera: PictureBounds;
  readonly screen: PictureBounds;
}

/** Sound with all that is around it on the way, bit/s. */
const AUDIO_BITRATE = 50_000;
/** Speech at this rate is still clear. */
const LEAST_AUDIO_BITRATE = 16_000;
/** Nobody is recognised on a smaller picture than one eighth of 1280×720. */
const GREATEST_SCALE = 8;

const HALF = { share: 2, most: 500_000, scale: 2, frames: 30 };
const QUARTER = { share: 4, most: 200_000, scale: 4, frames: 15 };
/** No picture is worth sending with less. */
const LEAST_BITRATE = 60_000;
/** A screen that hardly moves needs little; it keeps its resolution, for it is read. */
const SCREEN_AT: Readonly<Record<'quarter' | 'paused' | 'least', Omit<VideoBounds, 'scaleResolutionDownBy'>>> = {
  quarter: { maxBitrate: 400_000, maxFramerate: 5 },
  paused: { maxBitrate: 150_000, maxFramerate: 5 },
  least: { maxBitrate: 50_000, maxFramerate: 1 },
};

function reduced(full: VideoBounds, { share, most, scale, frames }: typeof HALF): PictureBounds {
  return {
    active: true,
    maxBitrate: Math.min(full.maxBitrate, most, Math.max(LEAST_BITRATE, full.maxBitrate / share)),
    maxFramerate: Math.min(full.maxFramerate, frames),
    scaleResolutionDownBy: Math.max(full.scaleResolutionDownBy, Math.min(GREATEST_SCALE, full.scaleResolutionDownBy * scale)),
  };
}

function camera(step: QualityStep, full: VideoBounds): PictureBounds {
  if (step === 'full') return { ...full, active: true };
  if (step === 'half') return reduced(full, HALF);
  return { ...reduced(full, QUARTER), active: step === 'quarter' };
}

/** A shared screen is kept longer than the camera: it gives up frames, and is never paused. */
function screen(step: QualityStep, full: VideoBounds): PictureBounds {
  const bounds = step === 'full' || step === 'half' ? full : SCREEN_AT[step];
  return {
    active: true,
    maxBitrate: Math.min(full.maxBitrate, bounds.maxBitrate),
    maxFramerate: Math.min(full.maxFramerate, bounds.maxFramerate),
    scaleResolutionDownBy: full.scaleResolutionDownBy,
  };
}

/** What a link may send at a step; `full` is what the number of links and the person's settings allow at most. */
export function sendBounds(step: QualityStep, full: BoundsBySlot): SendBounds {
  return {
    audio: { maxBitrate: step === 'least' ? LEAST_AUDIO_BITRATE : null },
    camera: camera(step, full.camera),
    screen: screen(step, full.screen),
  };
}

/** What each step should have. Less than its bound: the browser fits the picture into what there is, and half of the bound still looks like it. */
export function qualityNeeds(full: BoundsBySlot): QualityNeeds {
  const half = camera('half', full.camera).maxBitrate;
  const quarter = camera('quarter', full.camera).maxBitrate;
  return {
    full: AUDIO_BITRATE + Math.min(full.camera.maxBitrate / 2, 400_000),
    half: AUDIO_BITRATE + Math.min(half / 2, 160_000),
    quarter: AUDIO_BITRATE + Math.min(quarter / 2, 40_000),
    paused: 40_000,
    least: 0,
  };
}
