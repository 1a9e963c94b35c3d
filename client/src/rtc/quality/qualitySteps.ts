/** How much of the pictures one link still gets, most first. */
export const QUALITY_STEPS = [
  'full',
  'half',
  'quarter',
  /** The camera picture is not sent; a shared screen is, small. */
  'paused',
  /** What is left of the network is for the sound. */
  'least',
] as const;
export type QualityStep = (typeof QUALITY_STEPS)[number];
const NO_PICTURE = QUALITY_STEPS.indexOf('paused');

/** bit/s that a link should have for each step, sound included. */
export type QualityNeeds = Readonly<Record<QualityStep, number>>;

/** What one second says of the way out. Null: nothing is known. */
export interface QualityReading {
  /** ms since 1970 */
  readonly at: number;
  /** `availableOutgoingBitrate` of the selected pair (W3C webrtc-stats), bit/s. */
  readonly availableBitrate: number | null;
  /** All that is sent, bit/s. */
  readonly sendBitrate: number | null;
  /** What the far end has reported lost (`fractionLost`), 0 to 100. */
  readonly lossPercent: number | null;
  readonly roundTripMs: number | null;
  /** Frames of the camera or screen that went out, per second. */
  readonly framesPerSecond: number | null;
  /** `qualityLimitationReason` is `bandwidth`. */
  readonly limited: boolean;
}

/** The browser's estimate begins low and needs so long to find its height. */
const START_MS = 6_000;
/** After a step the network needs so long to show what it has brought. */
const SETTLE_MS = 3_000;
/** So many bad readings in a row, one a second, and less is sent. */
const BAD_READINGS = 3;
/** So long all has to be well before more is sent. */
const PATIENCE_MS = 10_000;
const LONGEST_PATIENCE_MS = 120_000;
/** Of an encoder that sends less than it may the estimate stays low (it grows with what is sent); then more is tried after so many times the patience. */
const DOUBT = 3;
/** A step up that has to be taken back within this was wrong, and the next one waits twice as long. */
const TRIAL_MS = 15_000;
/** One that has held so long was right. */
const HELD_MS = 30_000;
/** Of the estimate this share has to be used for it to say anything: it does not grow beyond what is sent by much, and an empty room needs little. */
const USED = 0.7;
/** More than it needs, so that a step up does not come down at once. */
const HEADROOM = 1.15;
const BAD_LOSS = 12;
const GOOD_LOSS = 5;
/** Fewer frames than this are no moving picture. */
const BAD_FRAMES = 7;
/** Round trips far above the shortest one mean that queues are full. */
const BAD_DELAY = { times: 3, more: 400 };
const GOOD_DELAY = { times: 1.5, more: 150 };
/** The shortest round trip is forgotten slowly: the path may have become a longer one. 1 % a reading. */
const FORGET = 1.01;

/**
 * Decides for one link how much picture its network carries: less after about three bad seconds, more after ten good ones. The browser's own congestion
 * control (RFC 8836) works beneath; this keeps what it cannot: a picture of a size that fits, and the sound when a picture fits no more.
 */
export class QualitySteps {
  #index = 0;
  #from: number;
  #bad = 0;
  #best = 0;
  #goodSince: number | null = null;
  #patience = PATIENCE_MS;
  #roseAt: number | null = null;
  #shortest: number | null = null;

  constructor(now: number) {
    this.#from = now + START_MS;
  }

