import { describe, expect, it } from 'vitest';
import { ada, answer, cleo, inCall, kinds, lobby, media, ROOM } from '../testing/callInRoom';
import { fakePage } from '../testing/fakeEnvironment';
import { joined } from '../testing/fakeServer';
import { settle } from '../testing/virtualClock';
import { callReport } from './callReport';
import { createCall } from './index';

describe('the lobby', () => {
  it('says hello before the click and shows who is inside', async () => {
    const page = fakePage();
    page.roomAnswer = { room: ROOM, count: 1, max: 8, passwordRequired: false, names: ['Ada'] };
    const { call } = await lobby(page);
    expect(page.server.last.types).toEqual(['hello']);
    expect(call.getSnapshot()).toMatchObject({ phase: 'lobby', signaling: 'connected', room: { name: ROOM, count: 1, names: ['Ada'] } });
  });

  it('joins with one message, and offers as soon as `joined` names somebody', async () => {
    const { page } = await inCall();
    expect(page.server.last.types.slice(0, 2)).toEqual(['hello', 'join']);
    expect(page.server.last.of('join')[0]).toEqual({ type: 'join', id: 1, room: ROOM, name: 'Ben', media });
    expect(page.server.last.of('signal')[0]).toMatchObject({ id: 2, to: 'ada00000', link: 'link1', description: { type: 'offer' } });
  });

  it.each([
    ['room-full', true],
    ['wrong-password', false],
    ['password-required', false],
    ['server-full', true],
    ['rate-limited', true],
  ])('shows the refusal %s and may be tried again', async (code, retryable) => {
    const { page, call } = await lobby();
    await call.join();
    expect(call.getSnapshot().phase).toBe('joining');
    page.server.last.say({ type: 'error', seq: 1, code, text: '', retryable, inReplyTo: 1 });
    expect(call.getSnapshot()).toMatchObject({ phase: 'lobby', trouble: { code, retrying: false } });
    await call.join('sesame');
    expect(call.getSnapshot().trouble).toBeNull();
    expect(page.server.last.of('join')[1]).toMatchObject({ id: 2, password: 'sesame' });
  });

  it('wants a name and a room that can exist', async () => {
    const page = fakePage();
    const nameless = createCall({ room: ROOM, environment: page });
    await nameless.join();
    expect(nameless.getSnapshot()).toMatchObject({ phase: 'lobby', trouble: { code: 'invalid-name' } });
    const roomless = createCall({ room: 'No Room!', environment: fakePage() });
    expect(roomless.getSnapshot()).toMatchObject({ phase: 'ended', trouble: { code: 'invalid-room' } });
  });

  it('says that the server cannot be reached, goes on trying, and takes it back', async () => {
    const { page, call } = await lobby(fakePage(), false);
    for (let attempt = 0; attempt < 2; attempt++) {
      page.server.last.close(1006);
      await page.clock.advance(1_000);
    }
    expect(call.getSnapshot().trouble).toEqual({ code: 'server-unreachable', retrying: true });
    page.server.last.welcome();
    expect(call.getSnapshot().trouble).toBeNull();
  });
});

