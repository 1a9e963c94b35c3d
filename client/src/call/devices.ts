import type { MediaState } from '../protocol/messages';
import { MEDIA_CAUSES, type MediaCause } from '../rtc/cause';
import { NO_TRACKS, type Slot, type Tracks } from '../rtc/mediaSlots';
import { type Captured, capture, captureBoth, captureScreen, type DeviceWish } from './capture';
import { noDevicesTrouble } from './captureTrouble';
import type { Environment } from './environment';
import { loadSettings, saveSettings } from './settings';
import type { DeviceChoice, DevicesSnapshot } from './snapshot';
import { revise } from './store';
import type { Trouble } from './trouble';

export interface DevicesEvents {
  devicesChanged(devices: DevicesSnapshot): void;
  /** Another track in a slot; goes out by `replaceTrack`. */
  trackChanged(slot: Slot, track: MediaStreamTrack | null): void;
  /** Microphone, camera or screen is on the air or not. */
  mediaChanged(): void;
  /** A device went away by itself; another may have taken its place. */
  lost(kind: 'audio' | 'video'): void;
  screenEnded(): void;
}

function causeOf(trouble: Trouble | null): MediaCause | null {
  return MEDIA_CAUSES.find((code) => code === trouble?.code) ?? null;
}

/** The person's own microphone, camera and screen: what is wished, what runs, and what is in the way. */
export class Devices {
  readonly #environment: Environment;
  readonly #events: DevicesEvents;
  #snapshot: DevicesSnapshot;
  #tracks: Tracks = NO_TRACKS;
  #wanted: { mic: boolean; camera: boolean };
  #opening: Promise<void> | null = null;
  #closed = false;
  readonly #devicesChanged = (): void => void this.#list();

  constructor(environment: Environment, wanted: { mic: boolean; camera: boolean }, events: DevicesEvents) {
    this.#environment = environment;
    this.#events = events;
    this.#wanted = { ...wanted };
    const { cameraId, microphoneId, speakerId } = loadSettings(environment.settings);
    const trouble = environment.devices === null ? noDevicesTrouble(environment.secureContext) : null;
    this.#snapshot = {
      permission: 'prompt',
      cameras: [],
      microphones: [],
      speakers: [],
      cameraId,
      microphoneId,
      speakerId,
      cameraTrouble: trouble,
      microphoneTrouble: trouble,
      canShareScreen: environment.devices?.getDisplayMedia !== undefined,
    };
    environment.devices?.addEventListener('devicechange', this.#devicesChanged);
    void this.#readPermission();
  }

  get snapshot(): DevicesSnapshot {
    return this.#snapshot;
  }

  get tracks(): Tracks {
    return this.#tracks;
  }

  get wanted(): { readonly mic: boolean; readonly camera: boolean } {
    return this.#wanted;
  }

  /** What is on the air. While devices are being opened their wish counts, so that nobody sees a state that lasts for a blink. */
  media(hand: boolean): MediaState {
    const opening = this.#opening !== null;
    return {
      mic: this.#wanted.mic && (this.#tracks.audio !== null || opening),
      camera: this.#wanted.camera && (this.#tracks.camera !== null || opening),
      screen: this.#tracks.screen !== null,
      hand,
    };
  }

  /** Why nothing is sent although it was wished. Who has a microphone and no camera takes part, as most do who have none. */
  get mediaCause(): MediaCause | null {
    const { audio, camera } = this.#tracks;
    const sound = this.#wanted.mic && audio === null ? causeOf(this.#snapshot.microphoneTrouble) : null;
    const picture = this.#wanted.camera && camera === null ? causeOf(this.#snapshot.cameraTrouble) : null;
    return sound ?? (picture === 'device-missing' && audio !== null ? null : picture);
  }

  /** The microphone is there and not on the air. */
  get muted(): boolean {
    return this.#tracks.audio !== null && !this.#wanted.mic;
  }

