import { createCall } from '../call';
import type { Call } from '../call/snapshot';
import { type FakePage, fakePage } from './fakeEnvironment';
import { joined } from './fakeServer';
import { settle } from './virtualClock';

export const ROOM = 'quiet-harbour-4821';
export const media = { mic: true, camera: true, screen: false, hand: false };
export const ada = { id: 'ada00000', name: 'Ada', kind: 'browser', role: 'host', connected: true, media };
export const cleo = { ...ada, id: 'zoe00000', name: 'Cleo', role: 'participant' };

/** A call in its lobby; `start` lets the server greet. */
export async function lobby(page: FakePage = fakePage(), start = true): Promise<{ page: FakePage; call: Call }> {
  const call = createCall({ room: ROOM, environment: page });
  if (call.getSnapshot().self.name === '') call.setName('Ben');
  if (start) page.server.last.welcome();
  await settle();
  return { page, call };
}

/** A call in its room, with these people. */
export async function inCall(peers: object[] = [ada], page: FakePage = fakePage()) {
  const { call } = await lobby(page);
  await call.startPreview();
  await call.join();
  page.server.last.say(joined({ peers }), { type: 'ack', id: 1 });
  await settle();
  return { page, call };
}

/** Lets Ada answer the first offer. */
export async function answer(page: FakePage): Promise<void> {
  const offer = page.server.last.of('signal').at(-1)?.description as { sdp: string };
  const description = { type: 'answer', sdp: offer.sdp };
  page.server.last.say({ type: 'signal', seq: 2, from: 'ada00000', link: 'x1', remoteLink: 'link1', description });
  await settle();
}

export const kinds = (call: Call): string[] => call.getSnapshot().notices.map(({ kind }) => kind);