describe('people', () => {
  it('come, change and go, each with a notice', async () => {
    const { page, call } = await inCall();
    page.server.last.say(
      { type: 'peer-joined', seq: 2, peer: cleo },
      { type: 'peer-updated', seq: 3, peer: { ...cleo, media: { ...media, mic: false } } },
      { type: 'peer-updated', seq: 4, peer: { ...cleo, role: 'host', media: { mic: true, camera: true, screen: true, hand: true } } },
      { type: 'peer-left', seq: 5, peer: 'ada00000', reason: 'timed-out' },
      { type: 'peer-left', seq: 6, peer: 'zoe00000', reason: 'left' },
    );
    expect(kinds(call)).toEqual([
      'peer-joined',
      'peer-muted',
      'peer-unmuted',
      'peer-sharing',
      'hand-raised',
      'host',
      'peer-lost',
      'peer-left',
    ]);
    expect(call.getSnapshot().peers).toEqual([]);
    expect(page.connections.every(({ closed }) => closed)).toBe(true);
  });

  it('who reloads gets a new link at once and no notice', async () => {
    const { page, call } = await inCall();
    page.server.last.say({ type: 'peer-left', seq: 2, peer: 'ada00000', reason: 'replaced' }, { type: 'peer-joined', seq: 3, peer: ada });
    expect(page.connections.map(({ closed }) => closed)).toEqual([true, false]);
    expect(call.getSnapshot().peers.map(({ id }) => id)).toEqual(['ada00000']);
    expect(kinds(call)).toEqual([]);
  });

  it('keep the identity of what has not changed', async () => {
    const { page, call } = await inCall([ada, cleo]);
    const before = call.getSnapshot();
    page.server.last.say({ type: 'typing', from: 'zoe00000', active: true });
    const after = call.getSnapshot();
    expect(after.peers[1]?.typing).toBe(true);
    expect(after.peers[0]).toBe(before.peers[0]);
    expect(after.self).toBe(before.self);
    expect(after.devices).toBe(before.devices);
    await page.clock.advance(5_000);
    expect(call.getSnapshot().peers[1]?.typing).toBe(false);
  });

  it('are told when we become host', async () => {
    const { page, call } = await inCall();
    page.server.last.say({ type: 'peer-updated', seq: 2, peer: { ...cleo, id: 'me000000', role: 'host' } });
    expect(call.getSnapshot().self.role).toBe('host');
  });

  it('whose browser was killed show as interrupted within a second', async () => {
    const { page, call } = await inCall();
    const [pc] = page.connections;
    const rtp = (packets: number) => new Map([['in', { id: 'in', type: 'inbound-rtp', kind: 'audio', packetsReceived: packets }]]);
    if (pc === undefined) throw new Error('no connection');
    pc.stats = rtp(10);
    pc.ice('connected');
    for (const packets of [60, 110]) {
      pc.stats = rtp(packets);
      await page.clock.advance(1_000);
    }
    expect(call.getSnapshot().peers[0]?.link.state).toBe('connected');
    page.server.last.say({ type: 'peer-updated', seq: 2, peer: { ...ada, connected: false } });
    await page.clock.advance(600);
    expect(call.getSnapshot().peers[0]).toMatchObject({ connected: false, link: { state: 'interrupted' } });
  });
});

describe('the own media', () => {
  it('are changed without an offer, and the room is told', async () => {
    const { page, call } = await inCall();
    await call.setMicrophone(false);
    await call.setCamera(false);
    await call.setScreen(true);
    call.setHand(true);
    expect(page.server.last.of('update').map((message) => message.media)).toEqual([
      { ...media, mic: false },
      { ...media, mic: false, camera: false },
      { mic: false, camera: false, screen: true, hand: false },
      { mic: false, camera: false, screen: true, hand: true },
    ]);
    expect(page.connections[0]?.offers).toBe(1);
    expect(call.getSnapshot().self.camera).toBeNull();
    expect(call.getSnapshot().self.screen?.getTracks()[0]?.contentHint).toBe('detail');
  });

  it('notice that one speaks while muted', async () => {
    const { page, call } = await inCall();
    await call.setMicrophone(false);
    page.amplitude = 0.2;
    await page.clock.advance(300);
    expect(call.getSnapshot().self.speakingWhileMuted).toBe(true);
    await call.setMicrophone(true);
    expect(call.getSnapshot().self.speakingWhileMuted).toBe(false);
  });
});

describe('chat', () => {
  it('is sending, then sent; failed ones can be tried again', async () => {
    const { page, call } = await inCall();
    call.sendChat('  hello ');
    call.sendChat('again');
    expect(call.getSnapshot().chat.map(({ text, delivery }) => [text, delivery])).toEqual([
      ['hello', 'sending'],
      ['again', 'sending'],
    ]);
    page.server.last.say({ type: 'error', seq: 2, code: 'internal', text: '', retryable: true, inReplyTo: 4 }, { type: 'ack', id: 4 });
    expect(call.getSnapshot().chat.map(({ delivery }) => delivery)).toEqual(['sent', 'failed']);
    call.retryChat(call.getSnapshot().chat[1]?.key ?? '');
    expect(page.server.last.of('chat').at(-1)).toEqual({ type: 'chat', id: 5, text: 'again' });
  });

  it('written while signaling is away goes out after the resume', async () => {
    const { page, call } = await inCall();
    page.server.last.close(1006);
    expect(call.getSnapshot().signaling).toBe('reconnecting');
    call.sendChat('still here');
    expect(call.getSnapshot().chat[0]?.delivery).toBe('sending');
    await page.clock.advance(250);
    page.server.last.open();
    page.server.last.say({ type: 'resumed', lastId: 2, seq: 1 });
    expect(page.server.last.of('chat')).toEqual([{ type: 'chat', id: 3, text: 'still here' }]);
    page.server.last.say({ type: 'ack', id: 3 });
    expect(call.getSnapshot().chat[0]?.delivery).toBe('sent');
    expect(kinds(call)).toEqual(['reconnecting', 'reconnected']);
  });
});

