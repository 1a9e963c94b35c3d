import { describe, expect, it } from 'vitest';
import type { ReportStats } from '../../protocol/messages';
import { chromiumReport, firefoxReport } from '../../testing/recordedStats';
import { firstStatus, type LinkStatus } from '../linkStatus';
import { linkPath } from './linkPath';
import { readStats, type StatsReading } from './readStats';
import { isRelayed, ownRelay, serverHost, serverName } from './relay';
import { reportOf } from './report';
import type { PairCandidate, SelectedPair } from './selectedPair';
import { networkOf, shortAddress } from './shortAddress';
import type { Stat } from './statsReport';

const HOST: PairCandidate = { type: 'host', protocol: 'udp', relayProtocol: null, url: null, relayAddress: null, network: null };
const PAIR: SelectedPair = {
  id: 'p',
  local: HOST,
  remote: HOST,
  roundTripMs: null,
  availableBitrate: null,
  bytesSent: null,
  bytesReceived: null,
  raw: {},
};
const WORKING: LinkStatus = { ...firstStatus(0), state: 'connected' };
const read = (pair: SelectedPair): StatsReading => ({ ...readStats(new Map(), null, 0), pair });

describe('readStats', () => {
  const chromium = [0, 1].reduce<ReturnType<typeof readStats> | null>(
    (before, second) => readStats(chromiumReport(second), before, second * 1000),
    null,
  );
  const firefox = [0, 1].reduce<ReturnType<typeof readStats> | null>(
    (before, second) => readStats(firefoxReport(second), before, second * 1000),
    null,
  );

  it('reads what Chromium gives', () => {
    expect(chromium).toMatchObject({
      roundTripMs: 42,
      packetsReceived: 156,
      videoIn: { bitrate: 1_000_000, lossPercent: 5, jitterMs: 4, codec: 'VP8', width: 1280, height: 720, framesPerSecond: 30 },
      videoOut: { bitrate: 500_000, lossPercent: 2, jitterMs: 10, codec: 'VP8', width: 640, height: 360, framesPerSecond: 24 },
      audioIn: { bitrate: 32_000, lossPercent: 0, jitterMs: 2, codec: 'opus', framesPerSecond: null },
      audioOut: null,
    });
  });

  it('takes the pair that the transport names, not another one that succeeded', () => {
    expect(chromium?.pair).toMatchObject({
      id: 'CPa_b',
      local: {
        type: 'relay',
        protocol: 'udp',
        relayProtocol: 'tls',
        url: 'turns:turn.example.org:5349?transport=tcp',
        relayAddress: '198.51.100.23',
      },
      remote: { type: 'prflx', protocol: 'udp', relayAddress: null },
    });
  });

  it('shows names of W3C and no address in full', () => {
    const raw = chromium?.pair?.raw ?? {};
    expect(raw).toMatchObject({
      'local-candidate.candidateType': 'relay',
      'local-candidate.address': '198.51.100.0/24',
      'remote-candidate.address': '2001:db8:12::/48',
      'transport.dtlsState': 'connected',
    });
    expect(JSON.stringify(raw)).not.toContain('198.51.100.23');
  });

  it('reads what Firefox gives: the selected pair without a transport, frame rates by counting', () => {
    expect(firefox).toMatchObject({
      pair: { id: 'p2', local: { type: 'srflx', relayProtocol: null }, remote: { type: 'host' } },
      roundTripMs: 21,
      videoIn: { bitrate: 200_000, framesPerSecond: 15, codec: null },
      videoOut: { bitrate: 100_000, framesPerSecond: 10, jitterMs: 3 },
    });
  });

  it('has no rates in the first reading, and none that are negative after counters began anew', () => {
    expect(readStats(chromiumReport(3), null, 0).videoIn).toMatchObject({ bitrate: 0 });
    const later = readStats(chromiumReport(5), null, 5000);
    const again = readStats(chromiumReport(0), later, 6000);
    expect(again.videoIn?.bitrate).toBeGreaterThanOrEqual(0);
    expect(again.videoIn?.lossPercent).toBe(0);
  });

  it('adds up what the channels carry', () => {
    const report = (second: number, open: readonly string[]) =>
      new Map(
        open.map((id): [string, Stat] => [
          id,
          { id, type: 'data-channel', timestamp: second * 1000, bytesReceived: second * 10_000, bytesSent: second * 1_000 },
        ]),
      );
    const first = readStats(report(0, ['a']), null, 0);
    expect(first).toMatchObject({ dataIn: 0, dataOut: 0, packetsReceived: 0, videoIn: null });
    expect(readStats(report(1, ['a']), first, 1_000)).toMatchObject({ dataIn: 80_000, dataOut: 8_000 });
    // One that has closed is gone from the report, and a new one has no rate yet.
    expect(readStats(report(2, ['b']), first, 2_000)).toMatchObject({ dataIn: 0, dataOut: 0 });
  });

  it('takes of what the far end reports only what is new', () => {
    const report = (at: number, lost: number) =>
      new Map<string, Stat>([
        ['o', { id: 'o', type: 'outbound-rtp', kind: 'video', packetsSent: 9, framesPerSecond: 5, qualityLimitationReason: 'bandwidth' }],
        ['r', { id: 'r', type: 'remote-inbound-rtp', timestamp: at, fractionLost: lost, roundTripTime: 0.3 }],
      ]);
    const first = readStats(report(1, 0.25), null, 0);
    expect(first.wayOut).toEqual({
      availableBitrate: null,
      sendBitrate: null,
      lossPercent: 25,
      roundTripMs: 300,
      framesPerSecond: 5,
      limited: true,
    });
    expect(readStats(report(1, 0.25), first, 1_000).wayOut).toMatchObject({ lossPercent: null, roundTripMs: null });
    expect(readStats(report(2, 0), first, 1_000).wayOut).toMatchObject({ lossPercent: 0 });
  });

  it('is silent about an empty report', () => {
    expect(readStats(new Map(), null, 7)).toMatchObject({
      at: 7,
      pair: null,
      roundTripMs: null,
      packetsReceived: 0,
      videoIn: null,
      audioOut: null,
      dataIn: null,
      dataOut: null,
    });
  });
});

