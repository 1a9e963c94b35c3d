// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IceServerChoice } from '../../call/snapshot';
import type { IceTestResult } from '../../rtc/iceTest';
import { loadConnection, testIceServer } from '../core';
import CheckDialog from './CheckDialog';
import { givenServers, parseIceServers } from './givenServers';
import { iceTestWords, verdictWords } from './iceWords';

vi.mock('../core', async (original) => ({
  ...(await original<typeof import('../core')>()),
  testIceServer: vi.fn(),
  loadConnection: vi.fn(),
}));

const STUN = 'stun:call.example.org:3478';
const UDP = 'turn:call.example.org:3478?transport=udp';
const TCP = 'turn:call.example.org:3478?transport=tcp';
const TLS = 'turns:call.example.org:8443?transport=tcp';
const given = { iceServers: [{ urls: [STUN] }, { urls: [UDP, TCP, TLS], username: 'u', credential: 'c' }] };

const relays: IceTestResult = { reachable: true, ms: 34.4, gave: 'relay' };
const silent: IceTestResult = { reachable: false, code: 'turn-unreachable', errorCode: null, timedOut: true };
const unreached: IceTestResult = { reachable: false, code: 'turn-unreachable', errorCode: 701 };
const refused = (errorCode: number): IceTestResult => ({ reachable: false, code: 'turn-unauthorized', errorCode });

/** Answers per path; a status stands for an answer without a body, and what is left out does not answer. */
function answers(of: Readonly<Record<string, unknown>>): void {
  vi.stubGlobal('fetch', (path: string) => {
    const answer = of[path];
    if (answer === undefined) return Promise.reject(new TypeError('no route'));
    return Promise.resolve(typeof answer === 'number' ? new Response(null, { status: answer }) : Response.json(answer));
  });
}

const connection = { useServerIce: true, ownServers: [] as IceServerChoice[], relayOnly: false, lowData: false };

