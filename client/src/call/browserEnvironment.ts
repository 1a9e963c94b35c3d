import { systemClock } from '../clock';
import { SUBPROTOCOL } from '../protocol/messages';
import { connectionOfNewFrame, framesLookAnew } from '../rtc/connectionOfNewFrame';
import { ConnectionReserve } from '../rtc/connectionReserve';
import type { OpenSocket } from '../signaling/socket';
import type { Environment, KeyValueStore, LevelMeter, PageEvents } from './environment';

/** Storage may be switched off for a site, and then even touching it throws. */
function storage(of: () => Storage): KeyValueStore {
  const guarded = <T>(action: () => T, otherwise: T): T => {
    try {
      return action();
    } catch {
      return otherwise;
    }
  };
  return {
    get: (key) => guarded(() => of().getItem(key), null),
    set: (key, value) => guarded(() => of().setItem(key, value), undefined),
    remove: (key) => guarded(() => of().removeItem(key), undefined),
  };
}

const openSocket: OpenSocket = (events) => {
  const address = new URL('/ws', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, SUBPROTOCOL);
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') events.received(data);
  };
  socket.onclose = ({ code, reason }) => events.closed(code, reason);
  return { send: (frame) => socket.send(frame), close: (code) => socket.close(code) };
};

function randomName(length: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => letters[byte % letters.length]).join('');
}

async function fetchRoom(room: string): Promise<unknown> {
  try {
    const response = await fetch(`/api/rooms/${encodeURIComponent(room)}`, { headers: { accept: 'application/json' } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function queryPermission(name: 'camera' | 'microphone'): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state;
  } catch {
    return null;
  }
}

let audio: AudioContext | null = null;

function createLevelMeter(track: MediaStreamTrack): LevelMeter | null {
  if (typeof AudioContext === 'undefined') return null;
  audio ??= new AudioContext();
  // Before the first click a context may have to wait; it is asked again with every reading.
  const context = audio;
  // A clone, because the microphone itself is silent while it is muted, and the hint "you are muted" needs to hear.
  const ear = track.clone();
  ear.enabled = true;
  const source = context.createMediaStreamSource(new MediaStream([ear]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    read() {
      if (context.state === 'suspended') void context.resume();
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    },
    close() {
      source.disconnect();
      ear.stop();
    },
  };
}

/** `type` exists where there are several kinds of network (phones); without it only `online` tells of a change. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

function listen(events: PageEvents): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('online', () => events.networkChanged(), { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && events.pageVisible(), { signal });
  window.addEventListener('pagehide', () => events.pageHidden(), { signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && events.pageRestored(), { signal });
  const { connection } = navigator as { connection?: NetworkInformation };
  let type = connection?.type;
  // The event also comes with every new estimate of the bandwidth, which is no change of network.
  connection?.addEventListener?.(
    'change',
    () => {
      if (connection.type === type) return;
      type = connection.type;
      if (type !== 'none') events.networkChanged();
    },
    { signal },
  );
  return () => stop.abort();
}

/** The browser as it is. */
export function browserEnvironment(): Environment {
  const reserve = new ConnectionReserve((configuration) => new RTCPeerConnection(configuration));
  return {
    clock: systemClock,
    random: Math.random,
    randomName,
    openSocket,
    fetchRoom,
    createConnection: (configuration) => reserve.take(configuration),
    createConnectionAnew: framesLookAnew() ? (configuration) => connectionOfNewFrame(configuration) ?? reserve.take(configuration) : null,
    prepareConnection: (configuration) => reserve.prepare(configuration),
    dropPrepared: () => reserve.clear(),
    createGroup: () => new MediaStream(),
    createStream: (tracks) => new MediaStream([...tracks]),
    // Missing on a page that is not on a secure address, whatever the types say.
    devices: navigator.mediaDevices ?? null,
    secureContext: window.isSecureContext,
    // As with the devices: not everywhere, whatever the types say.
    sha256: crypto.subtle === undefined ? null : async (data) => new Uint8Array(await crypto.subtle.digest('SHA-256', data)),
    savesToDisk: 'showSaveFilePicker' in window,
    queryPermission,
    createLevelMeter,
    settings: storage(() => localStorage),
    session: storage(() => sessionStorage),
    listen,
  };
}