describe('linkPath', () => {
  const candidate = (type: string, more: Partial<PairCandidate> = {}): PairCandidate => ({
    type,
    protocol: 'udp',
    relayProtocol: null,
    url: null,
    relayAddress: null,
    network: null,
    ...more,
  });
  const pair = (local: PairCandidate, remote: PairCandidate): SelectedPair => ({ ...PAIR, local, remote });
  const far = (local: string, remote: string, relayProtocol?: string): ReportStats => ({
    state: 'connected',
    local: { type: local, protocol: 'udp', ...(relayProtocol === undefined ? {} : { relayProtocol }) },
    remote: { type: remote, protocol: 'udp' },
  });
  const tls = candidate('relay', { relayProtocol: 'tls', url: 'turns:turn.example.org:443?transport=tcp' });

  it.each([
    ['host to host', pair(candidate('host'), candidate('host')), null, { kind: 'direct', ourRelay: null, theirRelay: null }],
    ['hidden behind mDNS, and no word from the far end', pair(candidate('host'), candidate('prflx')), null, { kind: 'nat' }],
    [
      'hidden behind mDNS, the far end says host',
      pair(candidate('host'), candidate('prflx')),
      far('host', 'prflx'),
      { kind: 'direct', remoteType: 'host' },
    ],
    ['the far end behind NAT', pair(candidate('host'), candidate('host')), far('srflx', 'host'), { kind: 'nat', remoteType: 'srflx' }],
    ['we behind NAT', pair(candidate('prflx'), candidate('host')), far('host', 'prflx'), { kind: 'nat', localType: 'prflx' }],
    [
      'our relay',
      pair(tls, candidate('srflx')),
      far('srflx', 'prflx'),
      { kind: 'relay-tls', ourRelay: { server: 'turn.example.org:443', transport: 'tls', chosen: false }, theirRelay: null },
    ],
    [
      'their relay, signalled, by the address it names, before they have said more',
      pair(candidate('host'), candidate('relay', { relayAddress: '2001:db8::7' })),
      null,
      { kind: 'relay', ourRelay: null, theirRelay: { server: '[2001:db8::7]', transport: null, chosen: false } },
    ],
    [
      'their relay, which looks peer-reflexive here',
      pair(candidate('srflx'), candidate('prflx')),
      far('relay', 'srflx', 'tcp'),
      { kind: 'relay-tcp', ourRelay: null, theirRelay: { server: null, transport: 'tcp', chosen: false } },
    ],
    [
      'two relays: the one with the dearer way decides',
      pair(candidate('relay', { relayProtocol: 'udp' }), candidate('relay')),
      far('relay', 'relay', 'tls'),
      { kind: 'relay-tls', ourRelay: { transport: 'udp' }, theirRelay: { transport: 'tls' } },
    ],
    ['a relay of unknown kind', pair(candidate('relay'), candidate('host')), null, { kind: 'relay', ourRelay: { transport: null } }],
    [
      'our relay behind a NAT of its own, which looks peer-reflexive even here',
      pair(candidate('prflx', { relayProtocol: 'tcp' }), candidate('srflx')),
      far('srflx', 'prflx'),
      { kind: 'relay-tcp', localType: 'prflx', ourRelay: { transport: 'tcp' }, theirRelay: null },
    ],
    [
      'the same from the other end',
      pair(candidate('srflx'), candidate('prflx')),
      far('prflx', 'srflx', 'tcp'),
      { kind: 'relay-tcp', ourRelay: null, theirRelay: { transport: 'tcp' } },
    ],
    [
      'our relay, which only the far end knows as one',
      pair(candidate('prflx'), candidate('host')),
      far('host', 'relay'),
      { kind: 'relay', ourRelay: { server: null }, theirRelay: null },
    ],
    [
      'no relay of ours where we see ourselves as host, whatever an older report says',
      pair(candidate('host'), candidate('host')),
      far('host', 'relay'),
      { kind: 'direct', ourRelay: null },
    ],
    [
      'words of the far end that are no words of a server',
      pair(candidate('host'), candidate('prflx')),
      {
        ...far('relay', 'host'),
        local: { type: 'relay', protocol: 'udp', relayProtocol: 'pigeon', relayServer: 'call me: +1 555' },
      },
      { kind: 'relay', theirRelay: { server: null, transport: null } },
    ],
  ])('tells %s', (_, seen, report, expected) => {
    expect(linkPath(seen, report, {})).toMatchObject(expected);
  });

  it('agrees with itself from the other end', () => {
    const ours = pair(tls, candidate('prflx'));
    const theirs = pair(candidate('host'), candidate('prflx'));
    expect(linkPath(ours, reportOf(read(theirs), 'connected', {}, WORKING), {}).kind).toBe('relay-tls');
    expect(linkPath(theirs, reportOf(read(ours), 'connected', {}, WORKING), {})).toMatchObject({
      kind: 'relay-tls',
      ourRelay: null,
      theirRelay: { server: 'turn.example.org:443', transport: 'tls', chosen: false },
    });
  });

  it('tells both ends that relay only was chosen, and by whom', () => {
    const relayOnly: RTCConfiguration = { iceTransportPolicy: 'relay' };
    const ours = pair(tls, candidate('prflx'));
    const theirs = pair(candidate('host'), candidate('relay'));
    const said = reportOf(read(ours), 'connected', relayOnly, WORKING);
    expect(said.relayOnly).toBe(true);
    expect(linkPath(ours, null, relayOnly)).toMatchObject({ ourRelay: { chosen: true }, theirRelay: null });
    expect(linkPath(theirs, said, {})).toMatchObject({ ourRelay: null, theirRelay: { chosen: true } });
    expect(reportOf(read(theirs), 'connected', {}, WORKING)).not.toHaveProperty('relayOnly');
  });

  it('knows a peer-reflexive candidate as relayed where nothing but relays is allowed', () => {
    const seen = pair(candidate('prflx'), candidate('host'));
    expect(linkPath(seen, null, { iceTransportPolicy: 'relay' })).toMatchObject({ kind: 'relay', ourRelay: { chosen: true } });
    expect(linkPath(seen, null, {}).kind).toBe('nat');
  });
});

