import { captureTrouble, noDevicesTrouble } from './captureTrouble';
import type { Environment } from './environment';
import type { Trouble } from './trouble';

export type CaptureKind = 'audio' | 'video';
export type Captured = { readonly track: MediaStreamTrack; readonly trouble: null } | { readonly track: null; readonly trouble: Trouble };

/** Which device: `exact` when somebody has just chosen it, otherwise another one will do as well. */
export interface DeviceWish {
  readonly id: string | null;
  readonly exact: boolean;
}

function constraints(kind: CaptureKind, wish: DeviceWish): MediaTrackConstraints {
  const device = wish.id === null ? {} : { deviceId: wish.exact ? { exact: wish.id } : { ideal: wish.id } };
  if (kind === 'audio') return { ...device, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return {
    ...device,
    ...(wish.id === null ? { facingMode: 'user' } : {}),
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30, max: 30 },
  };
}

function prepare(track: MediaStreamTrack): MediaStreamTrack {
  if (track.kind === 'audio') track.contentHint = 'speech';
  return track;
}

type Devices = NonNullable<Environment['devices']>;

async function one(devices: Devices, kind: CaptureKind, wish: DeviceWish): Promise<Captured> {
  try {
    const stream = await devices.getUserMedia({ [kind]: constraints(kind, wish) });
    const [track] = stream.getTracks();
    if (track === undefined) throw new Error('the stream has no track');
    return { track: prepare(track), trouble: null };
  } catch (error) {
    return { track: null, trouble: captureTrouble(error) };
  }
}

/** Opens one device. Never rejects. */
export async function capture(environment: Environment, kind: CaptureKind, wish: DeviceWish): Promise<Captured> {
  const { devices, secureContext } = environment;
  if (devices === null) return { track: null, trouble: noDevicesTrouble(secureContext) };
  return one(devices, kind, wish);
}

/**
 * Opens microphone and camera with one question to the person. When that fails as a whole, each is tried alone: a missing or busy camera
 * must not cost the sound. After a refusal only what the browser already allows is tried, so that nobody is asked twice.
 */
export async function captureBoth(
  environment: Environment,
  audio: DeviceWish,
  video: DeviceWish,
): Promise<{ readonly audio: Captured; readonly video: Captured }> {
  const { devices, secureContext } = environment;
  if (devices === null) {
    const none: Captured = { track: null, trouble: noDevicesTrouble(secureContext) };
    return { audio: none, video: none };
  }
  try {
    const stream = await devices.getUserMedia({ audio: constraints('audio', audio), video: constraints('video', video) });
    const taken = (track: MediaStreamTrack | undefined): Captured =>
      track === undefined
        ? { track: null, trouble: { code: 'device-missing', retrying: false } }
        : { track: prepare(track), trouble: null };
    return { audio: taken(stream.getAudioTracks()[0]), video: taken(stream.getVideoTracks()[0]) };
  } catch (error) {
    const trouble = captureTrouble(error);
    const refused = trouble.code === 'permission-denied' || trouble.code === 'permission-dismissed';
    const alone = async (kind: CaptureKind, wish: DeviceWish, name: 'microphone' | 'camera'): Promise<Captured> =>
      refused && (await environment.queryPermission(name)) !== 'granted' ? { track: null, trouble } : one(devices, kind, wish);
    const [alone1, alone2] = await Promise.all([alone('audio', audio, 'microphone'), alone('video', video, 'camera')]);
    return { audio: alone1, video: alone2 };
  }
}

/** Asks for a screen, a window or a tab. Null when the person thought better of it. */
export async function captureScreen(environment: Environment): Promise<Captured | null> {
  try {
    const stream = await environment.devices?.getDisplayMedia?.({ video: { frameRate: { max: 30 } }, audio: false });
    const [track] = stream?.getVideoTracks() ?? [];
    if (track === undefined) return null;
    // Letters stay sharp; frames are given up first (W3C mst-content-hint).
    track.contentHint = 'detail';
    return { track, trouble: null };
  } catch (error) {
    const trouble = captureTrouble(error);
    // The system, not the person, has refused (macOS says "by system"); a closed chooser is no trouble.
    if (trouble.code === 'permission-denied' && !/system/i.test(trouble.detail ?? '')) return null;
    if (trouble.code === 'permission-dismissed') return null;
    return { track: null, trouble: { ...trouble, code: 'screen-denied' } };
  }
}
