import { describe, expect, it } from 'vitest';
import { fakeStream, memoryStore } from '../testing/fakeEnvironment';
import { fakeTrack } from '../testing/fakePeerConnection';
import { checkIceUrl } from './iceUrls';
import { RemoteMedia } from './remoteMedia';
import { forgetRoom, isRoomName, loadRecentRooms, normaliseRoom, rememberRoom, suggestRoomName } from './rooms';
import { DEFAULT_CONNECTION, loadSettings, saveSettings } from './settings';
import { loudness, SpeechDetector } from './speech';
import { FRIENDLY_NOUNS, FRIENDLY_WORDS } from './words';

describe('room names', () => {
  it('are suggested as two words and four digits, and are valid', () => {
    const suggested = Array.from({ length: 200 }, suggestRoomName);
    for (const name of suggested) {
      expect(name).toMatch(/^[a-z]+-[a-z]+-[1-9][0-9]{3}$/);
      expect(isRoomName(name)).toBe(true);
    }
    expect(new Set(suggested).size).toBeGreaterThan(195);
  });

  it('come from lists of at least 200 different words', () => {
    for (const list of [FRIENDLY_WORDS, FRIENDLY_NOUNS]) {
      expect(new Set(list).size).toBe(list.length);
      expect(list.length).toBeGreaterThanOrEqual(200);
      for (const word of list) expect(word).toMatch(/^[a-z]{3,12}$/);
    }
  });

  it.each([
    ['quiet-harbour-4821', 'quiet-harbour-4821'],
    ['  Quiet Harbour 4821 ', 'quiet-harbour-4821'],
    ['https://call.example.org/r/quiet-harbour-4821?x=1#y', 'quiet-harbour-4821'],
    ['call.example.org:8443/r/Team%20A', 'team-a'],
    ['Café_Zoë', 'cafe-zoe'],
    ['--a--b--c--', 'a-b-c'],
    ['ab', null],
    ['https://call.example.org/', null],
    ['javascript:alert(1)', null],
    ['', null],
    ['日本語', null],
    [`${'x'.repeat(63)}-yz`, 'x'.repeat(63)],
  ])('%j becomes %j', (text, name) => {
    expect(normaliseRoom(text)).toBe(name);
  });

  it('are remembered, latest first, eight at most, and forgotten', () => {
    const store = memoryStore();
    for (let n = 0; n < 10; n++) rememberRoom(store, `room-${n}`, n);
    rememberRoom(store, 'room-5', 99);
    expect(loadRecentRooms(store).map(({ name }) => name)).toEqual([
      'room-5',
      'room-9',
      'room-8',
      'room-7',
      'room-6',
      'room-4',
      'room-3',
      'room-2',
    ]);
    forgetRoom(store, 'room-5');
    expect(loadRecentRooms(store)[0]?.name).toBe('room-9');
    store.set('peercall.rooms', '[{"name":"<script>","at":1},null,3]');
    expect(loadRecentRooms(store)).toEqual([]);
  });
});

describe('checkIceUrl', () => {
  it.each([
    'stun:stun.example.org',
    'stun:192.0.2.1:3478',
    'turn:turn.example.org?transport=udp',
    'turn:turn.example.org:80?transport=tcp',
    'turns:[2001:db8::1]:443?transport=tcp',
    ' TURN:localhost ',
  ])('takes %s', (url) => {
    expect(checkIceUrl(url)).toEqual({ ok: true });
  });

  it.each([
    ['', 'empty'],
    ['http://example.org', 'scheme'],
    ['turn.example.org', 'scheme'],
    ['turn://example.org', 'host'],
    ['turn:', 'host'],
    ['turn:user@example.org', 'host'],
    ['turn:exa mple.org', 'host'],
    ['turn:-bad.org', 'host'],
    ['turn:example.org:0', 'port'],
    ['turn:example.org:65536', 'port'],
    ['turn:example.org:', 'port'],
    ['turn:example.org?transport=sctp', 'transport'],
    ['turn:example.org?x=y', 'transport'],
    ['stun:example.org?transport=udp', 'stun-query'],
  ])('refuses %j because of its %s', (url, why) => {
    expect(checkIceUrl(url)).toEqual({ ok: false, why });
  });
});