describe('ownRelay', () => {
  const local = (more: Partial<PairCandidate> = {}): PairCandidate => ({
    type: 'relay',
    protocol: 'udp',
    relayProtocol: null,
    url: null,
    relayAddress: '198.51.100.23',
    network: '198.51.100.0/24',
    ...more,
  });
  const servers = (...urls: string[]): RTCConfiguration => ({ iceServers: [{ urls }] });
  const given = servers(
    'stun:call.example.org:3478',
    'turn:call.example.org:3478?transport=udp',
    'turn:call.example.org:3478?transport=tcp',
    'turns:call.example.org:8443?transport=tcp',
  );

  it.each([
    [
      'what the candidate says',
      local({ relayProtocol: 'tls', url: 'turns:a.example.org?transport=tcp' }),
      given,
      'a.example.org:5349',
      'tls',
    ],
    ['UDP from the servers given', local({ relayProtocol: 'udp' }), given, 'call.example.org:3478', 'udp'],
    ['TLS from the servers given', local({ relayProtocol: 'tls' }), given, 'call.example.org:8443', 'tls'],
    ['the transport from the URL', local({ url: 'turn:a.example.org?transport=tcp' }), given, 'a.example.org:3478', 'tcp'],
    ['all of it where one server is configured', local(), servers('turn:one.example.org'), 'one.example.org:3478', 'udp'],
    [
      'the server that has the address, of two',
      local({ relayProtocol: 'udp' }),
      servers('turn:198.51.100.23:3479', 'turn:198.51.100.99'),
      '198.51.100.23:3479',
      'udp',
    ],
    [
      'the address, of two by name',
      local({ relayProtocol: 'udp' }),
      servers('turn:a.example.org', 'turn:b.example.org'),
      '198.51.100.23',
      'udp',
    ],
    ['the address where nothing fits', local({ relayProtocol: 'tls' }), servers('turn:a.example.org'), '198.51.100.23', 'tls'],
    ['nothing where nothing is known', local({ relayAddress: null }), {}, null, null],
    ['nothing of a STUN server', local({ url: 'stun:a.example.org', relayAddress: null }), {}, null, null],
  ] as const)('takes %s', (_, candidate, configuration, server, transport) => {
    expect(ownRelay(candidate, configuration)).toEqual({ server, transport, chosen: false });
  });

  it('does not guess a transport that is one of several', () => {
    expect(ownRelay(local(), given).transport).toBeNull();
  });

  it('is only of relayed candidates', () => {
    expect(isRelayed({ type: 'prflx', relayProtocol: 'udp' })).toBe(true);
    expect(isRelayed({ type: 'prflx', relayProtocol: null })).toBe(false);
    expect(isRelayed({ type: 'srflx', relayProtocol: 'udp' })).toBe(false);
    expect(isRelayed(undefined)).toBe(false);
  });
});