describe('while the server is away', () => {
  async function away() {
    const all = await inCall();
    for (const wait of [250, 500, 1_000, 2_000, 4_000, 8_000]) {
      all.page.server.last.close(1006);
      await all.page.clock.advance(wait);
    }
    await all.page.clock.advance(1_000);
    all.page.server.last.close(1006);
    return { ...all, attempts: () => all.page.server.connections.length - 7 };
  }

  it('a message, a second try of one, the way back to the tab and the wish itself make it try at once', async () => {
    const { page, call, attempts } = await away();
    expect(attempts()).toBe(0);
    const wishes = [
      () => call.sendChat('are you there?'),
      () => call.retryChat('own-1'),
      () => page.page.pageVisible(),
      () => call.reconnectNow(),
    ];
    for (const [index, wish] of wishes.entries()) {
      wish();
      expect(attempts()).toBe(index + 1);
      await page.clock.advance(1_000);
      page.server.last.close(1006);
    }
  });
});

describe('the first moments', () => {
  it('tell the views of the room when the offers are on their way, but not late', async () => {
    const { page, call } = await lobby();
    const phases: string[] = [];
    call.subscribe(() => phases.push(`${call.getSnapshot().phase} after ${page.server.last.of('signal').length} offers`));
    await call.join();
    await settle();
    page.server.last.say(joined({ peers: [ada, cleo] }));
    expect(call.getSnapshot().phase).toBe('in-call');
    await settle();
    expect(phases).toEqual(['joining after 0 offers', 'in-call after 2 offers']);
  });

  it('send the camera small, and in full size when the bandwidth is known', async () => {
    const { page } = await inCall();
    const scale = () => page.connections[0]?.getTransceivers()[1]?.sender.getParameters().encodings[0]?.scaleResolutionDownBy;
    expect(scale()).toBe(2);
    await answer(page);
    page.connections[0]?.ice('connected');
    await page.clock.advance(999);
    expect(scale()).toBe(2);
    await page.clock.advance(1);
    expect(scale()).toBe(1);
  });
});

describe('the end', () => {
  it('by own wish stops every track, closes every link and sums up', async () => {
    const { page, call } = await inCall([ada, cleo]);
    await page.clock.advance(10_000);
    await call.leave();
    expect(page.capture.opened.every(({ readyState }) => readyState === 'ended')).toBe(true);
    expect(page.connections.every(({ closed }) => closed)).toBe(true);
    expect(page.server.last.closedByClient).toBe(1000);
    const { phase, summary, signaling } = call.getSnapshot();
    expect({ phase, signaling }).toEqual({ phase: 'left', signaling: 'closed' });
    expect(summary).toMatchObject({ durationMs: 10_000, people: 3, links: [{ name: 'Ada' }, { name: 'Cleo' }] });
    expect(page.clock.waiting).toBe(0);
  });

  it.each([
    [4409, 'replaced'],
    [4403, 'removed'],
    [4402, 'unsupported-version'],
    [4405, 'password-required'],
    [1007, 'signaling-refused'],
  ])('by close code %i is told as %s and never retried', async (code, trouble) => {
    const { page, call } = await inCall();
    page.server.last.close(code);
    expect(call.getSnapshot()).toMatchObject({ phase: 'ended', trouble: { code: trouble, retrying: false } });
    await page.clock.advance(120_000);
    expect(page.server.connections).toHaveLength(1);
  });

  it('leads back to the lobby for another try', async () => {
    const { page, call } = await inCall();
    await call.leave();
    call.again();
    expect(call.getSnapshot()).toMatchObject({ phase: 'lobby', trouble: null, summary: null, chat: [] });
    page.server.last.welcome('s2');
    await call.join();
    expect(page.server.last.of('join')).toHaveLength(1);
    expect(page.server.last.of('hello')[0]).not.toHaveProperty('token');
  });

  it('of the page leaves no timer and no listener behind', async () => {
    const { page, call } = await inCall();
    call.dispose();
    expect(page.clock.waiting).toBe(0);
    expect(page.capture.opened.every(({ readyState }) => readyState === 'ended')).toBe(true);
  });
});

