import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../call/snapshot';
import {
  ALL_WORK,
  answerSession,
  type ConnectionTestPage,
  connectionTestPage,
  GIVEN,
  STUN,
  TCP,
  TLS,
  UDP,
} from '../testing/connectionTestPage';
import { mapped, relayed } from '../testing/fakeIceNetwork';
import { joined } from '../testing/fakeServer';
import { type NetworkFindings, NetworkTest } from './networkTest';
import type { TestEnvironment } from './testEnvironment';
import type { BandwidthLine, NetworkLine } from './testLine';

function begin(
  more: Partial<TestEnvironment> = {},
  connection: Partial<ConnectionSettings> = {},
  prepare: (made: ConnectionTestPage) => void = () => undefined,
) {
  const made = connectionTestPage(more, connection);
  prepare(made);
  const stop = new AbortController();
  const told: NetworkFindings[] = [];
  const done = new NetworkTest(made.environment, stop.signal, (findings) => told.push(findings)).run();
  const last = (): NetworkFindings => told.at(-1) ?? { lines: [], verdict: null, serverVersion: null };
  const line = <W extends NetworkLine['what']>(what: W, index = 0) =>
    last().lines.filter((one): one is Extract<NetworkLine, { what: W }> => one.what === what)[index] as Extract<NetworkLine, { what: W }>;
  return {
    ...made,
    done,
    told,
    stop,
    last,
    line,
    states: () => Object.fromEntries(last().lines.map(({ id, state, code }) => [id, code ?? state])),
  };
}

/** To the end, with a server that answers. */
async function finished(...of: Parameters<typeof begin>) {
  const test = begin(...of);
  await answerSession(test.page.server.last, test.page.clock);
  await test.page.clock.advance(60_000);
  await test.done;
  return test;
}

