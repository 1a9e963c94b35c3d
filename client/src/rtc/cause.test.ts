import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtualClock';
import { CAUSES, causeNamed, causeOf, type Evidence } from './cause';
import { ConnectionEvidence } from './connectionEvidence';

interface Fixture {
  readonly what: string;
  readonly evidence: Partial<Evidence>;
  readonly cause: string;
}

const fixtures = Object.values(import.meta.glob<Fixture>('../../../tests/Fixtures/causes/*.json', { eager: true, import: 'default' }));

/** What a fixture does not say (tests/Fixtures/causes/README.md). */
const USUAL: Evidence = {
  state: 'failed',
  signaling: 'connected',
  media: null,
  dtlsFailed: false,
  heardFromPeer: true,
  relayed: false,
  ownRelayProtocol: null,
  relayOnly: false,
  farRelayOnly: false,
  servers: [],
  gathered: ['host'],
  errors: [],
  farAddresses: [],
  refusedPeers: [],
  relayRefusals: [],
  farCause: null,
};

describe('the cause of a link', () => {
  it.each(fixtures)('$cause: $what', ({ evidence, cause }) => {
    expect(causeOf({ ...USUAL, ...evidence })).toBe(cause);
  });

  it('has a case for every code of the list', () => {
    expect(new Set(fixtures.map(({ cause }) => cause))).toEqual(new Set(CAUSES));
  });

  it('is a word of the list, whatever the far end sends', () => {
    expect([causeNamed('turn-quota'), causeNamed('weather'), causeNamed('constructor'), causeNamed(undefined)]).toEqual([
      'turn-quota',
      null,
      null,
      null,
    ]);
  });
});

