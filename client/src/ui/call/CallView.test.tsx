// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PeerSnapshot } from '../../call/snapshot';
import { given, renderRoom } from '../testing/renderRoom';
import { flow, link, NOW, path, peer, relay, snapshot, stats } from '../testing/snapshots';
import { HIDE_AFTER_MS } from './useIdle';

vi.mock('uplot', () => ({
  default: class {
    setData() {}
    setSize() {}
    destroy() {}
  },
}));

const base = snapshot();

/** What a `MediaStream` is to a view: an object that is the same or another. */
const stream = () => new MediaStream();

describe('tiles', () => {
  it('are groups named after the person, with the connection in words', () => {
    renderRoom({ peers: [peer('p1', 'Ines', { link: link({}, 'relay-tls') })] });
    const tile = screen.getByRole('group', { name: 'Ines' });
    expect(tile.dataset.testid).toBe('tile-p1');
    const badge = screen.getByRole('button', { name: 'Connection to Ines: relayed over TLS by turn.example.org' });
    expect(badge.dataset.path).toBe('relay-tls');
    expect(badge.dataset.testid).toBe('badge-p1');
  });

  it('mark who is muted', () => {
    const call = renderRoom({ peers: [peer('p1', 'Ines')] });
    expect(screen.queryByTestId('muted-p1')).toBeNull();
    act(() =>
      call.show((now) => ({ ...now, peers: [peer('p1', 'Ines', { media: { mic: false, camera: true, screen: false, hand: false } })] })),
    );
    expect(screen.getByTestId('muted-p1').getAttribute('aria-label')).toBe('Ines’s microphone is off');
  });

  it('count the seconds of an interruption', () => {
    renderRoom({ peers: [peer('p1', 'Ines', { link: link({ state: 'interrupted', since: NOW - 4_200 }) })] });
    expect(screen.getByTestId('interrupted-p1').textContent).toContain('reconnecting · 4 s');
  });

  it('say of a shared screen, too, that it stands still for want of a connection', () => {
    const media = { mic: true, camera: true, screen: true, hand: false };
    renderRoom({ peers: [peer('p1', 'Ines', { media, screen: stream(), link: link({ state: 'interrupted', since: NOW - 2_000 }) })] });
    expect(screen.getByTestId('interrupted-screen-p1').textContent).toContain('reconnecting · 2 s');
  });

  it('say why a connection failed and try again on wish', () => {
    const failed = link({ state: 'failed', trouble: { code: 'turn-not-configured', retrying: false } });
    const call = renderRoom({ peers: [peer('p1', 'Ines', { link: failed })] });
    expect(screen.getByRole('alert').textContent).toContain('no relay is set up');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(given(call, 'restartLink')).toEqual([['p1']]);
  });

  it('lead from a failure to the connection test, in a tab of its own: this one holds the call', () => {
    const failed = link({ state: 'failed', trouble: { code: 'turn-expired', retrying: true } });
    renderRoom({ peers: [peer('p1', 'Ines', { link: failed })] });
    const way = screen.getByRole<HTMLAnchorElement>('link', { name: /^Test my connection/ });
    expect([way.getAttribute('href'), way.target, way.rel]).toEqual(['/test', '_blank', 'noopener']);
  });

  it('say that a picture is paused in place of one that stands still', () => {
    const ines = peer('p1', 'Ines', { stream: stream(), link: link({ farPaused: true }) });
    const call = renderRoom({ peers: [ines] });
    expect(screen.getByTestId('without-picture-p1').textContent).toBe('Picture paused to save data');
    expect(screen.getByTestId('video-p1').className).toContain('tile-video-off');
    act(() => call.show((now) => ({ ...now, peers: [{ ...ines, media: { ...ines.media, camera: false } }] })));
    expect(screen.queryByTestId('without-picture-p1')).toBeNull();
    act(() => call.show((now) => ({ ...now, peers: [{ ...ines, link: link() }] })));
    expect(screen.queryByTestId('without-picture-p1')).toBeNull();
    expect(screen.getByTestId('video-p1').className).not.toContain('tile-video-off');
  });

  it('say that no picture arrives when one has stood still for three seconds', () => {
    const frozen = (second: number) => ({ ...stats(path('nat'), second), videoIn: { ...flow, framesPerSecond: 0 } });
    const ines = (history: ReturnType<typeof stats>[]) => peer('p1', 'Ines', { stream: stream(), link: link({ history }) });
    const call = renderRoom({ peers: [ines([stats(path('nat'), 1), frozen(2), frozen(3)])] });
    expect(screen.queryByTestId('without-picture-p1')).toBeNull();
    act(() => call.show((now) => ({ ...now, peers: [ines([frozen(2), frozen(3), frozen(4)])] })));
    expect(screen.getByTestId('without-picture-p1').textContent).toBe('No picture arrives');
  });

  it('mark on the own picture who does not get it', () => {
    renderRoom({ peers: [peer('p1', 'Ines', { link: link({ paused: true }) }), peer('p2', 'Cem')] });
    expect(screen.getByTestId('own-picture-paused').getAttribute('aria-label')).toBe(
      'Your picture is paused for Ines, so that the sound stays good',
    );
  });

  it('keep their video elements through every change of layout and every reading', () => {
    const ines = peer('p1', 'Ines', { stream: stream() });
    const call = renderRoom({ peers: [ines] });
    const video = screen.getByTestId<HTMLVideoElement>('video-p1');
    const set = vi.spyOn(video, 'srcObject', 'set');
    const shared = { ...ines, screen: stream(), media: { ...ines.media, screen: true } };
    const layouts = [
      [peer('p0', 'Ann'), ines],
      [peer('p0', 'Ann'), shared, peer('p2', 'Cem')],
      [shared],
      [{ ...ines, link: link({ state: 'interrupted' }) }],
      [{ ...ines, media: { ...ines.media, camera: false } }],
    ];
    for (const peers of layouts) {
      act(() => call.show((now) => ({ ...now, peers })));
      expect(screen.getByTestId('video-p1')).toBe(video);
    }
    expect(set).not.toHaveBeenCalled();
  });

  it('show who speaks without rendering anything anew', () => {
    const call = renderRoom({ peers: [peer('p1', 'Ines')] });
    const tile = screen.getByTestId('tile-p1');
    call.speak('p1', 0.5, true);
    expect(tile.hasAttribute('data-speaking')).toBe(true);
    call.speak('p1', 0, false);
    expect(tile.hasAttribute('data-speaking')).toBe(false);
    call.speak('self', 0.5, true);
    expect(screen.getByTestId('self-tile').hasAttribute('data-speaking')).toBe(true);
    const own = screen.getByRole('button', { name: 'Turn microphone off' }).querySelector<HTMLElement>('.bar-level');
    expect(own?.style.getPropertyValue('--level')).toBe('0.50');
  });

  it('glide when somebody leaves, and stand still while whoever came is being connected', () => {
    const ann = peer('p0', 'Ann');
    const call = renderRoom({ peers: [ann] });
    const stage = screen.getByTestId('self-tile').parentElement;
    const arrange = (...peers: PeerSnapshot[]) => {
      act(() => call.show((now) => ({ ...now, peers })));
      return stage?.hasAttribute('data-gliding');
    };
    expect(arrange(ann, peer('p1', 'Ines'))).toBe(false);
    expect(arrange(ann)).toBe(true);
    expect(arrange(ann, peer('p2', 'Cem'))).toBe(false);
  });
});

