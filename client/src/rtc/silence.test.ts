import { describe, expect, it } from 'vitest';
import { connected, type LinkEnd } from '../testing/linkPair';
import type { VirtualClock } from '../testing/virtualClock';

/** Media that the far end sends, as a browser counts and plays it. */
class Media {
  #packets = 100;
  #newest = 1_000;
  flows = true;
  readonly #clock: VirtualClock;
  readonly #end: LinkEnd;

  constructor(clock: VirtualClock, end: LinkEnd) {
    this.#clock = clock;
    this.#end = end;
    this.#count();
  }

  /** As the roster looks: every 200 ms at what is played, once a second at the statistics. */
  async pass(ms: number): Promise<void> {
    for (let passed = 200; passed <= ms; passed += 200) {
      await this.#clock.advance(200);
      if (this.flows) {
        this.#packets += 10;
        this.#newest += 200;
      }
      this.#count();
      if (passed % 1_000 === 0) await this.#end.link.sample();
      else this.#end.link.pulse();
      await this.#clock.advance(0);
    }
  }

  #count(): void {
    const { pc } = this.#end;
    pc.stats = new Map([['in', { id: 'in', type: 'inbound-rtp', kind: 'audio', packetsReceived: this.#packets }]]);
    for (const { receiver } of pc.getTransceivers()) {
      receiver.getSynchronizationSources = () => [{ source: 1, rtpTimestamp: 0, timestamp: this.#newest }];
    }
  }
}

async function talking(looksAnew = true) {
  const pair = await connected(10, looksAnew);
  const media = new Media(pair.clock, pair.a);
  pair.a.link.setFarEnd({ connected: true, sending: true });
  await media.pass(3_000);
  return { ...pair, media };
}

describe('silence on a link whose far end sends', () => {
  it('is shown within about a second, and answered with a restart at once', async () => {
    const { a, media } = await talking();
    media.flows = false;
    await media.pass(1_200);
    expect(a.link.status.state).toBe('interrupted');
    expect(a.pc.restarts).toBe(1);
  });

  it('ends the interruption as soon as anything arrives', async () => {
    const { a, media } = await talking();
    media.flows = false;
    await media.pass(2_000);
    expect(a.link.status.state).toBe('interrupted');
    media.flows = true;
    await media.pass(200);
    expect(a.link.status.state).toBe('connected');
  });

  it('that is over at once causes nothing', async () => {
    const { a, media } = await talking();
    for (let time = 0; time < 10; time++) {
      media.flows = false;
      await media.pass(600);
      media.flows = true;
      await media.pass(1_400);
    }
    expect(a.pc.restarts).toBe(0);
    expect(a.statuses.map(({ state }) => state)).not.toContain('interrupted');
  });

  it('that comes again and again causes no storm: one restart in 2 s at most, and three until media has flowed for a while', async () => {
    const { a, media } = await talking();
    for (let time = 0; time < 10; time++) {
      media.flows = false;
      await media.pass(1_200);
      media.flows = true;
      await media.pass(400);
    }
    expect(a.pc.restarts).toBeLessThanOrEqual(4);
    await media.pass(20_000);
    const before = a.pc.restarts;
    media.flows = false;
    await media.pass(1_200);
    expect(a.pc.restarts).toBe(before + 1);
  });

  it('of a device that gives nothing, while ICE finds nothing wrong, is not answered for ever', async () => {
    const { a, media } = await talking();
    media.flows = false;
    await media.pass(60_000);
    expect(a.pc.restarts).toBe(3);
    expect(a.connections).toHaveLength(1);
  });

  it('goes on to be mended every 2 s once ICE has lost the path too', async () => {
    const { a, media } = await talking();
    media.flows = false;
    await media.pass(1_000);
    a.pc.ice('disconnected');
    await media.pass(5_400);
    expect(a.pc.restarts).toBe(3);
    a.pc.ice('connected');
    media.flows = true;
    await media.pass(10_000);
    expect(a.pc.restarts).toBe(3);
    expect(a.link.status.state).toBe('connected');
  });

  it('makes a loss that ICE reports one to be mended at once', async () => {
    const { a, media } = await talking();
    media.flows = false;
    await media.pass(1_000);
    const before = a.pc.restarts;
    await media.pass(2_000);
    a.pc.ice('disconnected');
    expect(a.pc.restarts).toBeGreaterThan(before);
  });
});

describe('when the network of this end has changed', () => {
  it('a link on which nothing arrives is made anew at once, by a connection that looks for the network itself', async () => {
    const { a, media } = await talking();
    media.flows = false;
    void a.link.moved();
    await media.pass(400);
    expect(a.anew).toEqual([a.pc]);
    expect(a.connections).toHaveLength(2);
    expect(a.connections[0]?.restarts).toBe(0);
    expect(a.descriptions.at(-1)).toBe('offer');
  });

  it('a link on which media flows is restarted, for it may have a better path now', async () => {
    const { a, media } = await talking();
    void a.link.moved();
    await media.pass(400);
    expect(a.pc.restarts).toBe(1);
    expect(a.anew).toHaveLength(0);
  });

  it('a link on which nothing arrives is restarted too, where the browser knows at once', async () => {
    const { a, media } = await talking(false);
    media.flows = false;
    void a.link.moved();
    await media.pass(400);
    expect(a.pc.restarts).toBe(1);
    expect(a.connections).toHaveLength(1);
  });

  it('a link whose far end sends nothing is restarted: its silence tells nothing', async () => {
    const { a, media } = await talking();
    a.link.setFarEnd({ connected: true, sending: false });
    media.flows = false;
    void a.link.moved();
    await media.pass(400);
    expect(a.pc.restarts).toBe(1);
    expect(a.anew).toHaveLength(0);
  });

  it('unless signaling was cut with it', async () => {
    const { a, media } = await talking();
    a.link.setFarEnd({ connected: true, sending: false });
    a.link.setSignaling('lost');
    void a.link.moved();
    await media.pass(400);
    a.link.setSignaling('connected');
    expect(a.anew).toEqual([a.pc]);
    expect(a.connections[0]?.restarts).toBe(0);
  });

  it('a link is made anew once, however often it is said', async () => {
    const { a, media } = await talking();
    media.flows = false;
    void a.link.moved();
    await media.pass(400);
    void a.link.moved();
    await media.pass(1_000);
    expect(a.connections).toHaveLength(2);
  });

  it('a link that is closed meanwhile is not made anew', async () => {
    const { clock, a, media } = await talking();
    media.flows = false;
    void a.link.moved();
    a.link.close();
    await media.pass(400);
    await clock.advance(20_000);
    expect(a.connections).toHaveLength(1);
    expect(a.pc.restarts).toBe(0);
  });

  it('it waits until the two ends can signal', async () => {
    const { a, media } = await talking();
    media.flows = false;
    a.link.setSignaling('lost');
    void a.link.moved();
    await media.pass(1_000);
    expect(a.connections).toHaveLength(1);
    a.link.setSignaling('connected');
    expect(a.anew).toEqual([a.pc]);
    expect(a.connections[0]?.restarts).toBe(0);
  });

  it('the new connection has its time, then it is restarted', async () => {
    const { clock, a, media } = await talking();
    media.flows = false;
    void a.link.moved();
    await media.pass(400);
    await clock.advance(100);
    a.pc.ice('failed');
    a.online = false;
    await clock.advance(1_000);
    const offers = a.descriptions.length;
    await clock.advance(8_000);
    expect(a.connections).toHaveLength(2);
    expect(a.descriptions.length).toBeGreaterThan(offers);
  });
});

describe('while the two ends cannot signal', () => {
  it('nothing is restarted, and as soon as they can, at once', async () => {
    const { a, media } = await talking();
    a.link.setSignaling('lost');
    media.flows = false;
    a.pc.ice('disconnected');
    await media.pass(25_000);
    expect(a.pc.restarts).toBe(0);
    expect(a.link.status).toMatchObject({ state: 'interrupted' });
    a.link.setSignaling('connected');
    expect(a.pc.restarts).toBe(1);
  });

  it('it does not matter which of them is away', async () => {
    const { a, media } = await talking();
    a.link.setFarEnd({ connected: false, sending: true });
    media.flows = false;
    await media.pass(10_000);
    expect(a.pc.restarts).toBe(0);
    a.link.setFarEnd({ connected: true, sending: true });
    expect(a.pc.restarts).toBe(1);
  });

  it('a link that runs stays as it is', async () => {
    const { a, media } = await talking();
    a.link.setSignaling('lost');
    await media.pass(10_000);
    a.link.setSignaling('connected');
    await media.pass(1_000);
    expect(a.pc.restarts).toBe(0);
    expect(a.link.status.state).toBe('connected');
  });

  it('a silence that ended by itself needs nothing afterwards', async () => {
    const { a, media } = await talking();
    a.link.setSignaling('lost');
    media.flows = false;
    await media.pass(3_000);
    media.flows = true;
    await media.pass(2_000);
    a.link.setSignaling('connected');
    expect(a.pc.restarts).toBe(0);
  });

  it('what somebody asks for waits too', async () => {
    const { a } = await talking();
    a.link.setSignaling('lost');
    a.link.restart();
    expect(a.pc.restarts).toBe(0);
    a.link.setSignaling('connected');
    expect(a.pc.restarts).toBe(1);
  });
});

describe('a long outage', () => {
  it('is tried every 2 s for half a minute, then every 10 s', async () => {
    const { clock, a } = await connected();
    a.online = false;
    a.pc.ice('failed');
    await clock.advance(31_000);
    const before = a.sent.length;
    await clock.advance(60_000);
    const offers = a.sent.slice(before).filter((body) => 'description' in body);
    expect(offers.length).toBeGreaterThanOrEqual(5);
    expect(offers.length).toBeLessThanOrEqual(8);
  });
});
