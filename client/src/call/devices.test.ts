import { describe, expect, it } from 'vitest';
import { type FakePage, fakePage } from '../testing/fakeEnvironment';
import { settle } from '../testing/virtualClock';
import { Devices } from './devices';

function setUp(page: FakePage = fakePage(), wanted = { mic: true, camera: true }) {
  const log: string[] = [];
  const devices = new Devices(page, wanted, {
    devicesChanged: () => undefined,
    trackChanged: (slot, track) => log.push(`${slot} ${track?.readyState ?? 'none'}`),
    mediaChanged: () => undefined,
    lost: (kind) => log.push(`lost ${kind}`),
    screenEnded: () => log.push('screen ended'),
  });
  return { page, devices, log };
}

describe('opening devices', () => {
  it('asks once for both, with what a voice needs', async () => {
    const { page, devices } = setUp();
    const first = devices.start();
    expect(devices.media(false)).toMatchObject({ mic: true, camera: true });
    await Promise.all([first, devices.start()]);
    expect(page.capture.requests).toHaveLength(1);
    expect(page.capture.requests[0]).toMatchObject({ audio: { echoCancellation: true }, video: { width: { ideal: 1280 } } });
    expect(devices.snapshot).toMatchObject({
      permission: 'granted',
      cameraTrouble: null,
      microphones: [{ id: 'mic-1' }],
      speakers: [{ id: 'out-1' }],
    });
    expect(devices.tracks.audio?.contentHint).toBe('speech');
  });

  it.each([
    ['NotAllowedError', 'Permission denied', 'permission-denied', 'denied'],
    ['NotAllowedError', 'Permission dismissed', 'permission-dismissed', 'prompt'],
    ['NotFoundError', '', 'device-missing', 'granted'],
    ['NotReadableError', '', 'device-busy', 'granted'],
    ['AbortError', '', 'device-failed', 'granted'],
  ])('%s %s is told as %s', async (name, message, code, permission) => {
    const { page, devices } = setUp();
    page.capture.refuse(name, message);
    await devices.start();
    expect(devices.snapshot).toMatchObject({ permission, cameraTrouble: { code }, microphoneTrouble: { code } });
    expect(devices.media(false)).toMatchObject({ mic: false, camera: false });
  });

  it('does not ask twice after a refusal, but takes what is allowed', async () => {
    const { page, devices } = setUp();
    page.permissions = { microphone: 'granted', camera: 'denied' };
    page.capture.answer = ({ video }) => {
      if (video) throw Object.assign(new Error('Permission denied'), { name: 'NotAllowedError' });
    };
    await devices.start();
    expect(page.capture.requests).toHaveLength(2);
    expect(devices.snapshot).toMatchObject({ cameraTrouble: { code: 'permission-denied' }, microphoneTrouble: null });
    expect(devices.media(false)).toMatchObject({ mic: true, camera: false });
  });

  it('keeps the sound when there is no camera', async () => {
    const { page, devices } = setUp();
    page.capture.answer = ({ video }) => {
      if (video) throw Object.assign(new Error(), { name: 'NotFoundError' });
    };
    await devices.start();
    expect(devices.snapshot).toMatchObject({ cameraTrouble: { code: 'device-missing' }, microphoneTrouble: null });
  });

  it('tells an address that is not secure from a browser that cannot', () => {
    const insecure = setUp({ ...fakePage(), devices: null, secureContext: false });
    expect(insecure.devices.snapshot.cameraTrouble?.code).toBe('insecure-context');
    const old = setUp({ ...fakePage(), devices: null });
    expect(old.devices.snapshot.microphoneTrouble?.code).toBe('unsupported-browser');
  });

  it('stops a camera that comes after it was switched off', async () => {
    const { page, devices } = setUp();
    let allow = (): void => undefined;
    page.capture.answer = () => new Promise((resolve) => (allow = resolve));
    const opening = devices.start();
    await devices.setCamera(false);
    allow();
    await opening;
    expect(devices.tracks.camera).toBeNull();
    expect(page.capture.opened.map(({ kind, readyState }) => [kind, readyState])).toEqual([
      ['audio', 'live'],
      ['video', 'ended'],
    ]);
  });
});

describe('switching', () => {
  it('mutes without closing the microphone, and stops the camera so that its light goes out', async () => {
    const { page, devices } = setUp();
    await devices.start();
    await devices.setMicrophone(false);
    await devices.setCamera(false);
    expect(devices.tracks.audio).toMatchObject({ enabled: false, readyState: 'live' });
    expect(page.capture.opened[1]?.readyState).toBe('ended');
    expect(devices.muted).toBe(true);
    await devices.setMicrophone(true);
    expect(page.capture.requests).toHaveLength(1);
  });

  it('puts the chosen device in place of the other one and remembers it', async () => {
    const { page, devices, log } = setUp();
    await devices.start();
    await devices.chooseMicrophone('mic-2');
    expect(page.capture.requests[1]).toMatchObject({ audio: { deviceId: { exact: 'mic-2' } } });
    expect(log).toEqual(['audio live', 'camera live', 'audio live']);
    expect(page.capture.opened[0]?.readyState).toBe('ended');
    expect(page.kept.settings.get('peercall.settings')).toContain('mic-2');
  });

  it('falls back to another device when one is pulled', async () => {
    const { devices, log } = setUp();
    await devices.start();
    const { audio } = devices.tracks;
    audio?.onended?.(new Event('ended'));
    await settle();
    expect(log.slice(2)).toEqual(['audio none', 'lost audio', 'audio live']);
    expect(devices.tracks.audio).not.toBe(audio);
  });
});

describe('sharing a screen', () => {
  it('ends when the browser ends it', async () => {
    const { devices, log } = setUp();
    await devices.setScreen(true);
    expect(devices.media(false).screen).toBe(true);
    devices.tracks.screen?.onended?.(new Event('ended'));
    expect(devices.media(false).screen).toBe(false);
    expect(log.at(-1)).toBe('screen ended');
  });

  it.each([
    ['Permission denied', null],
    ['Permission denied by system', 'screen-denied'],
  ])('%s: trouble %s', async (message, code) => {
    const { page, devices } = setUp();
    page.capture.screen = () => {
      throw Object.assign(new Error(message), { name: 'NotAllowedError' });
    };
    await devices.setScreen(true);
    expect(devices.snapshot.screenTrouble?.code ?? null).toBe(code);
  });
});
