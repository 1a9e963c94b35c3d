import { captureBoth } from '../call/capture';
import { SpeechDetector } from '../call/speech';
import { every } from '../clock';
import type { TestEnvironment } from './testEnvironment';
import type { CameraLine, MicrophoneLine, SpeakerLine } from './testLine';

export interface DeviceFindings {
  readonly camera: CameraLine;
  readonly microphone: MicrophoneLine;
  /** The picture; null where there is none. */
  readonly stream: MediaStream | null;
}

export const CAMERA: CameraLine = { id: 'camera', what: 'camera', state: 'waiting', code: null, size: null };
export const MICROPHONE: MicrophoneLine = { id: 'microphone', what: 'microphone', state: 'waiting', code: null };
export const SPEAKER: SpeakerLine = { id: 'speaker', what: 'speaker', state: 'waiting', code: null };
export const NO_DEVICES_YET: DeviceFindings = { camera: CAMERA, microphone: MICROPHONE, stream: null };

/** About 15 times a second. */
const LEVEL_EVERY_MS = 66;
/** So long a sound is waited for before a line says that there is none, in ms. It may still come. */
export const SILENCE_MS = 10_000;
/** As `SpeechDetector` counts: a knock or a word, above a quiet room. */
const HEARD = 0.15;

/**
 * Opens camera and microphone, which may ask the person, and keeps them until `signal` is aborted. The microphone's line passes when it has heard something. `level` hears how loud
 * it is, 0 to 1. Resolves when both are open or known to fail; never rejects.
 */
export async function testDevices(
  environment: TestEnvironment,
  signal: AbortSignal,
  tell: (findings: DeviceFindings) => void,
  level: (value: number) => void,
): Promise<void> {
  let findings: DeviceFindings = { camera: { ...CAMERA, state: 'running' }, microphone: { ...MICROPHONE, state: 'running' }, stream: null };
  const show = (part: Partial<DeviceFindings>): void => {
    findings = { ...findings, ...part };
    if (!signal.aborted) tell(findings);
  };
  show({});
  const { cameraId, microphoneId } = environment.devicesWanted;
  const { audio, video } = await captureBoth(environment, { id: microphoneId, exact: false }, { id: cameraId, exact: false });
  const release = (): void => {
    audio.track?.stop();
    video.track?.stop();
  };
  if (signal.aborted) return release();
  signal.addEventListener('abort', release, { once: true });

  if (video.track === null) show({ camera: { ...CAMERA, state: 'failed', code: video.trouble.code } });
  else {
    const { width = 0, height = 0 } = video.track.getSettings();
    const size = width > 0 && height > 0 ? { width, height } : null;
    show({ camera: { ...CAMERA, state: 'passed', size }, stream: environment.createStream([video.track]) });
  }
  if (audio.track === null) show({ microphone: { ...MICROPHONE, state: 'failed', code: audio.trouble.code } });
  else listen(environment, audio.track, signal, level, (microphone) => show({ microphone }));
}

function listen(
  environment: TestEnvironment,
  track: MediaStreamTrack,
  signal: AbortSignal,
  level: (value: number) => void,
  tell: (line: MicrophoneLine) => void,
): void {
  const { clock } = environment;
  const meter = environment.createLevelMeter(track);
  // Without a meter nothing can be heard here; the microphone has opened, and that is all that is known.
  if (meter === null) {
    tell({ ...MICROPHONE, state: 'passed' });
    return;
  }
  const detector = new SpeechDetector();
  let state: MicrophoneLine['state'] = 'running';
  const become = (next: MicrophoneLine['state']): void => {
    state = next;
    tell({ ...MICROPHONE, state });
  };
  const silence = clock.after(SILENCE_MS, () => {
    if (state === 'running') become('warned');
  });
  const measuring = every(clock, LEVEL_EVERY_MS, () => {
    detector.reading(meter.read(), clock.now());
    level(detector.level);
    if (state !== 'passed' && detector.level >= HEARD) become('passed');
  });
  signal.addEventListener(
    'abort',
    () => {
      silence.cancel();
      measuring.cancel();
      meter.close();
    },
    { once: true },
  );
}