  get step(): QualityStep {
    return QUALITY_STEPS[this.#index] ?? 'full';
  }

  /** The camera picture is not sent. */
  get paused(): boolean {
    return this.#index >= NO_PICTURE;
  }

  /** The link stands, for the first time or after an interruption: what was seen before says nothing, and the estimate begins anew. The step stays. */
  begin(now: number): void {
    this.#from = now + START_MS;
    this.#shortest = null;
    this.#roseAt = null;
    this.#forget();
  }

  /** True when the step is another one now. */
  reading(reading: QualityReading, needs: QualityNeeds): boolean {
    const { at, roundTripMs } = reading;
    if (at < this.#from) return false;
    if (roundTripMs !== null) this.#shortest = Math.min(roundTripMs, (this.#shortest ?? roundTripMs) * FORGET);
    if (this.#roseAt !== null && at - this.#roseAt >= HELD_MS) {
      this.#roseAt = null;
      this.#patience = PATIENCE_MS;
    }
    const lowest = this.#lowest(reading, needs);
    if (lowest > this.#index) {
      this.#goodSince = null;
      this.#best = this.#bad === 0 ? lowest : Math.min(this.#best, lowest);
      return ++this.#bad >= BAD_READINGS && this.#lower(at);
    }
    this.#bad = 0;
    const wait = this.#waitToRise(reading, needs);
    this.#goodSince = wait === null ? null : (this.#goodSince ?? at);
    return wait !== null && this.#goodSince !== null && at - this.#goodSince >= wait && this.#raise(at);
  }

  /** The step to which this reading points: the present one, where nothing is wrong. */
  #lowest(reading: QualityReading, needs: QualityNeeds): number {
    const { availableBitrate, sendBitrate, lossPercent, roundTripMs, framesPerSecond, limited } = reading;
    const last = QUALITY_STEPS.length - 1;
    const next = Math.min(this.#index + 1, last);
    if (availableBitrate !== null && (limited || (sendBitrate ?? 0) >= availableBitrate * USED)) {
      const fits = QUALITY_STEPS.findIndex((step) => needs[step] <= availableBitrate);
      if (fits > this.#index) return fits;
    }
    // A file on its way fills queues too, and loss may be a bad radio: a smaller picture helps, none at all would help nobody. Only who has no estimate goes by these alone.
    const keepsPicture = next >= NO_PICTURE && availableBitrate !== null;
    if (this.#delayed(roundTripMs, BAD_DELAY)) return keepsPicture ? this.#index : next;
    if (next >= NO_PICTURE) return this.#index;
    if (lossPercent !== null && lossPercent >= BAD_LOSS) return next;
    return limited && framesPerSecond !== null && framesPerSecond < BAD_FRAMES ? next : this.#index;
  }

  /** How long it has to stay as it is now before more is tried; null where nothing more would fit. */
  #waitToRise({ availableBitrate, lossPercent, roundTripMs, limited }: QualityReading, needs: QualityNeeds): number | null {
    const above = QUALITY_STEPS[this.#index - 1];
    if (above === undefined || (lossPercent !== null && lossPercent > GOOD_LOSS) || this.#delayed(roundTripMs, GOOD_DELAY)) return null;
    // Without a picture the estimate cannot grow far enough: whether one fits is known only when one is sent.
    const blind = this.#index >= NO_PICTURE;
    if (blind || availableBitrate === null || availableBitrate >= needs[above] * HEADROOM) return this.#patience;
    return limited ? null : this.#patience * DOUBT;
  }

  #delayed(roundTripMs: number | null, { times, more }: typeof BAD_DELAY): boolean {
    if (roundTripMs === null || this.#shortest === null) return false;
    return roundTripMs > Math.max(this.#shortest * times, this.#shortest + more);
  }

  #lower(at: number): boolean {
    if (this.#roseAt !== null && at - this.#roseAt < TRIAL_MS) this.#patience = Math.min(LONGEST_PATIENCE_MS, this.#patience * 2);
    this.#roseAt = null;
    return this.#move(this.#best, at);
  }

  #raise(at: number): boolean {
    this.#roseAt = at;
    return this.#move(this.#index - 1, at);
  }

  #move(index: number, at: number): boolean {
    this.#index = index;
    this.#from = at + SETTLE_MS;
    this.#forget();
    return true;
  }

  #forget(): void {
    this.#bad = 0;
    this.#goodSince = null;
  }
}
