/** About -32 dBFS: a voice at a desk, above a fan. */
const SPEAKING = 0.36;
const SILENT = 0.28;
/** Pauses between words are no end of speech. */
const HOLD_MS = 600;
const FLOOR_DB = -50;

/** Linear amplitude (0 to 1) as it is heard: decibels between -50 and 0, as 0 to 1. */
export function loudness(amplitude: number): number {
  if (amplitude <= 0) return 0;
  const decibels = 20 * Math.log10(amplitude);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
}

/** Smooths a level and says whether somebody speaks, without flicker: quick to rise, slow to fall, and held over pauses. */
export class SpeechDetector {
  #level = 0;
  #heardAt = Number.NEGATIVE_INFINITY;
  #speaking = false;

  get level(): number {
    return this.#level;
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  reading(amplitude: number, at: number): void {
    const now = loudness(amplitude);
    this.#level += (now - this.#level) * (now > this.#level ? 0.6 : 0.25);
    if (this.#level < 0.005) this.#level = 0;
    if (this.#level >= (this.#speaking ? SILENT : SPEAKING)) {
      this.#heardAt = at;
      this.#speaking = true;
    } else if (at - this.#heardAt > HOLD_MS) this.#speaking = false;
  }
}