describe('a connection test', () => {
  it('where everything works says so, line by line', async () => {
    const { states, line, last, network } = await finished();
    expect(states()).toEqual({
      browser: 'passed',
      signaling: 'passed',
      'server-0': 'passed',
      'server-1': 'passed',
      'server-2': 'passed',
      'server-3': 'passed',
      'loop-udp': 'passed',
      'loop-tcp': 'passed',
      'loop-tls': 'passed',
      direct: 'passed',
      bandwidth: 'passed',
    });
    expect(last()).toMatchObject({ verdict: { kind: 'works', all: true }, serverVersion: '1.2.3' });
    expect(line('signaling').roundTripMs).toBe(12);
    expect(line('loop', 2).result).toMatchObject({ works: true, roundTripMs: 20, transport: 'tls' });
    expect(line('direct').kind).toBe('nat');
    expect(network.connections.every(({ closed }) => closed)).toBe(true);
  });

  it('measures what went through in both directions, for five seconds and no longer', async () => {
    const test = begin();
    await answerSession(test.page.server.last, test.page.clock);
    const { clock } = test.page;
    while (test.line('bandwidth').state !== 'running') await clock.advance(10);
    await clock.advance(4_980);
    expect(test.line('bandwidth').state).toBe('running');
    await clock.advance(30);
    const { result } = test.line('bandwidth') as BandwidthLine;
    // 1,000 bytes a millisecond each way.
    expect(result?.bitsPerSecond).toBeGreaterThan(15_500_000);
    expect(result?.bitsPerSecond).toBeLessThan(16_100_000);
    expect(result?.roundTripMs).toBe(20);
    expect(test.last().verdict).not.toBeNull();
    expect(test.network.connections.every(({ closed }) => closed)).toBe(true);
  });

  it('tells a network that blocks UDP from servers that are down', async () => {
    const blocked = { ...ALL_WORK, [STUN]: { silent: true }, [UDP]: { errorCode: 701 } };
    const { states, last } = await finished({}, {}, ({ network }) => {
      network.servers = blocked;
    });
    expect(states()).toMatchObject({ 'server-0': 'udp-blocked', 'server-1': 'udp-blocked', 'server-2': 'passed', direct: 'udp-blocked' });
    expect(states()).not.toHaveProperty('loop-udp');
    expect(last().verdict).toEqual({ kind: 'relayed-only', over: ['tcp', 'tls'] });

    const down = await finished({}, {}, ({ network }) => {
      network.servers = { [STUN]: { silent: true }, [UDP]: { errorCode: 701 }, [TCP]: { errorCode: 701 }, [TLS]: { errorCode: 701 } };
    });
    expect(down.states()).toMatchObject({ 'server-0': 'stun-unreachable', 'server-1': 'turn-unreachable', bandwidth: 'skipped' });
    expect(down.last().verdict).toEqual({ kind: 'no-relay', cause: 'turn-unreachable', direct: false });
  });

  it.each([
    [401, 'turn-unauthorized'],
    [486, 'turn-quota'],
    [508, 'turn-quota'],
  ])('tells a relay that answers with %i from one that is not there', async (errorCode, code) => {
    const { states, last } = await finished({}, {}, ({ network }) => {
      network.servers = { ...ALL_WORK, [UDP]: { errorCode }, [TCP]: { errorCode }, [TLS]: { errorCode: 701 } };
    });
    expect(states()).toMatchObject({ 'server-0': 'passed', 'server-1': code, 'server-2': code, 'server-3': 'turn-unreachable' });
    expect(last().verdict).toEqual({ kind: 'no-relay', cause: code, direct: true });
  });

  it('does not take a relay for working that gives an address and passes nothing on', async () => {
    const { states, last, network } = await finished({}, {}, (made) => {
      made.network.servers = {
        ...ALL_WORK,
        [UDP]: { gives: [relayed('10.0.0.5')], relays: false },
        [TCP]: { gives: [relayed('198.51.100.7')], relays: false },
        [TLS]: { errorCode: 701 },
      };
    });
    expect(states()).toMatchObject({
      'server-1': 'passed',
      'loop-udp': 'turn-forbidden-peer',
      'loop-tcp': 'turn-unreachable',
      bandwidth: 'skipped',
    });
    expect(last().verdict).toMatchObject({ kind: 'no-relay', cause: 'turn-forbidden-peer' });
    expect(network.connections.every(({ closed }) => closed)).toBe(true);
  });

  it('says that a way fails where others work', async () => {
    const { last } = await finished({}, {}, ({ network }) => {
      network.servers = { ...ALL_WORK, [TLS]: { errorCode: 701 } };
    });
    expect(last().verdict).toEqual({ kind: 'works', all: false });
  });

  it('does not fail the network for the server’s own certificate', async () => {
    const { line } = await finished({}, {}, (made) => {
      made.network.servers = { ...ALL_WORK, [TLS]: { errorCode: 701 } };
      made.answers = { ...made.answers, '/api/info': { status: 200, body: { turn: 'embedded', selfSigned: true } } };
    });
    expect(line('server', 3)).toMatchObject({ state: 'warned', selfSigned: true });
  });

  it('without a relay says what that means', async () => {
    const stunOnly = await finished({}, {}, (made) => {
      made.answers = { ...made.answers, '/api/ice-servers': { status: 200, body: { iceServers: [{ urls: [STUN] }] } } };
    });
    expect(stunOnly.last().verdict).toEqual({ kind: 'no-relay', cause: 'turn-not-configured', direct: true });
    const none = await finished({}, {}, (made) => {
      made.answers = { ...made.answers, '/api/ice-servers': { status: 200, body: { iceServers: [] } } };
    });
    expect(none.states()).toMatchObject({ servers: 'turn-not-configured', direct: 'skipped', bandwidth: 'skipped' });
    expect(none.last().verdict).toMatchObject({ kind: 'no-relay', cause: 'turn-not-configured' });
  });

  it('goes into a room of its own for servers that only people in a room are given', async () => {
    const test = begin({}, {}, (made) => {
      made.answers = { ...made.answers, '/api/ice-servers': { status: 401, body: null } };
    });
    const { server, clock } = test.page;
    await answerSession(server.last, clock);
    expect(server.connections).toHaveLength(2);
    await answerSession(server.last, clock);
    expect(server.last.of('join')[0]?.room).toMatch(/^probe-/);
    server.last.say(joined(GIVEN));
    expect(server.last.closedByClient).toBe(1000);
    await clock.advance(60_000);
    await test.done;
    expect(test.line('server', 3)).toMatchObject({ url: TLS, state: 'passed' });
  });

  it('tells a server that is away from a WebSocket that does not come about', async () => {
    const away = begin({}, {}, (made) => {
      made.answers = {};
    });
    away.page.server.last.close(1006);
    await away.done;
    expect(away.states()).toMatchObject({ signaling: 'server-unreachable', servers: 'server-unreachable', direct: 'skipped' });
    expect(away.last().verdict).toEqual({ kind: 'no-calls', cause: 'server-unreachable' });

    const cut = begin();
    cut.page.server.last.close(1006);
    await cut.page.clock.advance(60_000);
    await cut.done;
    expect(cut.states()).toMatchObject({ signaling: 'signaling-lost', 'server-1': 'passed' });
    expect(cut.last().verdict).toEqual({ kind: 'no-calls', cause: 'signaling-lost' });
  });

  it.each([
    ['that says nothing', undefined, 'signaling-lost'],
    ['of another version', 4402, 'unsupported-version'],
    ['that does not want it', 4400, 'signaling-refused'],
  ])('tells a server %s', async (_, close, code) => {
    const test = begin();
    test.page.server.last.open();
    if (close !== undefined) test.page.server.last.close(close);
    await test.page.clock.advance(60_000);
    await test.done;
    expect(test.line('signaling')).toMatchObject({ state: 'failed', code });
  });

  it('tries what a call would use: own servers too, and those given only if they are used', async () => {
    const own = { url: 'turn:mine.example.org', username: 'u', credential: 'c', enabled: true };
    const { last, network } = await finished(
      {},
      { useServerIce: false, ownServers: [own, { ...own, url: 'turn:off.example.org', enabled: false }] },
      (made) => {
        made.network.servers = { [own.url]: { gives: [relayed()] } };
      },
    );
    const servers = last().lines.filter(({ what }) => what === 'server');
    expect(servers).toMatchObject([{ url: own.url, own: true, state: 'passed', transport: 'udp' }]);
    expect(new Set(network.connections.flatMap(({ urls }) => urls))).toEqual(new Set([own.url]));
  });

  it('goes on past an address that the browser does not take', async () => {
    const bad = 'stun:mine.example.org:19';
    const { states, last } = await finished({}, { ownServers: [{ url: bad, enabled: true }] }, ({ network }) => {
      network.servers = { ...ALL_WORK, [bad]: { invalid: true } };
    });
    expect(states()).toMatchObject({ 'server-4': 'invalid-url', 'loop-udp': 'passed', direct: 'passed' });
    expect(last().verdict).toEqual({ kind: 'works', all: false });
  });

  it('does not test the direct way of who wants none, and says that nothing is left without a relay', async () => {
    const { line, last } = await finished({}, { relayOnly: true }, ({ network }) => {
      network.servers = { ...ALL_WORK, [UDP]: { errorCode: 401 }, [TCP]: { errorCode: 401 }, [TLS]: { errorCode: 401 } };
    });
    expect(line('direct')).toMatchObject({ kind: 'relay-only', state: 'skipped', code: 'relay-forced' });
    expect(last().verdict).toEqual({ kind: 'relay-only-fails', cause: 'turn-unauthorized' });
  });

  it.each([
    ['the page', {}, { lowData: true }],
    ['the browser', { savesData: true }, {}],
  ])('sends no mass of data where %s is to save them', async (_, more, connection) => {
    const { line, last } = await finished(more, connection);
    expect(line('bandwidth')).toMatchObject({ state: 'skipped', skipped: 'low-data' });
    expect(last().verdict).toEqual({ kind: 'works', all: true });
  });

  it('does not take a STUN server for answering in a browser that would not tell', async () => {
    const { line } = await finished({ tellsIceErrors: false }, {}, ({ network }) => {
      network.servers = { ...ALL_WORK, [STUN]: {} };
    });
    expect(line('server')).toMatchObject({ state: 'warned' });
    expect(line('direct')).toMatchObject({ kind: 'unknown' });
  });

  it('sees a router that shows every server another port', async () => {
    const other = 'stun:other.example.org';
    const { line } = await finished({}, { ownServers: [{ url: other, enabled: true }] }, ({ network }) => {
      network.servers = { ...ALL_WORK, [other]: { gives: [mapped(50_001)] } };
    });
    expect(line('direct')).toMatchObject({ kind: 'symmetric', state: 'warned' });
  });

  it('without WebRTC or a secure address says so, and tries no more than it can', async () => {
    const old = await finished({ hasWebRtc: false });
    expect(old.states()).toMatchObject({ browser: 'unsupported-browser', servers: 'skipped' });
    expect(old.last().verdict).toEqual({ kind: 'no-calls', cause: 'unsupported-browser' });
    const plain = await finished({ secureContext: false });
    expect(plain.states()).toMatchObject({ browser: 'insecure-context', 'loop-udp': 'passed' });
  });

  it.each([0, 15, 60, 500, 3_000])('that is left after %i ms lets go of everything and says nothing more', async (ms) => {
    const test = begin();
    await answerSession(test.page.server.last, test.page.clock);
    await test.page.clock.advance(ms);
    test.stop.abort();
    const told = test.told.length;
    await test.page.clock.advance(60_000);
    await test.done;
    expect(test.told).toHaveLength(told);
    expect(test.network.connections.every(({ closed }) => closed)).toBe(true);
    expect(test.page.server.connections.every(({ closedByClient }) => closedByClient === 1000)).toBe(true);
    expect(test.page.clock.waiting).toBe(0);
  });
});
