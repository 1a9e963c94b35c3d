import { describe, expect, it } from 'vitest';
import { linkState } from './linkStatus';
import { videoBounds } from './videoBounds';

describe('linkState', () => {
  const facts = {
    previous: 'connected',
    everConnected: true,
    connection: 'connected',
    iceDown: false,
    quiet: false,
    restartsInVain: 0,
    connectingMs: 0,
  } as const;
  it.each([
    ['runs', {}, 'connected'],
    ['is being restarted although it runs', { connection: 'connecting' }, 'connected'],
    ['comes back', { previous: 'interrupted', connection: 'connecting' }, 'interrupted'],
    ['is silent', { quiet: true }, 'interrupted'],
    ['has lost ICE', { connection: 'disconnected', iceDown: true }, 'interrupted'],
    ['was restarted in vain', { connection: 'failed', restartsInVain: 7 }, 'failed'],
    ['was restarted in vain and has only begun to look again', { connection: 'connecting', quiet: true, restartsInVain: 7 }, 'failed'],
    ['begins', { previous: 'connecting', everConnected: false, connection: 'connecting' }, 'connecting'],
    ['takes too long to begin', { previous: 'connecting', everConnected: false, connection: 'new', connectingMs: 20_000 }, 'failed'],
  ] as const)('of a link that %s', (_, seen, state) => {
    expect(linkState({ ...facts, ...seen })).toBe(state);
  });
});

describe('videoBounds', () => {
  it('asks for less per link the more links there are, and least with low data', () => {
    const rates = [1, 2, 3, 4, 5, 7].map((links) => videoBounds(links, false).camera.maxBitrate);
    expect(rates).toEqual([2_500_000, 1_200_000, 600_000, 600_000, 300_000, 300_000]);
    expect(videoBounds(1, true).camera).toMatchObject({ maxBitrate: 150_000, maxFramerate: 15 });
    expect(videoBounds(7, false).screen.scaleResolutionDownBy).toBe(1);
  });
});
