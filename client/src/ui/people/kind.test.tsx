// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { PeerSnapshot } from '../../call/snapshot';
import { renderRoom } from '../testing/renderRoom';
import { link, path, peer, snapshot, stats } from '../testing/snapshots';

vi.mock('uplot', () => ({
  default: class {
    setData() {}
    setSize() {}
    destroy() {}
  },
}));

const silent = { mic: false, camera: false, screen: false, hand: false };
const dataOnly = {
  ...stats(path('direct')),
  videoIn: null,
  videoOut: null,
  audioIn: null,
  audioOut: null,
  dataIn: 80_000,
  dataOut: 40_000,
};
const program = (kind: PeerSnapshot['kind'], name = 'Robot') =>
  peer('p1', name, { kind, media: silent, link: link({ stats: dataOnly, history: [dataOnly] }, 'direct') });
const tile = () => within(screen.getByTestId('tile-p1'));

describe('a program in a call', () => {
  it.each([
    ['headless', 'quiet-harbour-4821', 'Program'],
    ['server', 'quiet-harbour-4821', 'Server'],
    ['server', 'test-k3v9x0q2', 'Test partner'],
  ] as const)('of kind %s in %s says what it is', async (kind, room, word) => {
    renderRoom({ peers: [program(kind), peer('p2', 'Ines')], room: { ...snapshot().room, name: room } });
    fireEvent.click(screen.getByRole('button', { name: 'People' }));
    const list = await screen.findByRole('complementary', { name: /People/ });
    expect(within(list).getByText(word)).toBeDefined();
  });

  it('has a sign in place of a picture, and neither waits for one nor counts as muted', () => {
    renderRoom({ peers: [program('headless')] });
    expect(tile().getByTestId('program-face')).toBeDefined();
    expect(tile().queryByRole('status')).toBeNull();
    expect(screen.queryByTestId('muted-p1')).toBeNull();
  });

  it('has a link whose numbers are those of data alone', async () => {
    renderRoom({ peers: [program('headless')] });
    fireEvent.click(screen.getByTestId('badge-p1'));
    expect((await screen.findByTestId('link-words')).textContent).toBe('direct');
    expect(screen.getByText(/^Data goes straight/)).toBeDefined();
    expect(screen.getByText('80 kbit/s')).toBeDefined();
    for (const word of ['Loss', 'Jitter', 'Codec']) expect(screen.queryByText(word)).toBeNull();
  });
});
