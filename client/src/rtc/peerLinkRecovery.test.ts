import { describe, expect, it } from 'vitest';
import { agreed, connected, linkPair } from '../testing/linkPair';

describe('recovery', () => {
  it('restarts ICE at once when it failed, then every 2 s after what was agreed on, then begins anew', async () => {
    const { clock, b } = await connected();
    const pc = b.pc;
    b.pc.ice('failed');
    expect(pc.restarts).toBe(1);
    for (let restarts = 1; restarts < 6; restarts++) {
      await clock.advance(2_019);
      expect(pc.restarts).toBe(restarts);
      await clock.advance(1);
      expect(pc.restarts).toBe(restarts + 1);
    }
    expect(b.connections).toHaveLength(1);
    await clock.advance(2_020);
    expect(b.connections).toHaveLength(2);
    expect(b.link.status.restarts).toBe(6);
  });

  it('gives a new connection more time than a restart', async () => {
    const { clock, b } = await connected();
    b.pc.ice('failed');
    await clock.advance(13_000);
    expect(b.connections).toHaveLength(2);
    await clock.advance(7_000);
    expect(b.connections).toHaveLength(2);
    await clock.advance(2_000);
    expect(b.connections).toHaveLength(3);
  });

  it('gives what was agreed on late, over a slow path, its time too', async () => {
    const { clock, a, b } = linkPair(600);
    a.link.start(false);
    b.link.start(true);
    await clock.advance(5_000);
    for (const end of [a, b]) end.pc.ice('connected');
    b.pc.ice('failed');
    await clock.advance(3_100);
    expect(b.pc.restarts).toBe(1);
    await clock.advance(200);
    expect(b.pc.restarts).toBe(2);
  });

  it('says that the link has failed once it begins anew, until it is up again', async () => {
    const { clock, b } = await connected();
    b.pc.ice('failed');
    expect(b.link.status.state).toBe('interrupted');
    await clock.advance(14_000);
    expect(b.connections).toHaveLength(2);
    expect(b.link.status).toMatchObject({ state: 'failed', trouble: { code: 'turn-not-configured' } });
    b.pc.ice('connected');
    expect(b.link.status).toMatchObject({ state: 'connected', trouble: null, cause: null });
  });

  it('says that encryption failed although another connection is tried at once', async () => {
    const { clock, a, b } = linkPair();
    a.link.start(false);
    b.link.start(true);
    await clock.advance(100);
    b.pc.ice('connected', 'failed');
    expect(b.connections).toHaveLength(2);
    expect(b.link.status).toMatchObject({ state: 'failed', trouble: { code: 'dtls-failed' } });
    // The other connection is answered, and looks for a path for a while.
    await clock.advance(5_000);
    await b.link.sample();
    expect(b.link.status).toMatchObject({ state: 'failed', trouble: { code: 'dtls-failed' } });
    // It found none: that is another trouble.
    b.pc.ice('failed');
    expect(b.link.status).toMatchObject({ state: 'failed', trouble: { code: 'turn-not-configured' } });
  });

  it('does not blame encryption where there never was a path', async () => {
    const { clock, a, b } = linkPair();
    a.link.start(false);
    b.link.start(true);
    await clock.advance(100);
    // As Chromium tells it: the connection first, ICE afterwards.
    b.pc.ice('disconnected', 'failed');
    expect(b.link.status).toMatchObject({ state: 'failed', trouble: { code: 'turn-not-configured' } });
    expect(b.connections).toHaveLength(1);
    expect(b.pc.restarts).toBe(1);
  });

  it('gives a short disconnection a second to mend itself', async () => {
    const { clock, a } = await connected();
    a.pc.ice('disconnected');
    expect(a.link.status.state).toBe('interrupted');
    await clock.advance(900);
    a.pc.ice('connected');
    await clock.advance(10_000);
    expect(a.pc.restarts).toBe(0);
    expect(a.link.status.state).toBe('connected');
    a.pc.ice('disconnected');
    await clock.advance(1_000);
    expect(a.pc.restarts).toBe(1);
  });

  it('survives that both ends restart at once', async () => {
    const { clock, a, b } = await connected();
    a.pc.ice('failed');
    b.pc.ice('failed');
    await clock.advance(1_000);
    expect(agreed(a, b)).toBe(true);
    a.pc.ice('connected');
    b.pc.ice('connected');
    await clock.advance(60_000);
    expect(a.connections).toHaveLength(1);
    expect(a.link.status.state).toBe('connected');
  });

  it('does not restart twice for two changes of the network within 2 s', async () => {
    const { clock, a } = await connected();
    a.link.restart();
    a.link.restart();
    await clock.advance(1_000);
    expect(a.pc.restarts).toBe(1);
    expect(a.link.status.state).toBe('connected');
  });

  it('takes new servers first and then restarts', async () => {
    const { a } = await connected();
    const servers = { iceServers: [{ urls: ['turn:turn.example.org'] }] };
    a.link.setConfiguration(servers, 'restart');
    expect(a.pc.configuration).toBe(servers);
    expect(a.pc.restarts).toBe(1);
  });

  it('begins anew where a restart would keep the former path: relay only from now on', async () => {
    const { clock, a, b } = await connected();
    a.link.setConfiguration({ iceTransportPolicy: 'relay' }, 'afresh');
    await clock.advance(100);
    expect(a.connections.map(({ closed }) => closed)).toEqual([true, false]);
    expect(a.pc.configuration).toEqual({ iceTransportPolicy: 'relay' });
    expect(b.connections).toHaveLength(2);
    expect(agreed(a, b)).toBe(true);
  });

  it('sends an open offer again after signaling was lost for good', async () => {
    const { clock, a, b } = linkPair();
    b.online = false;
    a.link.start(false);
    b.link.start(true);
    await clock.advance(1_000);
    b.online = true;
    b.link.repeatOffer();
    await clock.advance(100);
    expect(agreed(a, b)).toBe(true);
    b.link.repeatOffer();
    await clock.advance(100);
    expect(b.descriptions).toEqual(['offer', 'offer']);
  });

  it('begins anew when a description does not fit', async () => {
    const { clock, a, b } = linkPair();
    a.pc.failNextRemote = true;
    a.link.start(false);
    b.link.start(true);
    await clock.advance(20_000);
    expect(agreed(a, b)).toBe(true);
    expect(a.connections.length).toBeGreaterThan(1);
  });
});