beforeEach(() => {
  vi.stubGlobal('RTCPeerConnection', class {});
  vi.mocked(loadConnection).mockReturnValue(connection);
  vi.mocked(testIceServer).mockReset().mockResolvedValue(relays);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('check my connection', () => {
  const row = async (url: string) => {
    const name = await screen.findByText((text) => text.endsWith(url));
    return within(name.closest('li') as HTMLElement);
  };

  it('tries each address by itself, all at the same time', async () => {
    answers({ '/api/ice-servers': given });
    const endings = new Map<string, (result: IceTestResult) => void>();
    vi.mocked(testIceServer).mockImplementation(({ url }) => new Promise((resolve) => endings.set(url, resolve)));
    render(<CheckDialog onClose={() => undefined} />);
    await row(TLS);
    expect([...endings.keys()]).toEqual([STUN, UDP, TCP, TLS]);
    expect(vi.mocked(testIceServer).mock.calls[1]?.[0]).toEqual({ url: UDP, username: 'u', credential: 'c', enabled: true });

    endings.get(STUN)?.({ reachable: true, ms: 12, gave: 'srflx' });
    endings.get(UDP)?.(silent);
    endings.get(TCP)?.(refused(401));
    expect(await (await row(STUN)).findByText(/your address as others see it/)).toBeDefined();
    expect(await (await row(UDP)).findByText(/No answer within 8 seconds/)).toBeDefined();
    expect(await (await row(TCP)).findByText(/error 401/)).toBeDefined();
    expect((await row(TLS)).getByText(/checking/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Check again' })).toHaveProperty('disabled', true);

    endings.get(TLS)?.(relays);
    expect(await (await row(TLS)).findByText('Relays for you. First answer after 34 ms.')).toBeDefined();
    expect(screen.getByRole('status').textContent).toContain('UDP does not get through here');
    expect(screen.getByRole('button', { name: 'Check again' })).toHaveProperty('disabled', false);
  });

  it('stops what is under way when it is closed', async () => {
    answers({ '/api/ice-servers': given });
    vi.mocked(testIceServer).mockImplementation(() => new Promise(() => undefined));
    const { unmount } = render(<CheckDialog onClose={() => undefined} />);
    await row(TLS);
    const signal = vi.mocked(testIceServer).mock.calls[0]?.[1];
    expect(signal?.aborted).toBe(false);
    unmount();
    expect(signal?.aborted).toBe(true);
  });

  it('tries what a call would use: own servers too, and those given only if they are used', async () => {
    answers({ '/api/ice-servers': given });
    const own = { url: 'turn:mine.example.org', username: 'u', credential: 'c', enabled: true };
    vi.mocked(loadConnection).mockReturnValue({
      ...connection,
      useServerIce: false,
      ownServers: [own, { ...own, url: 'turn:off.example.org', enabled: false }],
    });
    render(<CheckDialog onClose={() => undefined} />);
    await row(own.url);
    expect(vi.mocked(testIceServer).mock.calls.map(([server]) => server)).toEqual([own]);
  });

  it('tells no servers from servers that are given only in a room', async () => {
    answers({ '/api/ice-servers': 401, '/api/info': { turn: 'embedded' } });
    const first = render(<CheckDialog onClose={() => undefined} />);
    expect(await screen.findByText(/only to people in a room/)).toBeDefined();
    first.unmount();
    answers({ '/api/ice-servers': { iceServers: [] } });
    render(<CheckDialog onClose={() => undefined} />);
    expect(await screen.findByText(/No STUN or TURN server is set up/)).toBeDefined();
  });

  it('says why browsers do not take a relay behind the server’s own certificate, and what can be done', async () => {
    answers({ '/api/ice-servers': given, '/api/info': { turn: 'embedded', selfSigned: true } });
    vi.mocked(testIceServer).mockImplementation(({ url }) => Promise.resolve(url === TLS ? unreached : relays));
    render(<CheckDialog onClose={() => undefined} />);
    expect(await (await row(TLS)).findByText(/do not take this server’s own certificate.*Https:Certificate/)).toBeDefined();
    expect((await row(TLS)).getByText(/does not work/)).toBeDefined();
    expect(screen.getByRole('status').textContent).toContain('A relay is at hand');
  });

  it.each([
    ['a certificate that browsers know', { turn: 'embedded', selfSigned: false }, TLS, unreached],
    ['a relay elsewhere', { turn: 'external', selfSigned: true }, TLS, unreached],
    ['a relay without TLS', { turn: 'embedded', selfSigned: true }, TCP, unreached],
    ['one that has answered', { turn: 'embedded', selfSigned: true }, TLS, refused(486)],
    ['one that works all the same', { turn: 'embedded', selfSigned: true }, TLS, relays],
    ['a server that says nothing of it', { turn: 'embedded' }, TLS, unreached],
  ] as const)('does not blame the certificate of %s', async (_, info, url, result) => {
    answers({ '/api/ice-servers': given, '/api/info': info });
    vi.mocked(testIceServer).mockImplementation((server) => Promise.resolve(server.url === url ? result : relays));
    render(<CheckDialog onClose={() => undefined} />);
    await vi.waitFor(() => expect(screen.getByRole('status').textContent).not.toBe(''));
    expect(screen.queryByText(/own certificate/)).toBeNull();
  });

  it('does not blame the certificate of a server of one’s own', async () => {
    answers({ '/api/ice-servers': { iceServers: [] }, '/api/info': { turn: 'embedded', selfSigned: true } });
    const own = { url: 'turns:mine.example.org', username: 'u', credential: 'c', enabled: true };
    vi.mocked(loadConnection).mockReturnValue({ ...connection, ownServers: [own] });
    vi.mocked(testIceServer).mockResolvedValue(unreached);
    render(<CheckDialog onClose={() => undefined} />);
    expect(await (await row(own.url)).findByText(/cannot be reached from your network/)).toBeDefined();
  });

  it('says that the server does not answer, and nothing about relays', async () => {
    answers({});
    render(<CheckDialog onClose={() => undefined} />);
    expect(await screen.findByText(/The PeerCall server does not answer/)).toBeDefined();
    expect(screen.getByRole('status').textContent).toBe('');
  });
});

describe('givenServers', () => {
  const ask = () => givenServers(new AbortController().signal);

  it('believes in servers inside a room unless the server says that there are none', async () => {
    answers({ '/api/ice-servers': 401, '/api/info': { turn: 'external' } });
    expect(await ask()).toEqual({ kind: 'in-room' });
    answers({ '/api/ice-servers': 401 });
    expect(await ask()).toEqual({ kind: 'in-room' });
    answers({ '/api/ice-servers': 401, '/api/info': { turn: 'none' } });
    expect(await ask()).toEqual({ kind: 'given', servers: [], selfSigned: false });
  });

  it('does not take a failing server for one without relays', async () => {
    answers({ '/api/ice-servers': 503 });
    expect(await ask()).toEqual({ kind: 'unreachable' });
  });

  it('leaves out what is no address', () => {
    expect(parseIceServers({ iceServers: [null, { urls: 'x' }, { urls: [7, STUN] }] })).toEqual([{ url: STUN, enabled: true }]);
    expect(parseIceServers('nothing')).toEqual([]);
  });
});

describe('the words of a test', () => {
  it.each([
    [{ reachable: true, ms: 3, gave: null }, 'No error, and no other address than this machine’s own.'],
    [{ reachable: false, code: 'turn-unreachable', errorCode: 701 }, /cannot be reached from your network.*port 443/],
    [{ reachable: false, code: 'stun-unreachable', errorCode: 701 }, /tells you your public address cannot be reached/],
    [{ reachable: false, code: 'turn-quota', errorCode: 486 }, /used up your share.*486/],
    [{ reachable: false, code: 'turn-quota', errorCode: 508 }, /is full.*508/],
    [{ reachable: false, code: 'turn-unreachable', errorCode: 499 }, 'The server answers, but with error 499.'],
    [{ reachable: false, code: 'invalid-url', errorCode: null }, /does not take this as the address/],
  ] as const)('%j', (result, words) => {
    if (typeof words === 'string') expect(iceTestWords(result)).toContain(words);
    else expect(iceTestWords(result)).toMatch(words);
  });
});

describe('the verdict', () => {
  const verdict = (...of: [string, IceTestResult][]) => verdictWords(of.map(([url, result]) => ({ url, result })));

  it('is that a relay is at hand where one works', () => {
    expect(verdict([UDP, relays], [TLS, silent])).toMatch(/A relay is at hand/);
    expect(verdict(['turn:a.example.org', relays])).toMatch(/A relay is at hand/);
  });

  it('is blocked UDP only where nothing else explains it', () => {
    expect(verdict([UDP, silent], [TLS, relays])).toMatch(/UDP does not get through/);
    expect(verdict([UDP, refused(401)], [TLS, relays])).toMatch(/A relay is at hand/);
    expect(verdict([TLS, relays])).toMatch(/A relay is at hand/);
  });

  it('is that no relay works, or that there is none', () => {
    expect(verdict([UDP, silent], [TLS, refused(401)])).toMatch(/No relay can be used/);
    expect(verdict([STUN, { reachable: true, ms: 1, gave: 'srflx' }])).toMatch(/No relay \(TURN server\) is set up/);
    expect(verdict()).toBeNull();
  });
});