describe('settings', () => {
  it('are kept, and what is not given stays', () => {
    const store = memoryStore();
    saveSettings(store, { name: 'Ada' });
    saveSettings(store, { connection: { ...DEFAULT_CONNECTION, relayOnly: true } });
    expect(loadSettings(store)).toMatchObject({ name: 'Ada', connection: { relayOnly: true, useServerIce: true } });
  });

  it.each(['', '{', '[]', '3', '{"connection":{"ownServers":[{"url":"javascript:x"},7],"relayOnly":"yes"}}'])('survive %j', (text) => {
    expect(loadSettings(memoryStore(new Map([['peercall.settings', text]]))).connection).toEqual(DEFAULT_CONNECTION);
  });
});

describe('speech', () => {
  it('hears like ears do: in decibels', () => {
    expect(loudness(0)).toBe(0);
    expect(loudness(1)).toBe(1);
    expect(loudness(0.001)).toBe(0);
    expect(loudness(0.0562)).toBeCloseTo(0.5, 2);
  });

  it('does not flicker between words, and ends after a pause', () => {
    const detector = new SpeechDetector();
    let at = 0;
    const hear = (amplitude: number, ms: number): boolean[] =>
      Array.from({ length: ms / 66 }, () => {
        at += 66;
        detector.reading(amplitude, at);
        return detector.speaking;
      });
    hear(0.2, 200);
    expect(detector.speaking).toBe(true);
    expect(hear(0, 400).every(Boolean)).toBe(true);
    expect(hear(0.2, 200).every(Boolean)).toBe(true);
    expect(hear(0, 2_000).at(-1)).toBe(false);
  });

  it('takes a click for no speech', () => {
    const detector = new SpeechDetector();
    detector.reading(0.003, 0);
    expect(detector.speaking).toBe(false);
  });
});

describe('RemoteMedia', () => {
  const on = { mic: true, camera: true, screen: false, hand: false };
  const unmute = (track: MediaStreamTrack): void => {
    (track as { muted: boolean }).muted = false;
    track.onunmute?.(new Event('unmute'));
  };

  it('has one stream for the life of a connection, and the picture only while there is one', () => {
    const media = new RemoteMedia(fakeStream, on, () => undefined);
    const tracks = { audio: fakeTrack('audio'), camera: fakeTrack('video'), screen: fakeTrack('video') };
    media.setTracks(tracks, false);
    expect(media.stream).toBeNull();
    unmute(tracks.audio);
    const { stream } = media;
    expect(stream?.getTracks()).toEqual([tracks.audio]);
    unmute(tracks.camera);
    expect(stream?.getTracks()).toEqual([tracks.audio, tracks.camera]);
    media.setMedia({ ...on, camera: false });
    expect(stream?.getTracks()).toEqual([tracks.audio]);
    media.setMedia(on);
    expect(media.stream).toBe(stream);
    expect(stream?.getTracks()).toHaveLength(2);
    media.setTracks({ audio: null, camera: null, screen: null }, true);
    expect(media.stream).toBeNull();
  });

  it('shows the screen while it is shared, each time as the same object', () => {
    const media = new RemoteMedia(fakeStream, on, () => undefined);
    const tracks = { audio: null, camera: null, screen: fakeTrack('video') };
    media.setTracks(tracks, false);
    unmute(tracks.screen);
    expect(media.screen).toBeNull();
    media.setMedia({ ...on, screen: true });
    const { screen } = media;
    expect(screen?.getTracks()).toEqual([tracks.screen]);
    media.setMedia(on);
    expect(media.screen).toBeNull();
    media.setMedia({ ...on, screen: true });
    expect(media.screen).toBe(screen);
  });
});
