import { describe, expect, it } from 'vitest';
import { ada, answer, cleo, inCall, kinds } from '../testing/callInRoom';
import type { FakePage } from '../testing/fakeEnvironment';
import type { FakePeerConnection } from '../testing/fakePeerConnection';
import { settle } from '../testing/virtualClock';

const pings = (page: FakePage): number => page.server.last.of('ping').length;

/** A call with Ada whose media flows, second by second. */
async function talking() {
  const all = await inCall();
  const { page } = all;
  await answer(page);
  const [pc] = page.connections as [FakePeerConnection];
  let packets = 0;
  const flow = async (seconds: number, comes = true) => {
    for (let second = 0; second < seconds; second++) {
      if (comes) packets += 50;
      pc.stats = new Map([['in', { id: 'in', type: 'inbound-rtp', kind: 'audio', packetsReceived: packets }]]);
      await page.clock.advance(1_000);
    }
  };
  pc.ice('connected');
  await flow(3);
  return { ...all, pc, flow };
}

describe('a link that goes silent', () => {
  it('has the server asked at once whether it is still there, and a connection that gives no answer replaced', async () => {
    const { page, call, flow } = await talking();
    const before = pings(page);
    const connections = page.server.connections.length;
    await flow(1, false);
    expect(call.getSnapshot().peers[0]?.link.state).toBe('interrupted');
    expect(pings(page)).toBe(before + 1);
    await flow(1, false);
    expect(page.server.connections.length).toBeGreaterThan(connections);
  });

  it('leaves a server in peace that answers, and asks again only while it lasts', async () => {
    const { page, flow } = await talking();
    const connections = page.server.connections.length;
    for (let second = 0; second < 20; second++) {
      await flow(1, false);
      page.server.last.say({ type: 'pong' });
    }
    expect(page.server.connections).toHaveLength(connections);
    expect(pings(page)).toBeLessThanOrEqual(12);
    await flow(2);
    page.server.last.say({ type: 'pong' });
    const before = pings(page);
    await flow(10);
    expect(pings(page)).toBe(before);
  });

  it('does not let attempts to connect wait for their turn', async () => {
    const { page, flow } = await talking();
    page.server.last.close(1006);
    for (let second = 0; second < 20; second++) {
      await flow(1, false);
      page.server.last.close(1006);
    }
    const before = page.server.connections.length;
    for (let second = 0; second < 10; second++) {
      await flow(1, false);
      page.server.last.close(1006);
    }
    expect(page.server.connections.length - before).toBeGreaterThanOrEqual(4);
  });

  it('is restarted as soon as the server is there again', async () => {
    const { page, pc, flow } = await talking();
    page.server.last.close(1006);
    pc.ice('disconnected');
    await flow(5, false);
    expect(pc.restarts).toBe(0);
    page.server.last.open();
    page.server.last.say({ type: 'resumed', lastId: 9, seq: 2 });
    await settle();
    expect(pc.restarts).toBe(1);
  });

  it('is not restarted while the far end is away from the server', async () => {
    const { page, pc, flow } = await talking();
    page.server.last.say({ type: 'peer-updated', seq: 3, peer: { ...ada, connected: false } });
    for (let second = 0; second < 10; second++) {
      await flow(1, false);
      page.server.last.say({ type: 'pong' });
    }
    expect(pc.restarts).toBe(0);
    page.server.last.say({ type: 'peer-updated', seq: 4, peer: ada });
    expect(pc.restarts).toBe(1);
  });
});

describe('a refusal of the TURN server', () => {
  it('that the server tells becomes the cause of the links that fail', async () => {
    const { page, call } = await inCall();
    await answer(page);
    page.server.last.say({ type: 'ice-servers', seq: 3, iceServers: [{ urls: ['turn:turn.example.org'] }], token: 't2' });
    page.server.last.say({ type: 'relay-refused', cause: 'turn-quota', code: 486 });
    page.connections[0]?.ice('failed');
    expect(call.getSnapshot().peers[0]?.link).toMatchObject({ state: 'failed', trouble: { code: 'turn-quota' } });
  });
});

describe('a report', () => {
  it('says that no media is sent because it was not allowed', async () => {
    const { page } = await (async () => {
      const all = await inCall();
      all.page.capture.refuse('NotAllowedError');
      await all.call.setCamera(false);
      await all.call.setCamera(true);
      return all;
    })();
    await answer(page);
    const [pc] = page.connections;
    pc?.stats.set('t', { id: 't', type: 'transport', selectedCandidatePairId: 'p' });
    pc?.stats.set('p', { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r' });
    for (const [id, type] of [
      ['l', 'local-candidate'],
      ['r', 'remote-candidate'],
    ] as const)
      pc?.stats.set(id, { id, type, candidateType: 'host', protocol: 'udp' });
    pc?.ice('connected');
    await settle();
    expect(page.server.last.of('report')[0]).toMatchObject({ to: 'ada00000', stats: { state: 'connected', cause: 'permission-denied' } });
  });
});

describe('a picture that is paused', () => {
  it('is said once in a call, however many links it concerns', async () => {
    const { page, call } = await inCall([ada, cleo]);
    const limited = {
      id: 'o',
      type: 'outbound-rtp',
      kind: 'video',
      packetsSent: 9,
      framesPerSecond: 20,
      qualityLimitationReason: 'bandwidth',
    };
    const stats = (bitrate: number): Map<string, object> =>
      new Map<string, object>([
        ['t', { id: 't', type: 'transport', selectedCandidatePairId: 'p' }],
        [
          'p',
          { id: 'p', type: 'candidate-pair', localCandidateId: 'l', availableOutgoingBitrate: bitrate, bytesSent: 1, bytesReceived: 1 },
        ],
        ['o', limited],
      ]);
    for (const pc of page.connections) {
      pc.stats = stats(3_000_000);
      pc.ice('connected');
    }
    await page.clock.advance(10_000);
    for (const pc of page.connections) pc.stats = stats(50_000);
    await page.clock.advance(6_000);
    expect(call.getSnapshot().peers.map(({ link }) => link.paused)).toEqual([true, true]);
    expect(kinds(call).filter((kind) => kind === 'picture-paused')).toHaveLength(1);
  });
});

describe('the low-data switch', () => {
  it('bounds what is sent, at once and also on links that come later', async () => {
    const { page, call } = await inCall();
    await answer(page);
    const bitrate = (index: number) => page.connections[index]?.getTransceivers()[1]?.sender.getParameters().encodings[0]?.maxBitrate;
    expect(bitrate(0)).toBe(2_500_000);
    call.setConnection({ useServerIce: true, ownServers: [], relayOnly: false, lowData: true });
    expect(bitrate(0)).toBe(150_000);
    page.server.last.say({ type: 'peer-joined', seq: 3, peer: cleo });
    await page.clock.advance(4_000);
    expect(bitrate(1)).toBe(150_000);
    call.setConnection({ useServerIce: true, ownServers: [], relayOnly: false, lowData: false });
    expect(bitrate(0)).toBe(1_200_000);
  });
});
