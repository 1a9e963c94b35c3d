import type { SendBounds } from './quality/sendBounds';

/** The three media sections of a link, in the order in which the first offerer makes them. */
export const SLOTS = ['audio', 'camera', 'screen'] as const;
export type Slot = (typeof SLOTS)[number];
export type Tracks = Readonly<Record<Slot, MediaStreamTrack | null>>;

export const NO_TRACKS: Tracks = { audio: null, camera: null, screen: null };

const kindOf = (slot: Slot): 'audio' | 'video' => (slot === 'audio' ? 'audio' : 'video');
const stopped = (transceiver: RTCRtpTransceiver): boolean =>
  transceiver.direction === 'stopped' || transceiver.currentDirection === 'stopped';
/**
 * A camera picture begins at most at half its width and height. Until the bandwidth has been measured, Chromium drops the first frames of
 * one that looks too large for its careful first guess: 0.2 s in which nothing is seen.
 */
const FIRST_SCALE = 2;

/**
 * The media of one connection. All three sections are `sendrecv` from the start, so that muting, the camera, another device and a
 * shared screen are a `replaceTrack` and never need an offer; which section is live is told by the peers' media states.
 */
export class MediaSlots {
  readonly #pc: RTCPeerConnection;
  /** Groups sound and picture, so that the far end keeps them in step (lip-sync); it carries no track itself. */
  readonly #group: MediaStream | null;
  readonly #transceivers = new Map<Slot, RTCRtpTransceiver>();
  /** Sections that the far end has rejected, or is known to reject: they are not offered (again) on this connection. */
  readonly #refused: Set<Slot>;
  #wanted: Tracks;
  #begun = false;
  #bounds: SendBounds;

  /** `taken`: the far end takes media. Where it does not, only what it offers itself is used. */
  constructor(pc: RTCPeerConnection, group: MediaStream | null, tracks: Tracks, bounds: SendBounds, taken: boolean) {
    this.#pc = pc;
    this.#group = group;
    this.#wanted = tracks;
    this.#bounds = bounds;
    this.#refused = new Set(taken ? [] : SLOTS);
  }

  /** What arrives; a track is there from the moment its section is, and unmutes when the first packet comes. */
  get incoming(): Tracks {
    const track = (slot: Slot): MediaStreamTrack | null => this.#transceivers.get(slot)?.receiver.track ?? null;
    return { audio: track('audio'), camera: track('camera'), screen: track('screen') };
  }

  receiver(slot: Slot): RTCRtpReceiver | null {
    return this.#transceivers.get(slot)?.receiver ?? null;
  }