describe('what a connection has seen', () => {
  const HOUR = 3_600_000;
  const error = (url: string, errorCode: number, errorText = ''): RTCPeerConnectionIceErrorEvent =>
    ({ url, errorCode, errorText }) as RTCPeerConnectionIceErrorEvent;
  const candidate = (line: string) => ({ candidate: { candidate: line } });

  function given(username: string) {
    const clock = new VirtualClock();
    const expiry = (ms: number) => `${Math.floor((clock.now() + ms) / 1000)}:${username}`;
    const servers = (ms: number) => ({
      iceServers: [{ urls: ['turn:turn.example', 'turns:turn.example'], username: expiry(ms), credential: 'c' }],
    });
    return { clock, servers, seen: new ConnectionEvidence(servers(HOUR), clock) };
  }

  it('knows that credentials were out of date when they were refused, and not for another reason', async () => {
    const { clock, servers, seen } = given('ada00000');
    seen.failed(error('turn:turn.example:3478?transport=udp', 401));
    await clock.advance(HOUR + 1_000);
    seen.failed(error('turn:turn.example:3478?transport=udp', 401));
    expect(seen.collect().errors.map(({ expired }) => expired)).toEqual([false, true]);
    seen.failed(error('turns:turn.example:5349?transport=tcp', 701));
    seen.configure(servers(HOUR));
    seen.failed(error('turns:turn.example:5349?transport=tcp', 401));
    expect(seen.collect().errors.map(({ errorCode, expired }) => [errorCode, expired])).toEqual([
      [701, true],
      [401, false],
    ]);
    expect(seen.collect().servers).toEqual(['turn:turn.example', 'turns:turn.example']);
  });

  it('takes an ordinary user name for no expiry', () => {
    const clock = new VirtualClock();
    const seen = new ConnectionEvidence({ iceServers: [{ urls: 'turn:turn.example', username: '12', credential: 'c' }] }, clock);
    seen.failed(error('turn:turn.example:3478?transport=udp', 401));
    expect(seen.collect().errors).toEqual([{ url: 'turn:turn.example:3478?transport=udp', errorCode: 401, expired: false }]);
  });

  it('takes servers for away that have answered nothing over UDP while gathering goes on, long before the browser says so', async () => {
    const clock = new VirtualClock();
    const urls = ['turn:turn.example', 'turn:turn.example?transport=tcp', 'turn:refuses.example'];
    const servers = { iceServers: [{ urls: 'stun:stun.example:3478' }, { urls, username: 'u', credential: 'c' }] };
    const silent = new ConnectionEvidence(servers, clock);
    const ended = new ConnectionEvidence(servers, clock);
    const answered = new ConnectionEvidence(servers, clock);
    const relayed = new ConnectionEvidence(servers, clock);
    for (const one of [silent, ended, answered, relayed]) one.gathering('gathering');
    silent.failed(error('turn:refuses.example:3478?transport=udp', 486));
    relayed.gathered(relay('203.0.113.20'));
    answered.gathered({ type: 'srflx', candidate: 'candidate:1 1 udp 1 203.0.113.9 50000 typ srflx' } as RTCIceCandidate);
    await clock.advance(4_000);
    // A public address gives no candidate of its own, and yet the server has answered.
    ended.gathering('complete');
    await clock.advance(2_000);
    expect(silent.collect().errors.map(({ url, errorCode }) => [url, errorCode])).toEqual([
      ['turn:refuses.example:3478?transport=udp', 486],
      ['stun:stun.example:3478', 701],
      ['turn:turn.example', 701],
    ]);
    for (const one of [ended, answered, relayed]) expect(one.collect().errors).toEqual([]);
  });

  it('does not blame a server for another address family of this machine', () => {
    const { seen } = given('ada00000');
    seen.failed(error('turn:turn.example:3478?transport=udp', 701, 'TURN host lookup: address is incompatible.'));
    expect(seen.collect().errors).toEqual([]);
  });

  const relay = (address: string) =>
    ({ type: 'relay', address, candidate: `candidate:1 1 udp 1 ${address} 49160 typ relay` }) as RTCIceCandidate;

  it('keeps the far end’s addresses that can be compared: over UDP, not relayed, not behind a name, of a family that an own relay is of', () => {
    const { seen } = given('ada00000');
    seen.gathered(relay('203.0.113.20'));
    const lines = [
      'candidate:1 1 udp 2122260223 10.0.0.5 51000 typ host generation 0',
      'candidate:2 1 UDP 1686052607 198.51.100.7 51000 typ srflx raddr 10.0.0.5 rport 51000',
      'candidate:3 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active',
      'candidate:4 1 udp 41885439 203.0.113.9 49160 typ relay raddr 198.51.100.7 rport 51000',
      'candidate:5 1 udp 2122260223 8a7b6c5d-1234.local 51000 typ host',
      'candidate:6 1 udp 2122260223 2001:DB8::7 51000 typ host',
    ];
    for (const line of lines) seen.heard(candidate(line));
    seen.heard({ candidate: null });
    seen.heard({ description: { type: 'offer', sdp: 'v=0\r\na=candidate:7 1 udp 1 192.0.2.77 5 typ host\r\n' } });
    expect(seen.collect().farAddresses).toEqual(['10.0.0.5', '198.51.100.7', '192.0.2.77']);
    seen.gathered(relay('2001:db8::20'));
    expect(seen.collect().farAddresses).toEqual(['10.0.0.5', '198.51.100.7', '2001:db8::7', '192.0.2.77']);
  });

  it('forgets rather than grows: the far end says what its addresses are', () => {
    const { seen } = given('ada00000');
    seen.gathered(relay('203.0.113.20'));
    for (let n = 0; n < 5_000; n++) seen.heard(candidate(`candidate:1 1 udp 1 10.0.${n >> 8}.${n & 255} 9 typ host`));
    for (let n = 0; n < 5_000; n++) seen.failed(error(`turn:h${n}.example:3478?transport=udp`, 701));
    expect(seen.collect().farAddresses).toHaveLength(100);
    expect(seen.collect().errors).toHaveLength(100);
  });

  it('reads the type of a candidate also where the browser does not tell it apart', () => {
    const { seen } = given('ada00000');
    seen.gathered({ type: 'host', candidate: '' } as RTCIceCandidate);
    seen.gathered({
      type: null,
      candidate: 'candidate:4 1 udp 41885439 203.0.113.9 49160 typ relay raddr 0.0.0.0 rport 0',
    } as RTCIceCandidate);
    expect(seen.collect().gathered).toEqual(['host', 'relay']);
  });
});
