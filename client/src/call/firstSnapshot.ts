import type { MediaState } from '../protocol/messages';
import type { CallSnapshot, DevicesSnapshot } from './snapshot';

/** A call before anything has happened. */
export function firstSnapshot(room: string, name: string, media: MediaState, devices: DevicesSnapshot, now: number): CallSnapshot {
  return {
    phase: 'lobby',
    room: { name: room, count: null, max: 8, names: [], passwordRequired: false },
    self: { peerId: null, name, role: 'participant', media, camera: null, screen: null, speakingWhileMuted: false },
    devices,
    signaling: 'connecting',
    signalingSince: now,
    peers: [],
    chat: [],
    files: [],
    notices: [],
    trouble: null,
    joinedAt: null,
    summary: null,
  };
}