describe('reportOf', () => {
  it('leaves out what is not known', () => {
    const pair = { ...PAIR, local: { ...HOST, network: '192.0.2.0/24' } };
    const status = { ...WORKING, connectMs: 99.6, restarts: 2 };
    expect(reportOf({ ...read(pair), roundTripMs: 1.26 }, 'connected', {}, status)).toStrictEqual({
      state: 'connected',
      cause: 'ok',
      local: { type: 'host', protocol: 'udp', address: '192.0.2.0/24' },
      remote: { type: 'host', protocol: 'udp' },
      roundTripMs: 1.3,
      connectMs: 100,
      restarts: 2,
    });
  });

  it('tells why a link failed that never had a pair, and that the picture is paused', () => {
    const failed = { ...WORKING, state: 'failed', cause: 'turn-expired' } as const;
    expect(reportOf(null, 'failed', { iceTransportPolicy: 'relay' }, failed)).toStrictEqual({
      state: 'failed',
      cause: 'turn-expired',
      relayOnly: true,
      restarts: 0,
    });
    expect(reportOf(null, 'connected', {}, { ...WORKING, paused: true })).toMatchObject({ paused: true });
    expect(reportOf(null, 'disconnected', {}, { ...WORKING, state: 'interrupted' })).not.toHaveProperty('cause');
  });

  it('says nothing that the server would refuse, whatever a browser counts', () => {
    const odd = { ...PAIR, remote: { ...HOST, type: 'unknown' } };
    const carried = { bytesSent: 2 ** 60, bytesReceived: 7, sendBitrate: 1_234_567, receiveBitrate: Number.POSITIVE_INFINITY };
    expect(reportOf({ ...read(odd), roundTripMs: 1e12, carried }, 'connected', {}, WORKING)).toStrictEqual({
      state: 'connected',
      cause: 'ok',
      roundTripMs: 600_000,
      restarts: 0,
      sendKbps: 1_234.6,
      bytesSent: Number.MAX_SAFE_INTEGER,
      bytesReceived: 7,
    });
  });

  it('has rates, totals and shortened addresses of what a browser gives', () => {
    const transport = (second: number) => ({ bytesSent: 1_000 + second * 125_000, bytesReceived: second * 25_000 });
    const reading = [0, 1].reduce<StatsReading | null>((before, second) => {
      const report = chromiumReport(second);
      report.set('T01', { ...(report.get('T01') as Stat), ...transport(second) });
      return readStats(report, before, second * 1000);
    }, null);
    const report = reportOf(reading, 'connected', {}, WORKING);
    expect(report).toMatchObject({ sendKbps: 1_000, receiveKbps: 200, bytesSent: 126_000, bytesReceived: 25_000 });
    expect(report).toMatchObject({ local: { address: '198.51.100.0/24' }, remote: { address: '2001:db8:12::/48' } });
  });
});

