import type { KeyValueStore } from './environment';
import { checkIceUrl } from './iceUrls';
import type { ConnectionSettings, IceServerChoice } from './snapshot';

/** What this browser remembers of a person. */
export interface Settings {
  readonly name: string;
  readonly cameraId: string | null;
  readonly microphoneId: string | null;
  readonly speakerId: string | null;
  readonly connection: ConnectionSettings;
}

const KEY = 'peercall.settings';

export const DEFAULT_CONNECTION: ConnectionSettings = { useServerIce: true, ownServers: [], relayOnly: false, lowData: false };
const DEFAULTS: Settings = { name: '', cameraId: null, microphoneId: null, speakerId: null, connection: DEFAULT_CONNECTION };

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const flag = (value: unknown, otherwise: boolean): boolean => (typeof value === 'boolean' ? value : otherwise);

function iceServer(value: unknown): IceServerChoice[] {
  const { url, username, credential, enabled } = record(value);
  if (typeof url !== 'string' || !checkIceUrl(url).ok) return [];
  return [
    {
      url,
      ...(typeof username === 'string' ? { username } : {}),
      ...(typeof credential === 'string' ? { credential } : {}),
      enabled: flag(enabled, true),
    },
  ];
}

function connection(value: unknown): ConnectionSettings {
  const { useServerIce, ownServers, relayOnly, lowData } = record(value);
  return {
    useServerIce: flag(useServerIce, true),
    ownServers: Array.isArray(ownServers) ? ownServers.flatMap(iceServer) : [],
    relayOnly: flag(relayOnly, false),
    lowData: flag(lowData, false),
  };
}

/** What was kept is checked: another version of the page, or a curious person, may have written it. */
export function loadSettings(store: KeyValueStore): Settings {
  let kept: Record<string, unknown>;
  try {
    kept = record(JSON.parse(store.get(KEY) ?? '{}'));
  } catch {
    return DEFAULTS;
  }
  return {
    name: text(kept.name) ?? '',
    cameraId: text(kept.cameraId),
    microphoneId: text(kept.microphoneId),
    speakerId: text(kept.speakerId),
    connection: connection(kept.connection),
  };
}

/** Changes what is given and keeps the rest, also what another tab has changed meanwhile. */
export function saveSettings(store: KeyValueStore, change: Partial<Settings>): void {
  store.set(KEY, JSON.stringify({ ...loadSettings(store), ...change }));
}