  /** The time of the newest sound or picture that was played, whatever it counts from (W3C webrtc §5.3); 0 where there is none, or no telling. */
  get newest(): number {
    const sources = [...this.#transceivers.values()].flatMap(({ receiver }) => receiver.getSynchronizationSources?.() ?? []);
    return sources.reduce((newest, { timestamp }) => Math.max(newest, timestamp), 0);
  }

  /** The first offerer's part: all three sections, in order. */
  offerAll(): void {
    for (const slot of SLOTS) if (!this.#transceivers.has(slot)) this.#add(slot);
  }

  /**
   * The answerer's part, between the remote offer and the answer: takes the offered sections by their order. Own ones that were never
   * negotiated (their offer was rolled back) are left without use, because `addTransceiver` never matches an offered section (RFC 9429 §5.10).
   */
  adopt(): void {
    const offered = this.#pc.getTransceivers().filter((transceiver) => transceiver.mid !== null && !stopped(transceiver));
    const take = (kind: 'audio' | 'video', index: number): RTCRtpTransceiver | undefined =>
      offered.filter((transceiver) => transceiver.receiver.track.kind === kind)[index];
    const bySlot = { audio: take('audio', 0), camera: take('video', 0), screen: take('video', 1) };
    for (const slot of SLOTS) {
      const own = this.#transceivers.get(slot);
      const found = bySlot[slot];
      if (found === undefined || found === own) continue;
      if (own !== undefined && own.mid === null && !stopped(own)) retire(own);
      this.#transceivers.set(slot, found);
      found.direction = 'sendrecv';
      if (this.#group !== null) found.sender.setStreams?.(this.#group);
      this.#put(slot);
    }
  }

  /** After a completed offer and answer: notes what was rejected, and adds a section that has something to send and is still missing. */
  complete(): void {
    for (const [slot, transceiver] of this.#transceivers) {
      if (!stopped(transceiver)) continue;
      this.#transceivers.delete(slot);
      this.#refused.add(slot);
    }
    for (const slot of SLOTS) this.#fill(slot);
    this.applyBounds(this.#bounds);
  }

  /** Sends `track` (or nothing) in `slot`, without renegotiation wherever the section is there. */
  set(slot: Slot, track: MediaStreamTrack | null): void {
    if (this.#wanted[slot] === track) return;
    this.#wanted = { ...this.#wanted, [slot]: track };
    if (this.#transceivers.has(slot)) this.#put(slot);
    else if (this.#pc.remoteDescription !== null) this.#fill(slot);
  }

  /** Takes effect on what is sent already; what cannot be changed now is set again by `complete`. */
  applyBounds(bounds: SendBounds): void {
    this.#bounds = bounds;
    for (const slot of SLOTS) {
      const sender = this.#transceivers.get(slot)?.sender;
      if (sender === undefined || sender.transport === null) continue;
      const parameters = sender.getParameters();
      const encoding = parameters.encodings[0];
      const wanted = this.#encoding(slot);
      if (encoding === undefined || same(encoding, wanted)) continue;
      Object.assign(encoding, wanted);
      if (wanted.maxBitrate === undefined) delete encoding.maxBitrate;
      // A rejection means that a newer call has overtaken this one or that the connection is closed.
      sender.setParameters(parameters).catch(() => undefined);
    }
  }

  /** The bandwidth is known by now: the camera may have the size that its bounds allow. */
  begun(): void {
    this.#begun = true;
    this.applyBounds(this.#bounds);
  }

  #encoding(slot: Slot): RTCRtpEncodingParameters {
    if (slot === 'audio') {
      const { maxBitrate } = this.#bounds.audio;
      return { active: true, ...(maxBitrate === null ? {} : { maxBitrate }) };
    }
    const { scaleResolutionDownBy: scale, ...rest } = this.#bounds[slot];
    const first = slot === 'camera' && !this.#begun ? FIRST_SCALE : 1;
    return { ...rest, scaleResolutionDownBy: Math.max(scale, first) };
  }

  #fill(slot: Slot): void {
    if (this.#wanted[slot] !== null && !this.#transceivers.has(slot) && !this.#refused.has(slot)) this.#add(slot);
  }

  #add(slot: Slot): void {
    const init: RTCRtpTransceiverInit = {
      direction: 'sendrecv',
      ...(this.#group === null ? {} : { streams: [this.#group] }),
      sendEncodings: [this.#encoding(slot)],
    };
    this.#transceivers.set(slot, this.#pc.addTransceiver(this.#wanted[slot] ?? kindOf(slot), init));
  }

  #put(slot: Slot): void {
    const transceiver = this.#transceivers.get(slot);
    if (transceiver === undefined || stopped(transceiver)) return;
    // Rejects only when the connection was closed meanwhile.
    transceiver.sender.replaceTrack(this.#wanted[slot]).catch(() => undefined);
  }
}

/** Not `stop`: Chromium then asks for negotiation again and again, since a section that was never offered cannot be rejected. */
function retire(transceiver: RTCRtpTransceiver): void {
  transceiver.direction = 'inactive';
  // Rejects only when the connection was closed meanwhile.
  transceiver.sender.replaceTrack(null).catch(() => undefined);
}

function same(encoding: RTCRtpEncodingParameters, wanted: RTCRtpEncodingParameters): boolean {
  return (
    (encoding.active ?? true) === wanted.active &&
    encoding.maxBitrate === wanted.maxBitrate &&
    encoding.maxFramerate === wanted.maxFramerate &&
    encoding.scaleResolutionDownBy === wanted.scaleResolutionDownBy
  );
}