describe('addresses and servers', () => {
  it.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['::1', '0:0:0::/48'],
    ['8a7b6c5d-1234.local', '….local'],
    ['hidden', '…'],
    ['fe.local', '….local'],
  ])('%s is shown as %s', (address, short) => {
    expect(shortAddress(address)).toBe(short);
  });

  it('a host name has no network', () => {
    expect([networkOf('fe80.local'), networkOf('…'), networkOf('')]).toEqual([null, null, null]);
  });

  it.each([
    ['turn:turn.example.org:3479?transport=udp', 'turn.example.org:3479'],
    ['turn:turn.example.org', 'turn.example.org:3478'],
    ['turns:turn.example.org?transport=tcp', 'turn.example.org:5349'],
    ['turns:[2001:db8::1]:443', '[2001:db8::1]:443'],
    ['stun:stun.example.org', 'stun.example.org:3478'],
    ['https://example.org', null],
    [null, null],
  ])('the server of %s is %s', (url, name) => {
    expect(serverName(url)).toBe(name);
  });

  it.each([
    ['turn.example.org:443', 'turn.example.org'],
    ['[2001:db8::1]:443', '[2001:db8::1]'],
    ['[2001:db8::1]', '[2001:db8::1]'],
    ['198.51.100.23', '198.51.100.23'],
  ])('the host of %s is %s', (server, host) => {
    expect(serverHost(server)).toBe(host);
  });
});
