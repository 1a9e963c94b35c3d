import type { MediaState } from '../protocol/messages';
import { NO_TRACKS, type Tracks } from '../rtc/mediaSlots';

/**
 * The streams of one far end, for its video elements. A track joins its stream when its first packet has come: an element that holds a
 * picture track without pictures waits with the sound as well (Chromium).
 */
export class RemoteMedia {
  readonly #createStream: (tracks: readonly MediaStreamTrack[]) => MediaStream;
  readonly #changed: () => void;
  #tracks: Tracks = NO_TRACKS;
  #media: MediaState;
  #stream: MediaStream | null = null;
  #screenStream: MediaStream | null = null;
  #screenVisible = false;

  constructor(createStream: (tracks: readonly MediaStreamTrack[]) => MediaStream, media: MediaState, changed: () => void) {
    this.#createStream = createStream;
    this.#media = media;
    this.#changed = changed;
  }

  /** Camera and microphone; null until a track came, then one object for the life of the connection. */
  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** The shared screen while it is shared. */
  get screen(): MediaStream | null {
    return this.#screenVisible ? this.#screenStream : null;
  }

  /** `fresh`: of a new connection. Elements do not start again with a stream that has ended, so they get new ones. */
  setTracks(tracks: Tracks, fresh: boolean): void {
    if (fresh) this.clear();
    for (const track of [tracks.audio, tracks.camera, tracks.screen]) if (track !== null) track.onunmute = () => this.#compose();
    this.#tracks = tracks;
    this.#compose();
  }

  setMedia(media: MediaState): void {
    this.#media = media;
    this.#compose();
  }

  clear(): void {
    for (const track of Object.values(this.#tracks)) if (track !== null) track.onunmute = null;
    this.#tracks = NO_TRACKS;
    this.#stream = null;
    this.#screenStream = null;
    this.#screenVisible = false;
  }

  #compose(): void {
    const { audio, camera, screen } = this.#tracks;
    const wanted = [live(audio), this.#media.camera ? live(camera) : null].filter((track) => track !== null);
    if (this.#stream === null && wanted.length > 0) this.#stream = this.#createStream(wanted);
    else if (this.#stream !== null) arrange(this.#stream, wanted);
    const shared = this.#media.screen ? live(screen) : null;
    if (shared !== null) this.#screenStream ??= this.#createStream([shared]);
    this.#screenVisible = shared !== null;
    this.#changed();
  }
}

const live = (track: MediaStreamTrack | null): MediaStreamTrack | null => (track === null || track.muted ? null : track);

function arrange(stream: MediaStream, wanted: readonly MediaStreamTrack[]): void {
  const present = stream.getTracks();
  for (const track of present) if (!wanted.includes(track)) stream.removeTrack(track);
  for (const track of wanted) if (!present.includes(track)) stream.addTrack(track);
}
