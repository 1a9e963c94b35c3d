import { describe, expect, it } from 'vitest';
import { fakeTrack } from '../testing/fakePeerConnection';
import { agreed, connected, type LinkEnd, linkPair } from '../testing/linkPair';
import { NO_TRACKS } from './mediaSlots';
import { videoBounds } from './videoBounds';

const sending = (end: LinkEnd): (string | null)[] =>
  end.pc
    .getTransceivers()
    .filter(({ mid }) => mid !== null)
    .map(({ sender }) => sender.track?.id ?? null);

describe('setting up a link', () => {
  it('takes one offer and one answer; who was there waits', async () => {
    const { clock, a, b } = linkPair();
    a.link.start(false);
    b.link.start(true);
    await clock.advance(10_000);
    expect(b.descriptions).toEqual(['offer']);
    expect(a.descriptions).toEqual(['answer']);
    expect(agreed(a, b)).toBe(true);
    expect(b.sent[0]).toMatchObject({ link: 'b1' });
    expect(b.sent[0]).not.toHaveProperty('remoteLink');
    expect(a.sent[0]).toMatchObject({ link: 'a1', remoteLink: 'b1' });
  });

  it('has three sections in fixed order, all sendrecv, with the tracks of both ends in place', async () => {
    const mic = fakeTrack('audio');
    const camera = fakeTrack('video');
    const { clock, a, b } = linkPair(10, { a: { audio: mic, camera, screen: null }, b: NO_TRACKS });
    a.link.start(false);
    b.link.start(true);
    await clock.advance(100);
    for (const end of [a, b]) {
      expect(end.pc.getTransceivers().map(({ receiver }) => receiver.track.kind)).toEqual(['audio', 'video', 'video']);
      expect(end.pc.getTransceivers().map(({ currentDirection }) => currentDirection)).toEqual(['sendrecv', 'sendrecv', 'sendrecv']);
    }
    expect(sending(a)).toEqual([mic.id, camera.id, null]);
    expect(sending(b)).toEqual([null, null, null]);
  });

  it('offers after 3 s when the offer does not come', async () => {
    const { clock, a, b } = linkPair();
    a.link.start(false);
    await clock.advance(2_999);
    expect(a.descriptions).toEqual([]);
    await clock.advance(100);
    expect(a.descriptions).toEqual(['offer']);
    expect(agreed(a, b)).toBe(true);
  });

  it('settles glare: the impolite offer stands, the polite end takes it with a new connection under the same name', async () => {
    const mic = fakeTrack('audio');
    const { clock, a, b } = linkPair(10, { b: { ...NO_TRACKS, audio: mic } });
    a.link.start(true);
    b.link.start(true);
    await clock.advance(1_000);
    expect(agreed(a, b)).toBe(true);
    expect(a.connections).toHaveLength(1);
    expect(b.connections).toHaveLength(2);
    expect(b.connections[0]?.closed).toBe(true);
    expect(b.sent.map(({ link }) => link)).toEqual(b.sent.map(() => 'b1'));
    expect(sending(b)).toEqual([mic.id, null, null]);
    expect(b.pc.getTransceivers()).toHaveLength(3);
  });

  it('settles glare with candidates that follow the offer at once', async () => {
    const { clock, a, b } = linkPair();
    a.online = false;
    b.online = false;
    a.link.start(true);
    b.link.start(true);
    await clock.advance(100);
    const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };
    for (const body of a.sent) b.link.receive(body);
    b.link.receive({ link: 'a1', candidate });
    b.link.receive({ link: 'a1', remoteLink: 'b1', candidate: null });
    await clock.advance(100);
    expect(b.descriptions.at(-1)).toBe('answer');
    expect(b.pc.candidates).toEqual([candidate, null]);
  });

  it('offers once more when the far end, which has begun anew, may never have had the first offer', async () => {
    const { clock, a, b } = linkPair();
    a.online = false;
    a.link.start(true);
    await clock.advance(100);
    // Nothing of `a` has arrived; `b` offers, and `a`, being impolite, insists on its own.
    a.online = true;
    b.link.start(true);
    await clock.advance(1_200);
    expect(agreed(a, b)).toBe(true);
    expect(a.descriptions).toEqual(['offer', 'offer']);
  });

  it('offers nothing on a connection without sections, whatever the browser says', async () => {
    const { clock, a } = linkPair();
    a.link.start(false);
    a.link.setConfiguration({ iceServers: [{ urls: 'stun:192.0.2.1' }] }, 'stay');
    await clock.advance(2_900);
    expect(a.sent).toEqual([]);
    expect(a.connections).toHaveLength(1);
  });

  it('keeps candidates that come before the description, and hands on the end of candidates', async () => {
    const { clock, a } = linkPair();
    a.link.start(false);
    const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };
    a.link.receive({ link: 'x', candidate });
    a.link.receive({ link: 'x', candidate: null });
    await clock.advance(0);
    expect(a.pc.candidates).toEqual([]);
    a.link.receive({ link: 'x', description: { type: 'offer', sdp: '{"sections":[],"ice":"x"}' } });
    await clock.advance(0);
    expect(a.pc.candidates).toEqual([candidate, null]);
  });

  it('trickles: candidates as found, the empty one left out, null at the end', async () => {
    const { clock, b } = linkPair();
    b.link.start(true);
    await clock.advance(0);
    b.pc.gathered({ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' });
    b.pc.gathered({ candidate: '' });
    b.pc.gathered(null);
    expect(b.sent.slice(1)).toEqual([
      { link: 'b1', candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 } },
      { link: 'b1', candidate: null },
    ]);
  });

  it('replaces tracks and bounds without an offer', async () => {
    const { clock, a, b } = await connected();
    const camera = fakeTrack('video');
    const screen = fakeTrack('video', 'screen');
    a.link.setTrack('camera', camera);
    a.link.setTrack('screen', screen);
    a.link.setTrack('camera', null);
    a.link.setBounds(videoBounds(5, false));
    await clock.advance(1_000);
    expect(sending(a)).toEqual([null, null, screen.id]);
    expect(a.pc.getTransceivers()[1]?.sender.getParameters().encodings[0]?.maxBitrate).toBe(300_000);
    expect([...a.descriptions, ...b.descriptions]).toEqual(['answer', 'offer']);
  });
});

