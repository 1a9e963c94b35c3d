import { type Clock, every, type Timer } from '../clock';
import type { LevelMeter } from './environment';
import type { LevelListener } from './snapshot';
import { SpeechDetector } from './speech';

/** About 15 times a second. */
const PERIOD_MS = 66;
/** An old source says nothing about now: its packets have stopped. */
const STALE_MS = 500;
/** Then the browser counts from another moment than 1970, and its age cannot be told. */
const IMPLAUSIBLE_MS = 3_600_000;

export interface LevelSources {
  /** The receiver of a peer's microphone; null when there is none. */
  receiver(peerId: string): RTCRtpReceiver | null;
  /** Whether the own microphone is on the air. */
  muted(): boolean;
  speakingWhileMuted(speaking: boolean): void;
}

interface Ear {
  readonly detector: SpeechDetector;
  readonly listeners: Set<LevelListener>;
}

/** How loud everybody is. Runs only while somebody listens, or while the own microphone is muted in a call. */
export class Levels {
  readonly #clock: Clock;
  readonly #sources: LevelSources;
  readonly #self: Ear = { detector: new SpeechDetector(), listeners: new Set() };
  readonly #ears = new Map<string, Ear>([['self', this.#self]]);
  #meter: LevelMeter | null = null;
  #timer: Timer | null = null;
  #hint = false;

  constructor(clock: Clock, sources: LevelSources) {
    this.#clock = clock;
    this.#sources = sources;
  }

  listen(who: string, listener: LevelListener): () => void {
    const ear = this.#ears.get(who) ?? { detector: new SpeechDetector(), listeners: new Set() };
    this.#ears.set(who, ear);
    ear.listeners.add(listener);
    this.refresh();
    return () => {
      ear.listeners.delete(listener);
      if (ear.listeners.size === 0 && ear !== this.#self) this.#ears.delete(who);
      this.refresh();
    };
  }

  /** The meter of the microphone in use; the former one is closed. */
  setMeter(meter: LevelMeter | null): void {
    this.#meter?.close();
    this.#meter = meter;
    this.refresh();
  }

  /** Forgets every listener. */
  stop(): void {
    for (const ear of this.#ears.values()) ear.listeners.clear();
    this.#ears.clear();
    this.setMeter(null);
  }

  /** Starts or stops measuring; to be called when the microphone was muted or opened. */
  refresh(): void {
    const listening = [...this.#ears.values()].some(({ listeners }) => listeners.size > 0);
    const needed = listening || (this.#meter !== null && this.#sources.muted());
    if (!needed) this.#tellHint(false);
    if (needed && this.#timer === null) this.#timer = every(this.#clock, PERIOD_MS, () => this.#measure());
    if (needed) return;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #measure(): void {
    const now = this.#clock.now();
    for (const [who, { detector, listeners }] of this.#ears) {
      const own = who === 'self';
      detector.reading(own ? (this.#meter?.read() ?? 0) : this.#remote(who, now), now);
      if (own) this.#tellHint(this.#sources.muted() && detector.speaking);
      for (const listener of listeners) listener(detector.level, detector.speaking);
    }
  }

  #tellHint(speaking: boolean): void {
    if (this.#hint === speaking) return;
    this.#hint = speaking;
    this.#sources.speakingWhileMuted(speaking);
  }

  #remote(peerId: string, now: number): number {
    const [source] = this.#sources.receiver(peerId)?.getSynchronizationSources() ?? [];
    if (source?.audioLevel === undefined) return 0;
    const age = now - source.timestamp;
    return age > STALE_MS && age < IMPLAUSIBLE_MS ? 0 : source.audioLevel;
  }
}