describe('controls', () => {
  it('turn devices off and on by names that say what a press does', () => {
    const call = renderRoom({ peers: [peer('p1', 'Ines')] });
    fireEvent.click(screen.getByRole('button', { name: 'Turn microphone off' }));
    fireEvent.click(screen.getByRole('button', { name: 'Turn camera off' }));
    fireEvent.click(screen.getByRole('button', { name: 'Share screen' }));
    fireEvent.click(screen.getByRole('button', { name: 'Leave' }));
    expect(call.raised.filter((one) => one.intent !== 'typing')).toEqual([
      { intent: 'setMicrophone', given: [false] },
      { intent: 'setCamera', given: [false] },
      { intent: 'setScreen', given: [true] },
      { intent: 'leave', given: [] },
    ]);
    act(() => call.show((now) => ({ ...now, self: { ...now.self, media: { mic: false, camera: false, screen: true, hand: false } } })));
    for (const name of ['Turn microphone on', 'Turn camera on', 'Stop sharing']) expect(screen.getByRole('button', { name })).toBeDefined();
  });

  it('follow the keys', () => {
    const call = renderRoom({ peers: [peer('p1', 'Ines')] });
    fireEvent.keyDown(document.body, { key: 'd', ctrlKey: true });
    fireEvent.keyDown(document.body, { key: 'e', metaKey: true });
    expect(given(call, 'setMicrophone')).toEqual([[false]]);
    expect(given(call, 'setCamera')).toEqual([[false]]);
  });

  it('let one talk while the space bar is held, when muted and nowhere else', () => {
    const call = renderRoom({ peers: [peer('p1', 'Ines')], self: { ...base.self, media: { ...base.self.media, mic: false } } });
    fireEvent.keyDown(document.body, { key: ' ' });
    fireEvent.keyDown(document.body, { key: ' ', repeat: true });
    fireEvent.keyUp(document.body, { key: ' ' });
    expect(given(call, 'setMicrophone')).toEqual([[true], [false]]);
    fireEvent.keyDown(screen.getByRole('button', { name: 'Leave' }), { key: ' ' });
    expect(given(call, 'setMicrophone')).toHaveLength(2);
  });

  it('stop talking when the window loses the focus while space is held', () => {
    const call = renderRoom({ peers: [peer('p1', 'Ines')], self: { ...base.self, media: { ...base.self.media, mic: false } } });
    fireEvent.keyDown(document.body, { key: ' ' });
    fireEvent.blur(window);
    expect(given(call, 'setMicrophone')).toEqual([[true], [false]]);
  });

  it('tell whoever speaks while muted', () => {
    const call = renderRoom({ peers: [peer('p1', 'Ines')] });
    act(() => call.show((now) => ({ ...now, self: { ...now.self, media: { ...now.self.media, mic: false }, speakingWhileMuted: true } })));
    expect(screen.getByText(/You are muted/)).toBeDefined();
  });
});