  /** Opens what is wished; the browser may ask. A second call while the first is under way waits for that one. */
  start(): Promise<void> {
    if (this.#opening !== null) return this.#opening;
    this.#opening = this.#open().finally(() => {
      this.#opening = null;
      this.#events.mediaChanged();
    });
    this.#events.mediaChanged();
    return this.#opening;
  }

  async chooseCamera(id: string): Promise<void> {
    saveSettings(this.#environment.settings, { cameraId: id });
    this.#update({ cameraId: id });
    if (this.#wanted.camera || this.#tracks.camera !== null) await this.#reopen('camera', { id, exact: true });
  }

  async chooseMicrophone(id: string): Promise<void> {
    saveSettings(this.#environment.settings, { microphoneId: id });
    this.#update({ microphoneId: id });
    if (this.#wanted.mic || this.#tracks.audio !== null) await this.#reopen('audio', { id, exact: true });
  }

  chooseSpeaker(id: string): void {
    saveSettings(this.#environment.settings, { speakerId: id });
    this.#update({ speakerId: id });
  }

  /** Muting keeps the microphone open, silent: speaking while muted can be noticed, and opening again takes no time. */
  async setMicrophone(on: boolean): Promise<void> {
    this.#wanted.mic = on;
    if (this.#tracks.audio !== null) this.#tracks.audio.enabled = on;
    else if (on) await this.#reopen('audio', { id: this.#snapshot.microphoneId, exact: false });
    this.#events.mediaChanged();
  }

  /** Switching off stops the camera, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    this.#wanted.camera = on;
    if (!on) {
      this.#put('camera', null);
      this.#update({ cameraTrouble: null });
    } else if (this.#tracks.camera === null) await this.#reopen('camera', { id: this.#snapshot.cameraId, exact: false });
    this.#events.mediaChanged();
  }

  async setScreen(on: boolean): Promise<void> {
    if (on) {
      const captured = await captureScreen(this.#environment);
      if (captured?.track && this.#closed) captured.track.stop();
      else if (captured?.track) this.#take('screen', captured.track);
      this.#update({ screenTrouble: captured?.trouble ?? null });
    } else this.#put('screen', null);
    this.#events.mediaChanged();
  }

  /** Stops every track; `start` opens them again. */
  stop(): void {
    for (const slot of ['audio', 'camera', 'screen'] as const) this.#put(slot, null);
  }

  dispose(): void {
    this.#closed = true;
    this.stop();
    this.#environment.devices?.removeEventListener('devicechange', this.#devicesChanged);
  }

  async #open(): Promise<void> {
    const { microphoneId, cameraId } = this.#snapshot;
    const audio: DeviceWish = { id: microphoneId, exact: false };
    const video: DeviceWish = { id: cameraId, exact: false };
    const needAudio = this.#tracks.audio === null;
    const needVideo = this.#tracks.camera === null && this.#wanted.camera;
    if (this.#snapshot.permission !== 'granted') this.#update({ permission: 'asking' });
    if (needAudio && needVideo) {
      const both = await captureBoth(this.#environment, audio, video);
      this.#opened('audio', both.audio);
      this.#opened('camera', both.video);
    } else if (needAudio) this.#opened('audio', await capture(this.#environment, 'audio', audio));
    else if (needVideo) this.#opened('camera', await capture(this.#environment, 'video', video));
    this.#settlePermission();
    await this.#list();
  }

  #opened(slot: 'audio' | 'camera', captured: Captured): void {
    const trouble = slot === 'audio' ? 'microphoneTrouble' : 'cameraTrouble';
    if (captured.track === null) {
      this.#update({ [trouble]: captured.trouble });
      return;
    }
    // Somebody may have left, or switched the camera off, while the browser was still asking.
    if (this.#closed || (slot === 'camera' && !this.#wanted.camera)) {
      captured.track.stop();
      return;
    }
    this.#take(slot, captured.track);
    this.#update({ [trouble]: null });
  }

  async #reopen(slot: 'audio' | 'camera', wish: DeviceWish): Promise<void> {
    const kind = slot === 'audio' ? 'audio' : 'video';
    let captured = await capture(this.#environment, kind, wish);
    if (captured.trouble?.code === 'device-busy' && this.#tracks[slot] !== null) {
      // Some systems cannot open a second camera beside the first.
      this.#put(slot, null);
      captured = await capture(this.#environment, kind, wish);
    }
    this.#opened(slot, captured);
    this.#settlePermission();
    await this.#list();
    this.#events.mediaChanged();
  }

  #take(slot: Slot, track: MediaStreamTrack): void {
    if (slot === 'audio') track.enabled = this.#wanted.mic;
    track.onended = () => void this.#ended(slot, track);
    this.#put(slot, track);
    const id = track.getSettings().deviceId;
    if (id === undefined || slot === 'screen') return;
    this.#update(slot === 'audio' ? { microphoneId: id } : { cameraId: id });
  }

  #put(slot: Slot, track: MediaStreamTrack | null): void {
    const before = this.#tracks[slot];
    if (before === track) return;
    this.#tracks = { ...this.#tracks, [slot]: track };
    this.#events.trackChanged(slot, track);
    if (before === null) return;
    before.onended = null;
    before.stop();
  }

  /** Not by us: the device was pulled, or the browser's own bar has ended the sharing. */
  async #ended(slot: Slot, track: MediaStreamTrack): Promise<void> {
    if (this.#closed || this.#tracks[slot] !== track) return;
    this.#put(slot, null);
    this.#events.mediaChanged();
    if (slot === 'screen') {
      this.#events.screenEnded();
      return;
    }
    this.#events.lost(slot === 'audio' ? 'audio' : 'video');
    await this.#reopen(slot, { id: null, exact: false });
  }

  async #list(): Promise<void> {
    const { devices } = this.#environment;
    if (devices === null) return;
    const found = await devices.enumerateDevices().catch(() => []);
    const choices = (kind: MediaDeviceKind): readonly DeviceChoice[] =>
      found
        // Before permission the browser names none; an entry without id cannot be chosen.
        .filter((device) => device.kind === kind && device.deviceId !== '')
        .map(({ deviceId, label }, index) => ({ id: deviceId, label: label === '' ? `${index + 1}` : label }));
    const keep = (before: readonly DeviceChoice[], now: readonly DeviceChoice[]): readonly DeviceChoice[] =>
      before.length === now.length && before.every(({ id, label }, index) => id === now[index]?.id && label === now[index]?.label)
        ? before
        : now;
    const { cameras, microphones, speakers } = this.#snapshot;
    this.#update({
      cameras: keep(cameras, choices('videoinput')),
      microphones: keep(microphones, choices('audioinput')),
      speakers: keep(speakers, choices('audiooutput')),
    });
  }

  async #readPermission(): Promise<void> {
    const environment = this.#environment;
    const states = await Promise.all([environment.queryPermission('microphone'), environment.queryPermission('camera')]);
    if (this.#snapshot.permission !== 'prompt') return;
    if (states.every((state) => state === 'granted')) this.#update({ permission: 'granted' });
    else if (states.every((state) => state === 'denied')) this.#update({ permission: 'denied' });
    await this.#list();
  }

  #settlePermission(): void {
    const { cameraTrouble, microphoneTrouble } = this.#snapshot;
    const codes = [cameraTrouble?.code, microphoneTrouble?.code];
    if (this.#tracks.audio !== null || this.#tracks.camera !== null) this.#update({ permission: 'granted' });
    else if (codes.includes('permission-denied')) this.#update({ permission: 'denied' });
    else if (codes.includes('permission-dismissed')) this.#update({ permission: 'prompt' });
    else this.#update({ permission: 'granted' });
  }

  #update(change: Partial<DevicesSnapshot>): void {
    const next = revise(this.#snapshot, change);
    if (next === this.#snapshot || this.#closed) return;
    this.#snapshot = next;
    this.#events.devicesChanged(next);
  }
}