describe('a renegotiation that does not fit', () => {
  it('leaves the media that flows alone, and is tried once more', async () => {
    const { clock, a, b } = await connected();
    a.pc.failNextRemote = true;
    b.link.restart();
    await clock.advance(60_000);
    expect(agreed(a, b)).toBe(true);
    expect([a.connections.length, b.connections.length]).toEqual([1, 1]);
  });
});

describe('the state of a link', () => {
  const rtp = (packets: number) => new Map([['in', { id: 'in', type: 'inbound-rtp', kind: 'audio', packetsReceived: packets }]]);

  it('is interrupted when packets stop for a second while somebody sends, and connected when they come again', async () => {
    const { clock, a } = await connected();
    a.link.setFarEnd({ connected: true, sending: true });
    for (const packets of [50, 100, 100]) {
      a.pc.stats = rtp(packets);
      await clock.advance(1_000);
      await a.link.sample();
    }
    expect(a.link.status).toMatchObject({ state: 'interrupted', since: clock.now() });
    a.pc.stats = rtp(150);
    await a.link.sample();
    expect(a.link.status.state).toBe('connected');
  });

  it('stays connected in silence while nobody sends', async () => {
    const { clock, a } = await connected();
    a.pc.stats = rtp(50);
    await a.link.sample();
    await clock.advance(5_000);
    await a.link.sample();
    expect(a.link.status.state).toBe('connected');
  });

  it('needs less silence when the signaling of the far end is away too: a killed browser', async () => {
    const { clock, a } = await connected();
    a.pc.stats = rtp(50);
    await a.link.sample();
    a.link.setFarEnd({ connected: false, sending: false });
    await clock.advance(500);
    await a.link.sample();
    expect(a.link.status.state).toBe('interrupted');
  });

  it('is failed with its cause when no path was found, and is tried on', async () => {
    const { clock, a, b } = linkPair();
    a.link.start(false);
    b.link.start(true);
    await clock.advance(100);
    b.pc.ice('failed');
    expect(b.link.status).toMatchObject({ state: 'failed', trouble: { code: 'turn-not-configured', retrying: true } });
    await clock.advance(0);
    b.pc.ice('connected');
    expect(b.link.status).toMatchObject({ state: 'connected', trouble: null });
  });

  it('is failed as "peer gone" when nobody answers for 20 s', async () => {
    const { clock, b } = linkPair();
    b.online = false;
    b.link.start(true);
    for (let second = 0; second < 20; second++) {
      await clock.advance(1_000);
      await b.link.sample();
    }
    expect(b.link.status).toMatchObject({ state: 'failed', trouble: { code: 'peer-gone' } });
  });
});
