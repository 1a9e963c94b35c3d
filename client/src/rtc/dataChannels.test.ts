import { describe, expect, it } from 'vitest';
import { type FakePeerConnection, fakeTrack } from '../testing/fakePeerConnection';
import { agreed, connected, linkPair } from '../testing/linkPair';
import { NO_TRACKS } from './mediaSlots';

const sections = (pc: FakePeerConnection): string[] => {
  const { sections } = JSON.parse(pc.localDescription?.sdp ?? '{}') as { sections: { kind: string }[] };
  return sections.map(({ kind }) => kind);
};
const dataOffer = { link: 'b1', description: { type: 'offer', sdp: '{"sections":[{"mid":"0","kind":"application"}],"ice":"x"}' } } as const;
const media = { audio: fakeTrack('audio'), camera: fakeTrack('video'), screen: null };

describe('data channels', () => {
  it('add their section with the first one, by one more offer; the next ones need none', async () => {
    const { clock, a, b } = await connected();
    expect(sections(a.pc)).toEqual(['audio', 'video', 'video']);
    expect(a.link.openChannel('peercall.file', 'peercall.file.1')).not.toBeNull();
    await clock.advance(100);
    expect(agreed(a, b)).toBe(true);
    expect(sections(a.pc)).toEqual(['audio', 'video', 'video', 'application']);
    a.link.openChannel('peercall.file', 'peercall.file.1');
    b.link.openChannel('peercall.file', 'peercall.file.1');
    await clock.advance(100);
    expect([...a.descriptions, ...b.descriptions].sort()).toEqual(['answer', 'answer', 'offer', 'offer']);
    expect(a.pc.channels[0]).toMatchObject({ label: 'peercall.file', protocol: 'peercall.file.1', binaryType: 'arraybuffer' });
  });

  it('may be the first ones of both ends at the same moment', async () => {
    const { clock, a, b } = await connected();
    a.link.openChannel('one', '');
    b.link.openChannel('other', '');
    await clock.advance(1_000);
    expect(agreed(a, b)).toBe(true);
    expect(sections(a.pc)).toEqual(['audio', 'video', 'video', 'application']);
    expect([a.connections.length, b.connections.length]).toEqual([1, 1]);
  });

  it('are not to be had before there is a connection', async () => {
    const { clock, a, b } = linkPair();
    a.link.start(false);
    b.link.start(true);
    await clock.advance(100);
    expect(b.link.openChannel('peercall.file', '')).toBeNull();
    expect([a.possible, b.possible]).toEqual([0, 0]);
    b.pc.ice('connected');
    expect(b.possible).toBe(1);
    expect(b.link.openChannel('peercall.file', '')).not.toBeNull();
    b.link.close();
    expect(b.link.openChannel('peercall.file', '')).toBeNull();
  });

  it('of the far end are handed on, and close with their connection', async () => {
    const { clock, a } = await connected();
    const given = a.pc.peerOpens('peercall.file', 'peercall.file.1');
    const [channel] = a.channels;
    const heard: unknown[] = [];
    channel?.listen({ received: (data) => heard.push(data), drained: () => heard.push('drained'), closed: () => heard.push('closed') });
    given.onmessage?.({ data: 'hello' });
    given.onbufferedamountlow?.();
    expect(channel?.send('back')).toBe(true);
    // The far end has begun anew.
    a.link.receive({ link: 'b2', description: { type: 'offer', sdp: '{"sections":[],"ice":"new"}' } });
    await clock.advance(100);
    expect(heard).toEqual(['hello', 'drained', 'closed']);
    expect(channel?.open).toBe(false);
    expect(channel?.send('late')).toBe(false);
    a.pc.ice('connected');
    expect(a.possible).toBe(2);
  });

  it('that one closes oneself say nothing more', async () => {
    const { a } = await connected();
    const given = a.pc.peerOpens('x');
    const heard: unknown[] = [];
    a.channels[0]?.listen({ received: () => undefined, closed: () => heard.push('closed') });
    a.channels[0]?.close();
    given.closeByPeer();
    a.link.close();
    expect(heard).toEqual([]);
  });
});

describe('a link to a program', () => {
  it('is offered data alone, by a channel that the program never hears of', async () => {
    const { clock, a, b } = linkPair(10, { a: media }, true);
    b.link.start(false);
    a.link.start(true);
    await clock.advance(100);
    expect(agreed(a, b)).toBe(true);
    expect(sections(a.pc)).toEqual(['application']);
    expect(a.pc.channels).toHaveLength(1);
    a.link.setTrack('camera', fakeTrack('video'));
    a.link.setTrack('screen', fakeTrack('video', 'screen'));
    await clock.advance(10_000);
    expect(a.descriptions).toEqual(['offer']);
  });

  it('takes an offer of data, and answers nothing more with what there is to see and hear', async () => {
    const { clock, a } = linkPair(10, { a: media }, true);
    a.link.start(false);
    a.link.receive(dataOffer);
    await clock.advance(10_000);
    expect(a.descriptions).toEqual(['answer']);
    expect(a.pc.channels).toEqual([]);
    a.link.openChannel('peercall.file', '');
    await clock.advance(1_000);
    expect(a.descriptions).toEqual(['answer']);
  });

  it('is connected without media, and stays so in its silence', async () => {
    const { clock, a } = linkPair(10, { a: media }, true);
    a.link.start(false);
    a.link.receive(dataOffer);
    await clock.advance(100);
    a.pc.ice('connected');
    a.link.setFarEnd({ connected: true, sending: true });
    for (let second = 0; second < 30; second++) {
      await a.link.sample();
      await clock.advance(1_000);
    }
    expect(a.link.status).toMatchObject({ state: 'connected', trouble: null });
    expect(a.connections).toHaveLength(1);
  });

  it('offers data after 3 s when the program does not, and when the link begins anew', async () => {
    const { clock, a, b } = linkPair(10, { a: media }, true);
    a.link.start(false);
    await clock.advance(3_100);
    expect(sections(a.pc)).toEqual(['application']);
    a.pc.ice('connected', 'failed');
    await clock.advance(5_000);
    expect(a.connections.length).toBeGreaterThan(1);
    expect(sections(a.pc)).toEqual(['application']);
    expect(agreed(a, b)).toBe(true);
  });

  it('restarts ICE although it has no media', async () => {
    const { clock, a, b } = linkPair(10, {}, true);
    b.link.start(false);
    a.link.start(true);
    await clock.advance(100);
    a.pc.ice('connected');
    const generation = a.pc.iceGeneration;
    a.link.restart();
    await clock.advance(1_000);
    expect(a.pc.iceGeneration).not.toBe(generation);
    expect(a.descriptions).toEqual(['offer', 'offer']);
    expect(agreed(a, b)).toBe(true);
  });

  it('settles first offers that meet', async () => {
    const { clock, a, b } = linkPair(10, { a: media }, true);
    b.link.start(true);
    a.link.start(true);
    await clock.advance(3_000);
    expect(agreed(a, b)).toBe(true);
  });
});

describe('a program that rejects media sections', () => {
  it('beside the data that it takes disturbs nothing', async () => {
    const { clock, a, b } = linkPair(10, { b: { ...NO_TRACKS, ...media } });
    a.pc.rejects = [0, 1, 2];
    a.link.start(false);
    b.link.start(true);
    await clock.advance(100);
    b.pc.ice('connected');
    b.link.openChannel('peercall.file', '');
    await clock.advance(10_000);
    expect(b.descriptions).toEqual(['offer', 'offer']);
    expect(b.link.status.state).toBe('connected');
    expect(b.link.incoming).toEqual(NO_TRACKS);
  });
});
