import type { MediaState } from '../protocol/messages';
import type { TokenStore } from '../signaling/signalingSession';
import type { KeyValueStore } from './environment';

interface Kept {
  readonly room: string;
  readonly token: string | null;
  /** In the call, or on the way into it: a reload returns there by itself. */
  readonly inCall: boolean;
  readonly media: Pick<MediaState, 'mic' | 'camera' | 'hand'>;
  readonly password: string | null;
  /** Written when the page goes away, taken when it comes back. */
  readonly handedOver: boolean;
}

const KEY = 'peercall.session';
const EMPTY: Kept = {
  room: '',
  token: null,
  inCall: false,
  media: { mic: true, camera: true, hand: false },
  password: null,
  handedOver: false,
};

/**
 * What a reload of this tab needs to come back as the same peer. A browser copies it into a duplicated tab as well, which must not take
 * the peer away from the first one: so it counts only when the page before has handed it over.
 */
export class SessionMemory implements TokenStore {
  readonly #store: KeyValueStore;
  #kept: Kept;

  constructor(store: KeyValueStore, room: string) {
    this.#store = store;
    const found = read(store);
    this.#kept = found !== null && found.room === room && found.handedOver ? { ...found, handedOver: false } : { ...EMPTY, room };
    this.#write();
  }

  get inCall(): boolean {
    return this.#kept.inCall;
  }

  get media(): Kept['media'] {
    return this.#kept.media;
  }

  get password(): string | null {
    return this.#kept.password;
  }

  load(): string | null {
    return this.#kept.token;
  }

  save(token: string): void {
    this.#change({ token });
  }

  entering(password: string | null): void {
    this.#change({ inCall: true, password });
  }

  /** What is wished, also while no device is open. */
  keepMedia(media: Kept['media']): void {
    const { mic, camera, hand } = this.#kept.media;
    if (media.mic !== mic || media.camera !== camera || media.hand !== hand) this.#change({ media });
  }

  /** Back in the lobby: the token stays, so that another try is made as the same peer. */
  notInCall(): void {
    this.#change({ inCall: false, password: null });
  }

  /** Left for good: the next time is a new peer. */
  forget(): void {
    this.#change({ inCall: false, password: null, token: null });
  }

  /** The page goes away; the next page in this tab may go on. */
  handOver(): void {
    this.#change({ handedOver: true });
  }

  /** The page is back without a load (bfcache). */
  takeBack(): void {
    this.#change({ handedOver: false });
  }

  #change(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    this.#write();
  }

  #write(): void {
    this.#store.set(KEY, JSON.stringify(this.#kept));
  }
}

function read(store: KeyValueStore): Kept | null {
  try {
    const value = JSON.parse(store.get(KEY) ?? 'null') as Partial<Kept> | null;
    if (typeof value !== 'object' || value === null || typeof value.room !== 'string') return null;
    const text = (member: unknown): string | null => (typeof member === 'string' ? member : null);
    const { mic = true, camera = true, hand = false } = value.media ?? {};
    return {
      room: value.room,
      token: text(value.token),
      inCall: value.inCall === true,
      media: { mic: mic === true, camera: camera === true, hand: hand === true },
      password: text(value.password),
      handedOver: value.handedOver === true,
    };
  } catch {
    return null;
  }
}
