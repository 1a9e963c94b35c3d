import { describe, expect, it } from 'vitest';
import { ada, answer, inCall, media } from '../testing/callInRoom';
import type { FakePage } from '../testing/fakeEnvironment';
import { bytesOf, fakeFile } from '../testing/fileBytes';
import { settle } from '../testing/virtualClock';
import type { Call } from './snapshot';

const last = (page: FakePage) => {
  const pc = page.connections.at(-1);
  if (pc === undefined) throw new Error('no connection');
  return pc;
};
const states = (call: Call) => call.getSnapshot().files.map(({ shares }) => shares.map(({ state, trouble }) => trouble ?? state));
const offer = { type: 'offer', transfer: 'k3v9x0q2m7c4b8n1', name: 'plan.pdf', size: 5 };

/** A call in which the link to Ada stands. */
async function linked() {
  const all = await inCall();
  await answer(all.page);
  last(all.page).ice('connected');
  await settle();
  return all;
}

describe('files in a call', () => {
  it('wait for a link, and then are offered on a channel of their own', async () => {
    const { page, call } = await inCall();
    call.sendFile(fakeFile('plan.pdf', bytesOf(5), 'application/pdf'));
    expect(last(page).channels).toEqual([]);
    expect(states(call)).toEqual([['offered']]);
    await answer(page);
    last(page).ice('connected');
    const [channel] = last(page).channels;
    expect(channel).toMatchObject({ label: 'peercall.file', protocol: 'peercall.file.1' });
    channel?.open();
    expect(channel?.texts).toEqual([
      { type: 'offer', transfer: expect.any(String), name: 'plan.pdf', size: 5, mediaType: 'application/pdf' },
    ]);
    channel?.say({ type: 'decline', code: 'declined' });
    expect(states(call)).toEqual([['declined']]);
  });

  it('come from the far end, and are answered by the person', async () => {
    const { page, call } = await linked();
    const channel = last(page).peerOpens('peercall.file', 'peercall.file.1');
    channel.say(offer);
    const [file] = call.getSnapshot().files;
    expect(file).toMatchObject({ from: 'ada00000', name: 'Ada', fileName: 'plan.pdf', size: 5 });
    call.acceptFile(file?.key ?? '');
    expect(channel.texts).toEqual([{ type: 'accept', offset: 0 }]);
    call.cancelFile(file?.key ?? '');
    expect(channel.texts.at(-1)).toEqual({ type: 'cancel', code: 'cancelled' });
    expect(channel.readyState).toBe('closed');
  });

  it('end with a word when we leave or reload, and with whoever leaves', async () => {
    const { page, call } = await linked();
    const [first, second] = ['k3v9x0q2m7c4b8n1', 'k3v9x0q2m7c4b8n2'].map((transfer) => {
      const channel = last(page).peerOpens('peercall.file', 'peercall.file.1');
      channel.say({ ...offer, transfer });
      return channel;
    });
    call.declineFile(call.getSnapshot().files[0]?.key ?? '');
    expect(first?.texts).toEqual([{ type: 'decline', code: 'declined' }]);
    page.page.pageHidden();
    expect(second?.texts).toEqual([{ type: 'cancel', code: 'cancelled' }]);
    expect(states(call)).toEqual([['declined'], ['given-up']]);
  });

  it('of somebody who left are over', async () => {
    const { page, call } = await linked();
    last(page).peerOpens('peercall.file', 'peercall.file.1').say(offer);
    page.server.last.say({ type: 'peer-left', seq: 3, peer: 'ada00000', reason: 'left' });
    expect(states(call)).toEqual([['peer-left']]);
    await call.leave();
    expect(page.clock.waiting).toBe(0);
  });
});

describe('a program in the room', () => {
  it('takes nothing of what a picture to a person may use', async () => {
    const robot = { ...ada, id: 'bot00000', kind: 'headless' };
    const { page } = await inCall([ada, robot]);
    const bitrate = () => page.connections[0]?.getTransceivers()[1]?.sender.getParameters().encodings[0]?.maxBitrate;
    expect(bitrate()).toBe(2_500_000);
    page.server.last.say({ type: 'peer-joined', seq: 2, peer: { ...ada, id: 'zoe00000' } });
    await answer(page);
    expect(bitrate()).toBe(1_200_000);
  });

  it.each(['headless', 'server'])('of kind %s is offered data alone', async (kind) => {
    const { page, call } = await inCall([{ ...ada, kind, media: { ...media, mic: false, camera: false } }]);
    expect(JSON.parse(last(page).localDescription?.sdp ?? '')).toMatchObject({ sections: [{ kind: 'application' }] });
    await answer(page);
    last(page).ice('connected');
    expect(call.getSnapshot().peers[0]).toMatchObject({ kind, stream: null, link: { state: 'connected', trouble: null } });
    await page.clock.advance(30_000);
    expect(page.server.last.of('signal')).toHaveLength(1);
  });
});