describe('hiding the controls', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const hidden = () => screen.getByRole('toolbar', { hidden: true }).hasAttribute('data-hidden');
  const wait = () => act(() => vi.advanceTimersByTime(HIDE_AFTER_MS + 100));

  it('happens when nothing moves, and a move brings them back', () => {
    renderRoom({ peers: [peer('p1', 'Ines')] });
    wait();
    expect(hidden()).toBe(true);
    act(() => void fireEvent.pointerMove(screen.getByTestId('tile-p1'), { pointerType: 'mouse' }));
    expect(hidden()).toBe(false);
  });

  it('never happens while they have the focus', () => {
    renderRoom({ peers: [peer('p1', 'Ines')] });
    act(() => screen.getByRole('button', { name: 'Leave' }).focus());
    wait();
    expect(hidden()).toBe(false);
  });

  it('never happens to somebody alone', () => {
    renderRoom();
    wait();
    expect(hidden()).toBe(false);
  });

  it('is undone by a tap and by a key', () => {
    renderRoom({ peers: [peer('p1', 'Ines')] });
    wait();
    act(() => void fireEvent.pointerUp(screen.getByTestId('tile-p1'), { pointerType: 'touch' }));
    expect(hidden()).toBe(false);
    wait();
    act(() => void fireEvent.keyDown(document.body, { key: 'Tab' }));
    expect(hidden()).toBe(false);
  });
});

