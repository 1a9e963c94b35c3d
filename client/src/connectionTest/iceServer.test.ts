import { describe, expect, it } from 'vitest';
import { isExpired } from '../rtc/ephemeralUser';
import { FakePeerConnection } from '../testing/fakePeerConnection';
import { VirtualClock } from '../testing/virtualClock';
import { testIceServer } from './iceServer';

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
    expect(await result).toEqual({ reachable: true, ms: 30, gave: 'relay', network: null });
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
    pc.gathered({ type: 'srflx', candidate: 'candidate:1 1 udp 1677729535 203.0.113.7 50000 typ srflx raddr 0.0.0.0 rport 0' });
    expect(await result).toEqual({ reachable: true, ms: 12, gave: 'srflx', network: '203.0.113.0/24' });
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

  it('tells credentials that have run out from wrong ones', async () => {
    const clock = new VirtualClock();
    const answer = async (username: string) => {
      const pc = new FakePeerConnection();
      const result = testIceServer(
        { url: 'turn:turn.example.org', username, credential: 'c', enabled: true },
        { createConnection: () => pc as unknown as RTCPeerConnection },
        clock,
      );
      pc.onicecandidateerror?.({ url: '', errorCode: 401, errorText: 'Unauthorized' });
      pc.gathered(null);
      return result;
    };
    const second = Math.floor(clock.now() / 1000);
    expect(await answer(`${second - 60}:abc`)).toMatchObject({ code: 'turn-expired', errorCode: 401 });
    expect(await answer(`${second + 60}:abc`)).toMatchObject({ code: 'turn-unauthorized' });
    expect(isExpired('ann', clock.now())).toBe(false);
    expect(isExpired('1234', clock.now())).toBe(false);
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
