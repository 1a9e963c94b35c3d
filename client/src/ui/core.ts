/**
 * What the views need of the core outside a call, bound to this browser's storage and devices. Taken from the files themselves and not from
 * call/index.ts, which brings the whole call along: the start page does not need that.
 */
import { browserEnvironment } from '../call/browserEnvironment';
import { checkIceUrl as checkUrl } from '../call/iceUrls';
import * as rooms from '../call/rooms';
import { loadSettings } from '../call/settings';
import type { ConnectionSettings } from '../call/snapshot';

export { normaliseRoom, suggestRoomName } from '../call/rooms';

const environment = browserEnvironment();

/** Names of the rooms that this browser was in, latest first. */
export function recentRooms(): readonly string[] {
  return rooms.loadRecentRooms(environment.settings).map((room) => room.name);
}

export function forgetRoom(name: string): void {
  rooms.forgetRoom(environment.settings, name);
}

/** How calls may find their way, as kept in this browser. */
export function loadConnection(): ConnectionSettings {
  return loadSettings(environment.settings).connection;
}

/** Whether a text is the address of a STUN or TURN server. */
export function checkIceUrl(text: string): boolean {
  return checkUrl(text).ok;
}