describe('a far end with fewer sections', () => {
  it('may offer no media at all; what there is to send is offered once and may be rejected', async () => {
    const mic = fakeTrack('audio');
    const { clock, a, b } = linkPair(10, { a: { ...NO_TRACKS, audio: mic } });
    a.link.start(false);
    b.pc.rejects = [0];
    a.link.receive({ link: 'b1', description: { type: 'offer', sdp: '{"sections":[],"ice":"x"}' } });
    await clock.advance(1_000);
    expect(a.descriptions).toEqual(['answer', 'offer']);
    const offered = JSON.parse(a.pc.localDescription?.sdp ?? '') as { sections: { kind: string }[] };
    expect(offered.sections.map(({ kind }) => kind)).toEqual(['audio']);
    a.link.receive({
      link: 'b1',
      remoteLink: 'a1',
      description: { type: 'answer', sdp: '{"sections":[{"mid":"0","kind":"audio","rejected":true}],"ice":"x"}' },
    });
    a.link.setTrack('audio', fakeTrack('audio'));
    await clock.advance(5_000);
    expect(a.descriptions).toEqual(['answer', 'offer']);
    expect(a.connections).toHaveLength(1);
  });

  it('may reject every section of our offer', async () => {
    const { clock, a, b } = linkPair(10, { b: { ...NO_TRACKS, audio: fakeTrack('audio') } });
    a.pc.rejects = [0, 1, 2];
    a.link.start(false);
    b.link.start(true);
    await clock.advance(1_000);
    expect(agreed(a, b)).toBe(true);
    expect(b.descriptions).toEqual(['offer']);
    b.link.setTrack('camera', fakeTrack('video'));
    await clock.advance(1_000);
    expect(b.descriptions).toEqual(['offer']);
  });
});

describe('link names (protocol section 5)', () => {
  it('let a message for a former connection be ignored', async () => {
    const { clock, a } = await connected();
    a.link.receive({ link: 'b1', remoteLink: 'a0', description: { type: 'offer', sdp: '{"sections":[],"ice":"stale"}' } });
    await clock.advance(100);
    expect(a.pc.remoteDescription?.sdp).not.toContain('stale');
    expect(a.connections).toHaveLength(1);
  });

  it('tell that the far end has started afresh: the own connection is replaced before its offer is taken', async () => {
    const { clock, a } = await connected();
    const old = a.pc;
    a.link.receive({ link: 'b2', description: { type: 'offer', sdp: '{"sections":[],"ice":"new"}' } });
    await clock.advance(100);
    expect(old.closed).toBe(true);
    expect(a.connections).toHaveLength(2);
    expect(a.fresh).toBe(1);
    expect(a.pc.remoteDescription?.sdp).toContain('new');
    expect(a.sent.at(-1)).toMatchObject({ link: 'a2', remoteLink: 'b2', description: { type: 'answer' } });
  });

  it('make crossing fresh starts settle on one pair of connections', async () => {
    const { clock, a, b } = await connected();
    // Both ends have lost DTLS and begin anew at the same moment.
    a.pc.ice('connected', 'failed');
    b.pc.ice('connected', 'failed');
    await clock.advance(5_000);
    expect(agreed(a, b)).toBe(true);
    expect(a.connections).toHaveLength(2);
    // One more: the polite end's own offer gave way.
    expect(b.connections).toHaveLength(3);
  });

  it('bind a connection that is not bound yet to whichever comes, without replacing it', async () => {
    const { clock, a } = linkPair();
    a.online = false;
    const end = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' };
    a.link.start(true);
    await clock.advance(0);
    // A former life of the far end is heard of before the present one answers.
    a.link.receive({ link: 'b1', candidate: end });
    a.link.receive({ link: 'b2', remoteLink: 'a1', description: { type: 'answer', sdp: '{"sections":[],"ice":"new"}' } });
    await clock.advance(100);
    expect(a.connections).toHaveLength(1);
    expect(a.pc.signalingState).toBe('stable');
    expect(a.sent.at(-1)).toMatchObject({ link: 'a1' });
  });

  it('mend a link whose ends are bound to different connections', async () => {
    const { clock, a, b } = await connected();
    a.link.receive({ link: 'b0', description: { type: 'offer', sdp: '{"sections":[],"ice":"late"}' } });
    await clock.advance(100);
    expect(agreed(a, b)).toBe(false);
    // What was the other half of it is gone, so restarts are of no use.
    b.pc.ice('failed');
    await clock.advance(20_000);
    expect(agreed(a, b)).toBe(true);
    expect(a.connections.length + b.connections.length).toBe(5);
  });

  it('offer at once when the far end has started afresh with something else than an offer', async () => {
    const { clock, a } = await connected();
    a.link.receive({ link: 'b7', candidate: null });
    await clock.advance(0);
    expect(a.connections).toHaveLength(2);
    expect(a.sent.at(-1)).toMatchObject({ link: 'a2', remoteLink: 'b7', description: { type: 'offer' } });
  });
});