describe('the call', () => {
  it('goes on, and says so, while the server is away', () => {
    const call = renderRoom({ peers: [peer('p1', 'Ines')] });
    act(() => call.show((now) => ({ ...now, signaling: 'reconnecting' })));
    expect(screen.getByText('The server is away. Your call goes on.')).toBeDefined();
    expect(screen.getByTestId('video-p1')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
    expect(given(call, 'reconnectNow')).toHaveLength(1);
  });

  it('says aloud who came, not who was there before', () => {
    const call = renderRoom({ notices: [{ key: 1, kind: 'peer-joined', name: 'Ann' }] });
    expect(screen.queryByText('Ann is here')).toBeNull();
    act(() => call.show((now) => ({ ...now, notices: [...now.notices, { key: 2, kind: 'peer-joined', name: 'Ben' }] })));
    expect(screen.getByRole('log').textContent).toBe('Ben is here');
  });

  it('opens the link panel from the badge and closes it with Esc', async () => {
    renderRoom({ peers: [peer('p1', 'Ines', { link: link({ stats: null, history: [] }) })] });
    fireEvent.click(screen.getByTestId('badge-p1'));
    expect(await screen.findByRole('complementary', { name: 'Connection to Ines' })).toBeDefined();
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(screen.queryByRole('complementary')).toBeNull();
  });

  it('shows path, words and numbers in the link panel', async () => {
    renderRoom({ peers: [peer('p1', 'Ines')] });
    fireEvent.click(screen.getByTestId('badge-p1'));
    await waitFor(() => expect(screen.getByTestId('link-words').textContent).toBe('direct through NAT'));
    expect(screen.getByRole('img', { name: 'Path: You, direct through NAT, Ines' })).toBeDefined();
    expect(screen.getByText('VP9 · Opus')).toBeDefined();
    expect(screen.getByText('412 ms')).toBeDefined();
  });

  it('names both relays in the link panel, how each is reached, and by whose wish', async () => {
    const relayed = path('relay-tls', {
      ourRelay: relay({ server: 'turn.example.org:443', transport: 'tls' }),
      theirRelay: relay({ server: 'other.example.org:3478', chosen: true }),
    });
    renderRoom({ peers: [peer('p1', 'Ines', { link: link({ stats: stats(relayed) }) })] });
    const badge = screen.getByTestId('badge-p1');
    expect(badge.getAttribute('aria-label')).toBe('Connection to Ines: relayed over TLS by turn.example.org and other.example.org');
    fireEvent.click(badge);
    await waitFor(() => expect(screen.getByText('Your relay').nextSibling?.textContent).toBe('turn.example.org:443, over TLS'));
    expect(screen.getByText('Ines’s relay').nextSibling?.textContent).toBe('other.example.org:3478, over UDP');
    expect(screen.getByText(/^Ines wants to be reached by relay only/)).toBeDefined();
  });

  it('says in the link panel why a link runs as it does, what is paused, and why one failed', async () => {
    const call = renderRoom({ peers: [peer('p1', 'Ines', { link: link({ cause: 'udp-blocked', paused: true }, 'relay-tls') })] });
    fireEvent.click(screen.getByTestId('badge-p1'));
    expect(await screen.findByText(/^Your network lets no UDP out/)).toBeDefined();
    expect(screen.getByText(/^The network is too weak for your picture: Ines hears you/)).toBeDefined();
    const failed = link({ state: 'failed', cause: 'turn-quota', trouble: { code: 'turn-quota', retrying: true }, stats: null });
    act(() => call.show((now) => ({ ...now, peers: [peer('p1', 'Ines', { link: failed })] })));
    const panel = screen.getByRole('complementary');
    expect(panel.querySelector('[data-code="turn-quota"] a')?.getAttribute('href')).toBe('/test');
  });

  it('tells afterwards how long it was and how one was connected', async () => {
    const call = renderRoom({
      phase: 'left',
      summary: { durationMs: 200_000, people: 2, links: [{ name: 'Ines', path: path('nat') }] },
    });
    expect(await screen.findByText(/3 min 20 s with 2 people/)).toBeDefined();
    expect(screen.getByText('direct through NAT')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Rejoin' }));
    expect(given(call, 'again')).toHaveLength(1);
  });
});
