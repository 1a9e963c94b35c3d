import { describe, expect, it } from 'vitest';
import { fakeTrack } from '../testing/fakePeerConnection';
import { connected, type LinkEnd, linkPair } from '../testing/linkPair';
import type { VirtualClock } from '../testing/virtualClock';
import { NO_TRACKS } from './mediaSlots';

const TURN = { iceServers: [{ urls: ['turn:turn.example:3478?transport=udp'], username: '1:me', credential: 'c' }] };
const RELAY = 'candidate:4 1 udp 41885439 203.0.113.9 49160 typ relay raddr 0.0.0.0 rport 0';
const FAR = 'candidate:1 1 udp 2122260223 10.0.0.5 51000 typ host';

const pairStats = (id: string, more: object = {}) =>
  new Map<string, object>([
    ['t', { id: 't', type: 'transport', selectedCandidatePairId: id }],
    [id, { id, type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.0123, ...more }],
    ['l', { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp', address: '192.0.2.77' }],
    ['r', { id: 'r', type: 'remote-candidate', candidateType: 'host', protocol: 'udp', address: '8a7b-1234.local' }],
  ]);

/** `a` with a TURN server, `b` that has been heard from; nothing flows yet. */
async function negotiated() {
  const pair = linkPair();
  pair.a.link.setConfiguration(TURN, 'stay');
  pair.a.link.start(false);
  pair.b.link.start(true);
  await pair.clock.advance(100);
  return pair;
}

const fail = (end: LinkEnd) => end.pc.ice('failed');
const candidateOf = (end: LinkEnd, candidate: string) =>
  end.peer?.link.receive({ link: end.sent[0]?.link ?? '', candidate: { candidate, sdpMid: '0' } });

describe('the cause of a link that fails', () => {
  it('is what the servers have said', async () => {
    const { a } = await negotiated();
    a.pc.onicecandidateerror?.({ url: 'turn:turn.example:3478?transport=udp', errorCode: 486, errorText: 'Quota' });
    fail(a);
    expect(a.link.status).toMatchObject({ state: 'failed', cause: 'turn-quota', trouble: { code: 'turn-quota', retrying: true } });
  });

  it('is told although the far end begins anew again and again, and what servers have said outlives each connection', async () => {
    const { a, b, clock } = await negotiated();
    a.pc.onicecandidateerror?.({ url: 'turn:turn.example:3478?transport=udp', errorCode: 701, errorText: 'Timed out' });
    for (let attempt = 0; attempt < 4; attempt++) {
      await clock.advance(6_000);
      b.link.setConfiguration({}, 'afresh');
    }
    await clock.advance(1_000);
    await a.link.sample();
    expect(a.link.status).toMatchObject({ state: 'failed', cause: 'turn-unreachable' });
  });

  it('is that the credentials were out of date, where their user name says so', async () => {
    const { a } = await negotiated();
    a.pc.onicecandidateerror?.({ url: 'turn:turn.example:3478?transport=udp', errorCode: 401, errorText: 'Unauthorized' });
    fail(a);
    expect(a.link.status.cause).toBe('turn-expired');
  });

  it('is that the relay may not reach the far end, when all of its addresses were refused, also when that is told late', async () => {
    const { a, b } = await negotiated();
    a.pc.gathered({ candidate: RELAY });
    candidateOf(b, FAR);
    fail(a);
    expect(a.link.status.cause).toBe('no-common-path');
    a.link.setRelayRefusal({ type: 'relay-refused', cause: 'turn-forbidden-peer', code: 403, peers: ['10.0.0.5'] });
    expect(a.link.status).toMatchObject({ state: 'failed', cause: 'turn-forbidden-peer', trouble: { code: 'turn-forbidden-peer' } });
  });

  it('is a refusal that the browser hides and the server tells, until the credentials are renewed', async () => {
    const { a } = await negotiated();
    a.link.setRelayRefusal({ type: 'relay-refused', cause: 'turn-unauthorized', code: 401 });
    fail(a);
    expect(a.link.status.cause).toBe('turn-unauthorized');
    a.link.setConfiguration(TURN, 'stay');
    fail(a);
    expect(a.link.status.cause).toBe('turn-unreachable');
  });

  it('is what the far end knows better', async () => {
    const { a } = await negotiated();
    a.pc.gathered({ candidate: RELAY });
    a.link.setFarReport({ state: 'failed', cause: 'udp-blocked' });
    fail(a);
    expect(a.link.status).toMatchObject({ cause: 'udp-blocked', farCause: 'udp-blocked' });
  });

  it('is the lost signaling only for as long as it is lost', async () => {
    const { a } = await negotiated();
    a.link.setSignaling('lost');
    fail(a);
    expect(a.link.status.cause).toBe('signaling-lost');
    a.link.setSignaling('connected');
    expect(a.link.status).toMatchObject({ state: 'connecting', cause: null, trouble: null });
  });
});

describe('the cause of a link that works', () => {
  it('is that this end wants it relayed', async () => {
    const { a } = await connected();
    const relayed = pairStats('p');
    relayed.set('l', { id: 'l', type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'udp' });
    a.link.setConfiguration({ ...TURN, iceTransportPolicy: 'relay' }, 'stay');
    a.pc.stats = relayed;
    await a.link.sample();
    expect(a.link.status).toMatchObject({ state: 'connected', cause: 'relay-forced', trouble: null });
  });

  it('is that no camera was allowed; who is a program has none to miss', async () => {
    const { a } = await connected();
    a.link.setMediaCause('permission-denied');
    expect(a.link.status).toMatchObject({ state: 'connected', cause: 'permission-denied', trouble: null });
    a.link.setMediaCause(null);
    expect(a.link.status.cause).toBeNull();
    const program = linkPair(10, {}, true).a;
    program.link.setMediaCause('device-missing');
    fail(program);
    expect(program.link.status.cause).not.toBe('device-missing');
  });
});

describe('reports', () => {
  /** A reading a second, as the roster makes it. */
  async function read(clock: VirtualClock, end: LinkEnd, seconds: number) {
    for (let second = 0; second < seconds; second++) {
      await clock.advance(1_000);
      await end.link.sample();
    }
  }

  it('tell of the first connection, of a change within a second, and else every 20 s', async () => {
    const { clock, a } = await connected();
    a.pc.stats = pairStats('p1');
    await a.link.sample();
    await a.link.sample();
    expect(a.reports).toHaveLength(1);
    expect(a.reports[0]).toMatchObject({
      state: 'connected',
      cause: 'ok',
      local: { type: 'host', protocol: 'udp', address: '192.0.2.0/24' },
      remote: { type: 'host', protocol: 'udp' },
      roundTripMs: 12.3,
      connectMs: 90,
    });
    expect(JSON.stringify(a.reports[0])).not.toMatch(/192\.0\.2\.77|local"}/);
    a.pc.stats = pairStats('p2');
    await read(clock, a, 1);
    expect(a.reports).toHaveLength(2);
    await read(clock, a, 19);
    expect(a.reports).toHaveLength(2);
    await read(clock, a, 1);
    expect(a.reports).toHaveLength(3);
  });

  it('come at most once a second, and the newest is not lost', async () => {
    const { clock, a } = await connected();
    a.pc.stats = pairStats('p1');
    await a.link.sample();
    for (let change = 0; change < 10; change++) {
      a.link.setMediaCause(change % 2 === 0 ? 'device-busy' : null);
      a.pc.stats = pairStats(`q${change}`);
      await clock.advance(50);
      await a.link.sample();
    }
    a.link.setMediaCause('device-busy');
    expect(a.reports).toHaveLength(1);
    await read(clock, a, 1);
    expect(a.reports).toHaveLength(2);
    expect(a.reports.at(-1)?.cause).toBe('device-busy');
  });

  it('tell that a link failed which never had a pair, with the cause, and go on to', async () => {
    const { clock, a } = await negotiated();
    fail(a);
    expect(a.reports).toEqual([{ state: 'failed', cause: 'turn-unreachable', restarts: 0 }]);
    await read(clock, a, 25);
    expect(a.reports.length).toBeGreaterThan(1);
    expect(a.reports.every(({ state, cause }) => state === 'failed' && cause === 'turn-unreachable')).toBe(true);
  });

  it('tell nothing while a link is being made, and no cause while it is interrupted', async () => {
    const { clock, a } = await negotiated();
    await read(clock, a, 5);
    expect(a.reports).toEqual([]);
    a.pc.stats = pairStats('p1');
    a.pc.ice('connected');
    await read(clock, a, 2);
    a.pc.ice('disconnected');
    await read(clock, a, 2);
    expect(a.reports.at(-1)).toMatchObject({ state: 'disconnected' });
    expect(a.reports.at(-1)).not.toHaveProperty('cause');
  });
});

describe('the picture on a weak network', () => {
  const weak = (bitrate: number, bytesSent: number) => pairStats('p1', { availableOutgoingBitrate: bitrate, bytesSent, bytesReceived: 1 });
  const limited = {
    id: 'o',
    type: 'outbound-rtp',
    kind: 'video',
    packetsSent: 9,
    framesPerSecond: 20,
    qualityLimitationReason: 'bandwidth',
  };

  async function filming() {
    const tracks = { ...NO_TRACKS, audio: fakeTrack('audio'), camera: fakeTrack('video') };
    const { clock, a, b } = linkPair(10, { a: tracks });
    a.link.start(false);
    b.link.start(true);
    await clock.advance(100);
    a.pc.ice('connected');
    let bytes = 0;
    const run = async (seconds: number, bitrate: number) => {
      for (let second = 0; second < seconds; second++) {
        bytes += bitrate / 8;
        a.pc.stats = weak(bitrate, bytes).set('o', limited);
        await clock.advance(1_000);
        await a.link.sample();
      }
    };
    const encoding = (slot: number) => a.pc.getTransceivers()[slot]?.sender.getParameters().encodings[0];
    return { clock, a, run, encoding };
  }

  it('gets smaller, is paused, and both ends are told', async () => {
    const { a, run, encoding } = await filming();
    await run(10, 3_000_000);
    expect(encoding(1)).toMatchObject({ active: true, scaleResolutionDownBy: 1 });
    await run(4, 300_000);
    expect(encoding(1)).toMatchObject({ active: true, scaleResolutionDownBy: 2 });
    expect(a.link.status.paused).toBe(false);
    await run(8, 60_000);
    expect(encoding(1)?.active).toBe(false);
    expect(encoding(2)?.active).toBe(true);
    expect(encoding(0)?.active).not.toBe(false);
    expect(a.link.status).toMatchObject({ state: 'connected', paused: true });
    expect(a.reports.at(-1)?.paused).toBe(true);
    a.link.setTrack('camera', null);
    expect(a.link.status.paused).toBe(false);
  });

  it('keeps the sound, at last with fewer bits, which it gets back', async () => {
    const { run, encoding } = await filming();
    await run(10, 3_000_000);
    await run(6, 20_000);
    expect(encoding(0)).toMatchObject({ active: true, maxBitrate: 16_000 });
    await run(15, 3_000_000);
    expect(encoding(0)).not.toHaveProperty('maxBitrate');
  });

  it('comes back by itself', async () => {
    const { a, run, encoding } = await filming();
    await run(10, 3_000_000);
    await run(4, 60_000);
    expect(a.link.status.paused).toBe(true);
    await run(45, 3_000_000);
    expect(encoding(1)).toMatchObject({ active: true, scaleResolutionDownBy: 1 });
    expect(a.link.status.paused).toBe(false);
    expect(a.reports.at(-1)).not.toHaveProperty('paused');
  });

  it('that the far end has paused is known here, until it says otherwise or begins anew', async () => {
    const { a } = await connected();
    a.link.setFarReport({ state: 'connected', paused: true });
    expect(a.link.status.farPaused).toBe(true);
    a.link.setFarReport({ state: 'connected' });
    expect(a.link.status.farPaused).toBe(false);
    a.link.setFarReport({ state: 'connected', paused: true });
    a.link.setConfiguration({}, 'afresh');
    expect(a.link.status.farPaused).toBe(false);
  });
});
