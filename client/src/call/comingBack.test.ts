import { describe, expect, it } from 'vitest';
import { ada, cleo, inCall, kinds, media, ROOM } from '../testing/callInRoom';
import { fakePage } from '../testing/fakeEnvironment';
import { joined, welcome } from '../testing/fakeServer';
import { settle } from '../testing/virtualClock';
import { createCall } from './index';

describe('after a restart of the server', () => {
  async function restarted(peers: object[]) {
    const all = await inCall([ada, cleo]);
    const { page, call } = all;
    for (const pc of page.connections) pc.ice('connected');
    page.server.last.close(1006);
    call.sendChat('for everybody');
    await page.clock.advance(250);
    page.server.last.open();
    page.server.last.say({ type: 'resume-failed', reason: 'unknown-session' }, welcome('s2', 'me000000'));
    page.server.last.say(joined({ peers, settleMs: 30_000 }));
    await settle();
    return all;
  }

  it('links are kept, also to those who are not back yet; chat waits for them', async () => {
    const { page, call } = await restarted([ada]);
    expect(call.getSnapshot().peers.map(({ id, connected }) => [id, connected])).toEqual([
      ['ada00000', true],
      ['zoe00000', false],
    ]);
    expect(page.connections.map(({ closed }) => closed)).toEqual([false, false]);
    expect(page.server.last.of('chat')).toEqual([]);
    page.server.last.say({ type: 'peer-joined', seq: 2, peer: cleo });
    expect(page.server.last.of('chat')).toHaveLength(1);
    await page.clock.advance(60_000);
    expect(call.getSnapshot().peers).toHaveLength(2);
    expect(page.connections).toHaveLength(2);
    expect(kinds(call)).not.toContain('peer-joined');
  });

  it('signals to those who are not back yet wait for them', async () => {
    const { page } = await restarted([ada]);
    page.connections[1]?.gathered({ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' });
    expect(page.server.last.of('signal').filter(({ to }) => to === 'zoe00000')).toEqual([]);
    page.server.last.say({ type: 'peer-joined', seq: 2, peer: cleo });
    expect(page.server.last.of('signal').filter(({ to }) => to === 'zoe00000').length).toBeGreaterThan(0);
  });

  it('who does not come back in time is lost, and the chat does not wait that long', async () => {
    const { page, call } = await restarted([ada]);
    await page.clock.advance(10_000);
    expect(page.server.last.of('chat')).toHaveLength(1);
    await page.clock.advance(20_000);
    expect(call.getSnapshot().peers.map(({ id }) => id)).toEqual(['ada00000']);
    expect(kinds(call)).toContain('peer-lost');
  });

  it('who died before it is shown as away, not as being connected to, until the time to come back is over', async () => {
    const { page, call } = await restarted([ada]);
    const since = page.clock.now();
    const zoe = () => call.getSnapshot().peers.find(({ id }) => id === 'zoe00000');
    await page.clock.advance(5_000);
    // The link gives up on its connection and begins another: without an answer this never leaves "connecting".
    call.setConnection({ useServerIce: true, ownServers: [], relayOnly: true, lowData: false });
    await page.clock.advance(1_000);
    expect(zoe()).toMatchObject({ connected: false, link: { state: 'interrupted', since, trouble: null } });
    await page.clock.advance(22_000);
    expect(zoe()?.link).toMatchObject({ state: 'interrupted', since, trouble: null });
    await page.clock.advance(2_000);
    expect(zoe()).toBeUndefined();
  });

  it('who comes back is shown as the link is', async () => {
    const { page, call } = await restarted([ada]);
    call.setConnection({ useServerIce: true, ownServers: [], relayOnly: true, lowData: false });
    page.server.last.say({ type: 'peer-joined', seq: 2, peer: cleo });
    expect(call.getSnapshot().peers[1]).toMatchObject({ connected: true, link: { state: 'connecting' } });
  });

  it('a refusal for the moment is tried again without leaving the call', async () => {
    const { page, call } = await inCall();
    page.server.last.close(1006);
    await page.clock.advance(250);
    page.server.last.open();
    page.server.last.say({ type: 'resume-failed', reason: 'unknown-session' }, welcome('s2'));
    page.server.last.say({ type: 'error', seq: 1, code: 'room-full', text: '', retryable: true, inReplyTo: 1 });
    expect(call.getSnapshot().phase).toBe('in-call');
    await page.clock.advance(3_000);
    expect(page.server.last.of('join').map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe('a reload', () => {
  it('comes back as the same peer without the lobby, and does not wait for the camera', async () => {
    const { page } = await inCall();
    page.page.pageHidden();
    expect(page.server.last.of('leave')).toHaveLength(1);
    expect(page.server.last.closedByClient).toBe(1000);
    expect(page.connections.every(({ closed }) => closed)).toBe(true);

    const again = fakePage(page.kept);
    again.capture.answer = () => new Promise(() => undefined);
    const call = createCall({ room: ROOM, environment: again });
    expect(call.getSnapshot().phase).toBe('joining');
    again.server.last.open();
    expect(again.server.last.of('hello')[0]).toMatchObject({ token: 't1' });
    again.server.last.say(welcome('s2', 'me000000'));
    expect(again.server.last.of('join')[0]).toMatchObject({ name: 'Ben', media });
    again.server.last.say(joined({ peers: [ada] }));
    await settle();
    expect(call.getSnapshot().phase).toBe('in-call');
    expect(again.server.last.of('signal')).toHaveLength(1);
    expect(again.server.last.of('update')).toEqual([]);
  });

  it('tells the room when the camera does not come after all', async () => {
    const { page } = await inCall();
    page.page.pageHidden();
    const again = fakePage(page.kept);
    again.capture.refuse('NotReadableError');
    createCall({ room: ROOM, environment: again });
    again.server.last.welcome('s2', 'me000000');
    again.server.last.say(joined({ peers: [ada] }));
    await settle();
    expect(again.server.last.of('update').at(-1)?.media).toMatchObject({ mic: false, camera: false });
  });

  it('is not what a duplicated tab is: that one begins in the lobby as somebody else', async () => {
    const { page } = await inCall();
    const copy = fakePage({ settings: page.kept.settings, session: new Map(page.kept.session) });
    const call = createCall({ room: ROOM, environment: copy });
    expect(call.getSnapshot().phase).toBe('lobby');
    copy.server.last.open();
    expect(copy.server.last.of('hello')[0]).not.toHaveProperty('token');
  });

  it('restarts cleanly when the page comes back from the cache', async () => {
    const { page, call } = await inCall();
    page.page.pageHidden();
    page.page.pageRestored();
    page.server.last.welcome('s2', 'me000000');
    page.server.last.say(joined({ peers: [ada] }));
    expect(call.getSnapshot().phase).toBe('in-call');
    expect(page.connections.map(({ closed }) => closed)).toEqual([true, false]);
  });
});
