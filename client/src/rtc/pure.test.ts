import { describe, expect, it } from 'vitest';
import { causeOfFailure, type Evidence } from './failure';
import { FlowWatch } from './flowWatch';
import { linkState } from './linkStatus';
import { videoBounds } from './videoBounds';

describe('causeOfFailure', () => {
  const evidence: Evidence = { turnConfigured: true, gatheredRelay: false, dtlsFailed: false, heardFromPeer: true, serverErrors: [] };
  const url = 'turn:turn.example.org:3478?transport=udp';
  it.each([
    ['no server and no relay', { turnConfigured: false }, 'turn-not-configured'],
    ['the server was not reached', { serverErrors: [{ url, errorCode: 701 }] }, 'turn-unreachable'],
    [
      'the server refused the credentials',
      {
        serverErrors: [
          { url, errorCode: 701 },
          { url, errorCode: 401 },
        ],
      },
      'turn-unauthorized',
    ],
    ['the server has no place left', { serverErrors: [{ url, errorCode: 486 }] }, 'turn-quota'],
    ['only a STUN server was not reached', { serverErrors: [{ url: 'stun:stun.example.org', errorCode: 701 }] }, 'no-common-path'],
    ['a relay was there, whatever else failed', { gatheredRelay: true, serverErrors: [{ url, errorCode: 701 }] }, 'no-common-path'],
    ['DTLS', { dtlsFailed: true, turnConfigured: false }, 'dtls-failed'],
    ['nobody answered', { heardFromPeer: false }, 'peer-gone'],
  ])('%s', (_, seen, code) => {
    expect(causeOfFailure({ ...evidence, ...seen })).toBe(code);
  });
});

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
    ['was restarted in vain', { connection: 'failed', restartsInVain: 4 }, 'failed'],
    ['begins', { previous: 'connecting', everConnected: false, connection: 'connecting' }, 'connecting'],
    ['takes too long to begin', { previous: 'connecting', everConnected: false, connection: 'new', connectingMs: 20_000 }, 'failed'],
  ] as const)('of a link that %s', (_, seen, state) => {
    expect(linkState({ ...facts, ...seen })).toBe(state);
  });
});

describe('FlowWatch', () => {
  it('knows no interruption before anything has flowed', () => {
    const watch = new FlowWatch();
    for (let at = 0; at < 10_000; at += 1000) watch.reading(0, at, { connected: true, sending: true });
    expect(watch.quiet).toBe(false);
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
