import { describe, expect, it } from 'vitest';
import { answerSession, connectionTestPage } from '../testing/connectionTestPage';
import { relayed } from '../testing/fakeIceNetwork';
import { NO_DEVICES_YET } from './deviceTest';
import { type NetworkFindings, NetworkTest } from './networkTest';
import { testReport } from './testReport';

describe('the report', () => {
  it('has every line with its code and figures, and no address, secret or name', async () => {
    const own = { url: 'turn:192.0.2.44:3478', username: 'mira', credential: 'secret-of-mira', enabled: true };
    const { environment, page, network } = connectionTestPage({}, { ownServers: [own] });
    network.servers = { ...network.servers, [own.url]: { gives: [relayed('2001:db8:5:6::77')], relays: true } };
    let findings: NetworkFindings = { lines: [], verdict: null, serverVersion: null };
    const done = new NetworkTest(environment, new AbortController().signal, (next) => {
      findings = next;
    }).run();
    await answerSession(page.server.last, page.clock);
    await page.clock.advance(60_000);
    await done;

    const text = testReport([...findings.lines, NO_DEVICES_YET.camera], {
      at: 1_790_000_000_000,
      browser: 'Browser/1.0',
      serverVersion: findings.serverVersion,
      summary: 'Everything works.',
    });
    expect(text.split('\n')).toEqual([
      'PeerCall connection test, 2026-09-21T14:13:20.000Z',
      'server: 1.2.3',
      'browser: Browser/1.0',
      'summary: Everything works.',
      '',
      'passed  browser, ok',
      'passed  signaling, ok, round trip 12 ms',
      'passed  stun udp call.example.org:3478, ok, 10 ms, gave srflx IPv4 203.0.113.0/24',
      'passed  turn udp call.example.org:3478, ok, 10 ms, gave relay IPv4 198.51.100.0/24',
      'passed  turn tcp call.example.org:3478, ok, 10 ms, gave relay IPv4 198.51.100.0/24',
      'passed  turn tls call.example.org:443, ok, 10 ms, gave relay IPv4 198.51.100.0/24',
      'passed  turn udp 192.0.2.0/24 port 3478 (own), ok, 10 ms, gave relay IPv6 2001:db8:5::/48',
      expect.stringMatching(
        /^passed {2}relayed loop udp call\.example\.org:3478, ok, round trip 20 ms, connected in \d+ ms, reached over udp$/,
      ),
      expect.stringMatching(/^passed {2}relayed loop tcp call\.example\.org:3478, ok/),
      expect.stringMatching(/^passed {2}relayed loop tls call\.example\.org:443, ok/),
      'passed  direct, ok, nat',
      expect.stringMatching(/^passed {2}bandwidth, ok, 1\d\.\d\d Mbit\/s, round trip under load 20 ms$/),
      'waiting camera, -',
    ]);
    for (const secret of ['203.0.113.7', '198.51.100.7', '192.0.2.44', '2001:db8:5:6', 'mira', 'hush', 'k3v9', 'probe-'])
      expect(text).not.toContain(secret);
  });
});
