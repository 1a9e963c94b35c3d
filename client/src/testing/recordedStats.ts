import type { Stat } from '../rtc/stats/statsReport';

/** Reports as browsers give them, shortened to the entries and members that matter. For tests. */
const report = (...stats: Stat[]): Map<string, Stat> => new Map(stats.map((stat) => [stat.id, stat]));

/** Chromium: a relay over TLS, one second after the report before (`second` 0, 1, …). */
export function chromiumReport(second: number): Map<string, Stat> {
  const timestamp = 1_790_000_000_000 + second * 1000;
  return report(
    {
      id: 'T01',
      type: 'transport',
      timestamp,
      selectedCandidatePairId: 'CPa_b',
      dtlsState: 'connected',
      tlsVersion: 'FEFC',
      iceRole: 'controlling',
    },
    {
      id: 'CPx_y',
      type: 'candidate-pair',
      timestamp,
      state: 'succeeded',
      nominated: true,
      localCandidateId: 'Ix',
      remoteCandidateId: 'Iy',
    },
    {
      id: 'CPa_b',
      type: 'candidate-pair',
      timestamp,
      state: 'succeeded',
      nominated: true,
      localCandidateId: 'Ia',
      remoteCandidateId: 'Ib',
      currentRoundTripTime: 0.042,
    },
    {
      id: 'Ia',
      type: 'local-candidate',
      timestamp,
      candidateType: 'relay',
      protocol: 'udp',
      relayProtocol: 'tls',
      address: '198.51.100.23',
      port: 49_201,
      url: 'turns:turn.example.org:5349?transport=tcp',
    },
    { id: 'Ib', type: 'remote-candidate', timestamp, candidateType: 'prflx', protocol: 'udp', address: '2001:db8:12:34::9', port: 51_111 },
    { id: 'Ix', type: 'local-candidate', timestamp, candidateType: 'host', protocol: 'udp', address: '192.0.2.4' },
    { id: 'Iy', type: 'remote-candidate', timestamp, candidateType: 'host', protocol: 'udp', address: '' },
    { id: 'COT1', type: 'codec', timestamp, mimeType: 'video/VP8' },
    { id: 'COT2', type: 'codec', timestamp, mimeType: 'audio/opus' },
    {
      id: 'IT01V',
      type: 'inbound-rtp',
      kind: 'video',
      timestamp,
      codecId: 'COT1',
      bytesReceived: 10_000 + second * 125_000,
      packetsReceived: 10 + second * 95,
      packetsLost: second * 5,
      jitter: 0.004,
      frameWidth: 1280,
      frameHeight: 720,
      framesPerSecond: 30,
    },
    // The screen's section: nothing has come on it.
    { id: 'IT02V', type: 'inbound-rtp', kind: 'video', timestamp, bytesReceived: 0, packetsReceived: 0, packetsLost: 0 },
    {
      id: 'IT03A',
      type: 'inbound-rtp',
      kind: 'audio',
      timestamp,
      codecId: 'COT2',
      bytesReceived: second * 4_000,
      packetsReceived: 1 + second * 50,
      packetsLost: 0,
      jitter: 0.002,
    },
    {
      id: 'OT01V',
      type: 'outbound-rtp',
      kind: 'video',
      timestamp,
      codecId: 'COT1',
      remoteId: 'RI1',
      bytesSent: 500 + second * 62_500,
      packetsSent: 5 + second * 60,
      frameWidth: 640,
      frameHeight: 360,
      framesPerSecond: 24,
    },
    {
      id: 'RI1',
      type: 'remote-inbound-rtp',
      kind: 'video',
      timestamp,
      localId: 'OT01V',
      fractionLost: 0.02,
      jitter: 0.01,
      roundTripTime: 0.05,
    },
  );
}

/** Firefox: no transport, no url, no frame rate of its own; `selected` on the pair. */
export function firefoxReport(second: number): Map<string, Stat> {
  const timestamp = 1_790_000_000_000 + second * 1000;
  return report(
    {
      id: 'p1',
      type: 'candidate-pair',
      timestamp,
      state: 'succeeded',
      nominated: false,
      selected: false,
      localCandidateId: 'l2',
      remoteCandidateId: 'r1',
    },
    {
      id: 'p2',
      type: 'candidate-pair',
      timestamp,
      state: 'succeeded',
      nominated: true,
      selected: true,
      localCandidateId: 'l1',
      remoteCandidateId: 'r1',
      bytesSent: 900,
    },
    { id: 'l1', type: 'local-candidate', timestamp, candidateType: 'srflx', protocol: 'udp', address: '203.0.113.77', relayProtocol: '' },
    { id: 'l2', type: 'local-candidate', timestamp, candidateType: 'relay', protocol: 'udp', relayProtocol: 'tcp' },
    { id: 'r1', type: 'remote-candidate', timestamp, candidateType: 'host', protocol: 'udp', address: '3a4b.local' },
    {
      id: 'in',
      type: 'inbound-rtp',
      kind: 'video',
      mediaType: 'video',
      timestamp,
      bytesReceived: second * 25_000,
      packetsReceived: 1 + second * 25,
      packetsLost: 0,
      jitter: 0.001,
      framesDecoded: second * 15,
    },
    { id: 'ri', type: 'remote-inbound-rtp', kind: 'video', timestamp, localId: 'out', packetsLost: 0, jitter: 0.003, roundTripTime: 0.021 },
    {
      id: 'out',
      type: 'outbound-rtp',
      kind: 'video',
      timestamp,
      bytesSent: second * 12_500,
      packetsSent: 1 + second * 12,
      framesEncoded: second * 10,
    },
  );
}
