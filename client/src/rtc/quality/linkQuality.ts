import type { BoundsBySlot } from '../videoBounds';
import { type QualityReading, QualitySteps } from './qualitySteps';
import { qualityNeeds, type SendBounds, sendBounds } from './sendBounds';

/** What one link may send: what the number of links and the person allow, and of that what its network carries. */
export class LinkQuality {
  readonly #steps: QualitySteps;
  #full: BoundsBySlot;

  constructor(full: BoundsBySlot, now: number) {
    this.#full = full;
    this.#steps = new QualitySteps(now);
  }

  get bounds(): SendBounds {
    return sendBounds(this.#steps.step, this.#full);
  }

  /** The camera picture is not sent. */
  get paused(): boolean {
    return this.#steps.paused;
  }

  setFull(full: BoundsBySlot): void {
    this.#full = full;
  }

  /** See `QualitySteps.begin`. */
  begin(now: number): void {
    this.#steps.begin(now);
  }

  /** True when the bounds are others now. */
  reading(reading: QualityReading): boolean {
    return this.#steps.reading(reading, qualityNeeds(this.#full));
  }
}
