/** What the views need of a call. */
import { browserEnvironment } from './browserEnvironment';
import { RoomCall } from './call';
import type { Environment } from './environment';
import { forgetRoom, loadRecentRooms, type RecentRoom } from './rooms';
import { DEFAULT_CONNECTION, loadSettings, saveSettings } from './settings';
import type { Call, ConnectionSettings } from './snapshot';

export type { Environment } from './environment';
export { checkIceUrl, type IceUrlCheck } from './iceUrls';
export { isRoomName, normaliseRoom, type RecentRoom, suggestRoomName } from './rooms';
export * from './snapshot';
export type { Trouble, TroubleCode } from './trouble';
export { DEFAULT_CONNECTION };

export interface CallOptions {
  /** A room name (`isRoomName`). */
  readonly room: string;
  /** Default: the browser as it is. */
  readonly environment?: Environment;
}

/**
 * A call in this room, in the lobby; or on its way back into the room when this tab was in it before a reload. The signaling connection
 * opens at once, so that joining later takes one round trip. One call at a time per page; `dispose` ends it.
 */
export function createCall(options: CallOptions): Call {
  return new RoomCall(options.environment ?? browserEnvironment(), options.room);
}

/** The rooms that this browser was in, latest first; at most eight. */
export function recentRooms(): readonly RecentRoom[] {
  return loadRecentRooms(browserEnvironment().settings);
}

export function forgetRecentRoom(name: string): void {
  forgetRoom(browserEnvironment().settings, name);
}

/** The connection settings kept in this browser. */
export function loadConnectionSettings(): ConnectionSettings {
  return loadSettings(browserEnvironment().settings).connection;
}

/** Keeps connection settings for the next call; a running one takes them by `Call.setConnection`. */
export function saveConnectionSettings(connection: ConnectionSettings): void {
  saveSettings(browserEnvironment().settings, { connection });
}
