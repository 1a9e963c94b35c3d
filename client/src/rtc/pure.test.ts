import { describe, expect, it } from 'vitest';
import { FakePeerConnection } from '../testing/fakePeerConnection';
import { VirtualClock } from '../testing/virtualClock';
import { testIceServer } from './iceTest';
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

describe('testIceServer', () => {
  function begin(url: string, signal?: AbortSignal) {
    const clock = new VirtualClock();
    const pc = new FakePeerConnection();
    const factory = {
      createConnection(configuration: RTCConfiguration) {
        pc.configuration = configuration;
        return pc as unknown as RTCPeerConnection;
      },
    };
    return { clock, pc, result: testIceServer({ url, username: 'u', credential: 'c', enabled: true }, factory, clock, signal) };
  }

  it('finds a TURN server by its relayed candidate, and uses nothing but that server', async () => {
    const { clock, pc, result } = begin('turn:turn.example.org');
    expect(pc.configuration).toEqual({
      iceServers: [{ urls: ['turn:turn.example.org'], username: 'u', credential: 'c' }],
      iceTransportPolicy: 'relay',
    });
    await clock.advance(30);
    pc.gathered({ type: 'relay' });
    expect(await result).toEqual({ reachable: true, ms: 30, gave: 'relay' });
    expect(pc.closed).toBe(true);
  });

  it('tells refused credentials from a server that is not there', async () => {
    const refused = begin('turn:turn.example.org');
    refused.pc.onicecandidateerror?.({ url: '', errorCode: 701, errorText: 'no route' });
    refused.pc.onicecandidateerror?.({ url: '', errorCode: 401, errorText: 'Unauthorized' });
    refused.pc.gathered(null);
    expect(await refused.result).toEqual({ reachable: false, code: 'turn-unauthorized', errorCode: 401, detail: '401 Unauthorized' });
    const silent = begin('turns:turn.example.org');
    await silent.clock.advance(8_000);
    expect(await silent.result).toEqual({ reachable: false, code: 'turn-unreachable', errorCode: null, timedOut: true });
  });

  it('believes a STUN server that answers without a NAT in between', async () => {
    const { pc, result } = begin('stun:stun.example.org');
    pc.gathered({ type: 'host' });
    pc.gathered(null);
    expect(await result).toMatchObject({ reachable: true, gave: null });
  });

  it('tells what a STUN server gave', async () => {
    const { clock, pc, result } = begin('stun:stun.example.org');
    await clock.advance(12);
    pc.gathered({ type: 'srflx' });
    expect(await result).toEqual({ reachable: true, ms: 12, gave: 'srflx' });
  });

  it.each([
    [403, 'turn-unauthorized'],
    [441, 'turn-unauthorized'],
    [486, 'turn-quota'],
    [508, 'turn-quota'],
    [442, 'turn-unreachable'],
    [701, 'turn-unreachable'],
  ])('keeps error %i as %s, and the server’s word before that of a route', async (errorCode, code) => {
    const { pc, result } = begin('turn:turn.example.org');
    pc.onicecandidateerror?.({ url: '', errorCode, errorText: 'first' });
    pc.onicecandidateerror?.({ url: '', errorCode: 701, errorText: 'later' });
    pc.gathered(null);
    expect(await result).toEqual({ reachable: false, code, errorCode, detail: `${errorCode} first` });
  });

  it('does not blame a server for another address family of this machine', async () => {
    const { pc, result } = begin('stun:stun.example.org');
    pc.onicecandidateerror?.({ url: '', errorCode: 701, errorText: 'STUN server address is incompatible.' });
    pc.gathered(null);
    expect(await result).toMatchObject({ reachable: true });
  });

  it('lets go of the connection when it is not wanted any more', async () => {
    const abort = new AbortController();
    const { pc, result } = begin('turn:turn.example.org', abort.signal);
    abort.abort();
    await result;
    expect(pc.closed).toBe(true);
  });

  it('tells a URL that the browser refuses', async () => {
    const factory = {
      createConnection(): RTCPeerConnection {
        throw new SyntaxError('bad url');
      },
    };
    expect(await testIceServer({ url: 'turn:', enabled: true }, factory, new VirtualClock())).toMatchObject({
      reachable: false,
      code: 'invalid-url',
    });
  });
});
