import type { Clock } from '../clock';
import type { Sha256 } from '../files/blocks';
import type { RtcFactory } from '../rtc/linkConnection';
import type { OpenSocket } from '../signaling/socket';

/** A string store such as `localStorage`. Reading or writing may be forbidden; then it remembers nothing. */
export interface KeyValueStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

/** Measures how loud a microphone is. */
export interface LevelMeter {
  /** 0 (silence) to 1, linear (root mean square), of the last moments. */
  read(): number;
  close(): void;
}

/** The part of `navigator.mediaDevices` that a call needs. */
export type CaptureDevices = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'> & {
  getDisplayMedia?: MediaDevices['getDisplayMedia'];
};

/** What the page and the system tell. */
export interface PageEvents {
  /** Online again, or another kind of network. */
  networkChanged(): void;
  /** The person has come back to this tab. */
  pageVisible(): void;
  /** The page goes away: closed, reloaded, or kept for going back (bfcache). */
  pageHidden(): void;
  /** Back from the bfcache: everything was closed meanwhile. */
  pageRestored(): void;
}

/** Everything outside that a call touches, so that it also runs in a test. */
export interface Environment extends RtcFactory {
  readonly clock: Clock;
  /** In [0, 1). Not for secrets. */
  random(): number;
  /** Fresh random text of `a`-`z` and `0`-`9`. */
  randomName(length: number): string;
  readonly openSocket: OpenSocket;
  /** GET /api/rooms/{room}; null when the server does not answer or refuses. */
  fetchRoom(room: string): Promise<unknown>;
  /** Makes the next connection ahead, when the browser has time: the first one of a page takes it long. Nothing is sent before it is used. */
  prepareConnection(configuration: RTCConfiguration): void;
  /** Closes what was made ahead and not used. */
  dropPrepared(): void;
  createStream(tracks: readonly MediaStreamTrack[]): MediaStream;
  /** Null where the browser has none, or hides them because the page is not on a secure address. */
  readonly devices: CaptureDevices | null;
  readonly secureContext: boolean;
  /** Null where the browser has none, because the page is not on a secure address. */
  readonly sha256: Sha256 | null;
  /** A file can be written to a place that the person chooses. */
  readonly savesToDisk: boolean;
  /** Null where the browser cannot tell. */
  queryPermission(name: 'camera' | 'microphone'): Promise<PermissionState | null>;
  createLevelMeter(track: MediaStreamTrack): LevelMeter | null;
  /** Outlasts the page and is shared by all tabs. */
  readonly settings: KeyValueStore;
  /** Outlasts a reload of this tab only. */
  readonly session: KeyValueStore;
  /** Returns how to stop listening. */
  listen(events: PageEvents): () => void;
}