describe('ICE servers', () => {
  const given = [{ urls: ['turn:turn.example.org'], username: 'u', credential: 'secret' }];

  it('come from the room and from the person; relay only is applied at once', async () => {
    const { page, call } = await lobby();
    await call.join();
    page.server.last.say(joined({ peers: [ada], iceServers: given }));
    await settle();
    await answer(page);
    expect(call.serverIce()).toEqual(['turn:turn.example.org']);
    expect(page.connections[0]?.configuration).toMatchObject({ iceServers: given, iceTransportPolicy: 'all', bundlePolicy: 'max-bundle' });
    const own = { url: 'stun:stun.example.net', enabled: true };
    call.setConnection({ useServerIce: false, ownServers: [own, { ...own, enabled: false }], relayOnly: true, lowData: false });
    expect(page.connections[0]?.closed).toBe(true);
    expect(page.connections[1]?.configuration).toMatchObject({
      iceServers: [{ urls: ['stun:stun.example.net'] }],
      iceTransportPolicy: 'relay',
    });
    call.setConnection({ useServerIce: true, ownServers: [], relayOnly: false, lowData: false });
    expect(page.connections[1]?.configuration).toMatchObject({ iceServers: given, iceTransportPolicy: 'all' });
    expect(page.connections).toHaveLength(2);
  });

  it('that are renewed restart only what is relayed', async () => {
    const { page } = await inCall();
    const [pc] = page.connections;
    if (pc === undefined) throw new Error('no connection');
    await answer(page);
    page.server.last.say({ type: 'ice-servers', seq: 3, iceServers: given, token: 't2' });
    expect(pc.configuration.iceServers).toEqual(given);
    expect(pc.restarts).toBe(0);
    pc.stats = new Map<string, object>([
      ['t', { id: 't', type: 'transport', selectedCandidatePairId: 'p' }],
      ['p', { id: 'p', type: 'candidate-pair', localCandidateId: 'l' }],
      [
        'l',
        {
          id: 'l',
          type: 'local-candidate',
          candidateType: 'relay',
          protocol: 'udp',
          relayProtocol: 'tls',
          url: 'turns:turn.example.org:443',
        },
      ],
    ]);
    pc.ice('connected');
    await settle();
    page.server.last.say({ type: 'ice-servers', seq: 4, iceServers: given, token: 't3' });
    expect(pc.restarts).toBe(1);
  });
});

describe('the report', () => {
  it('names every link and no address in full', async () => {
    const { page, call } = await inCall();
    const [pc] = page.connections;
    pc?.stats.set('t', { id: 't', type: 'transport', selectedCandidatePairId: 'p' });
    pc?.stats.set('p', { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r' });
    pc?.stats.set('l', { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp', address: '198.51.100.77' });
    pc?.stats.set('r', { id: 'r', type: 'remote-candidate', candidateType: 'srflx', protocol: 'udp', address: '203.0.113.5' });
    pc?.ice('connected');
    await settle();
    const report = callReport(call.getSnapshot(), page.clock.now(), (code) => `About ${code}.`);
    expect(report).toContain('Ada (browser)');
    expect(report).toContain('path: nat (host - srflx, udp)');
    expect(report).toContain('198.51.100.0/24');
    expect(report).not.toContain('198.51.100.77');
  });

  it('says of a link that failed why, in the sentence that the page shows', async () => {
    const { page, call } = await inCall();
    await answer(page);
    page.connections[0]?.ice('failed');
    const report = callReport(call.getSnapshot(), page.clock.now(), (code) => `About ${code}.`);
    expect(report).toContain('cause: turn-not-configured\n  About turn-not-configured.');
  });
});
