// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionSettings } from '../../call/snapshot';
import {
  ALL_WORK,
  answerSession,
  type ConnectionTestPage,
  connectionTestPage,
  STUN,
  TCP,
  TLS,
  UDP,
} from '../../testing/connectionTestPage';
import type { FakeIceServer } from '../../testing/fakeIceNetwork';
import { playTestSound } from '../media/testSound';
import { testEnvironment } from './environment';
import TestPage from './TestPage';

vi.mock('./environment', () => ({ testEnvironment: vi.fn() }));
vi.mock('../media/testSound', () => ({ playTestSound: vi.fn() }));

let made: ConnectionTestPage;

function open(servers: Readonly<Record<string, FakeIceServer>> = ALL_WORK, connection: Partial<ConnectionSettings> = {}) {
  // A stream that an element takes.
  made = connectionTestPage({ createStream: () => new MediaStream() }, connection);
  made.network.servers = servers;
  vi.mocked(testEnvironment).mockReturnValue(made.environment);
  return render(<TestPage />);
}

const advance = (ms: number) => act(() => made.page.clock.advance(ms));

/** To the end of the test. */
async function finish(): Promise<void> {
  await act(() => answerSession(made.page.server.last, made.page.clock));
  await advance(60_000);
}

const row = (name: string) => {
  const found = screen.getByText(name).closest('li');
  if (found === null) throw new Error(`${name} is in no line`);
  return found;
};
const said = () => screen.getAllByRole('status')[0]?.textContent ?? '';
const copied = vi.fn(async (_: string) => undefined);

beforeEach(() => {
  vi.mocked(playTestSound).mockReset().mockResolvedValue();
  copied.mockClear();
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: copied }, configurable: true });
});
afterEach(() => {
  cleanup();
  window.history.replaceState(null, '', '/');
});

describe('the connection test', () => {
  it('runs when it is opened, fills its lines, and ends in one sentence', async () => {
    open();
    expect(said()).toMatch(/^Testing/);
    await act(() => answerSession(made.page.server.last, made.page.clock));
    await advance(1_000);
    expect(row('TURN over TLS').dataset.state).toBe('passed');
    expect(row('Speed through the relay').textContent).toContain('Measuring for five seconds.');
    expect(screen.getByRole('progressbar')).toBeDefined();
    await advance(60_000);
    expect(said()).toMatch(/^Everything that was tested works\./);
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(row('STUN over UDP').textContent).toContain('Others see you at 203.0.113.0/24.');
    expect(row('Signaling').textContent).toContain('12 ms');
    expect(row('Speed through the relay').textContent).toMatch(/1\d\.\d Mbit\/s/);
    expect(within(row('Relayed call over TCP')).getByText('call.example.org:3478')).toBeDefined();
  });

  it('says that only relays over TCP are left where UDP is blocked, and with which code', async () => {
    open({ ...ALL_WORK, [STUN]: { silent: true }, [UDP]: { silent: true } });
    await finish();
    expect(said()).toMatch(/^Calls from here work, but only relayed over TCP or TLS/);
    expect(row('TURN over UDP').dataset.code).toBe('udp-blocked');
    expect(row('TURN over UDP').textContent).toContain('this network blocks UDP');
  });

  it('tells by the code and in words what is wrong with a relay', async () => {
    open({ ...ALL_WORK, [UDP]: { errorCode: 401 }, [TCP]: { errorCode: 486 }, [TLS]: { errorCode: 701 } });
    await finish();
    expect(within(row('TURN over UDP')).getByText('turn-unauthorized')).toBeDefined();
    expect(row('TURN over UDP').textContent).toContain('error 401');
    expect(within(row('TURN over TCP')).getByText('turn-quota')).toBeDefined();
    expect(within(row('TURN over TLS')).getByText('turn-unreachable')).toBeDefined();
    expect(said()).toContain('no relay can be used');
  });

  it('says of a relay that passes nothing on what its operator has to do', async () => {
    open({ ...ALL_WORK, [UDP]: { ...ALL_WORK[UDP], relays: false } });
    await finish();
    expect(row('Relayed call over UDP').textContent).toContain('open them for UDP');
    expect(said()).toBe('Calls from here work. Not every way does; see below.');
  });

  it('names a server of one’s own', async () => {
    const url = 'turn:mine.example.org:3479';
    open({ ...ALL_WORK, [url]: ALL_WORK[UDP] ?? {} }, { ownServers: [{ url, username: 'u', credential: 'c', enabled: true }] });
    await finish();
    const own = screen.getByText('mine.example.org:3479').closest('li') as HTMLElement;
    expect(within(own).getByText('yours')).toBeDefined();
  });

  it('runs again, from the beginning', async () => {
    open();
    await finish();
    fireEvent.click(screen.getByRole('button', { name: 'Run again' }));
    expect(said()).toMatch(/^Testing/);
    expect(made.page.server.connections).toHaveLength(2);
    await finish();
    expect(said()).toMatch(/^Everything/);
  });

  it('copies a report with the verdict and every line', async () => {
    open();
    await finish();
    fireEvent.click(screen.getByRole('button', { name: 'Copy report' }));
    await act(async () => undefined);
    const text = copied.mock.calls[0]?.[0] ?? '';
    expect(text).toContain('summary: Everything that was tested works.');
    expect(text).toContain('turn tls call.example.org:443, ok');
    expect(text).toContain('waiting camera');
    expect(text).not.toContain('hush');
  });

  it('asks for camera and microphone only when told to, and lets go of them with the page', async () => {
    const { unmount } = open();
    await finish();
    expect(made.page.capture.requests).toHaveLength(0);
    fireEvent.click(screen.getByRole('button', { name: 'Test camera and microphone' }));
    await act(async () => undefined);
    await advance(100);
    expect(screen.getByTestId('test-picture')).toBeDefined();
    expect(row('Camera').dataset.state).toBe('passed');
    expect(row('Microphone').textContent).toContain('Say something.');
    unmount();
    expect(made.page.capture.opened.every(({ readyState }) => readyState === 'ended')).toBe(true);
  });

  it('says that a camera does not work although the way does', async () => {
    open();
    await finish();
    made.page.capture.refuse('NotFoundError');
    fireEvent.click(screen.getByRole('button', { name: 'Test camera and microphone' }));
    await advance(100);
    expect(row('Camera').dataset.code).toBe('device-missing');
    expect(said()).toBe('The way to other people works. But camera and microphone do not work.');
  });

  it('asks whether the sound was heard, for it cannot know', async () => {
    open();
    fireEvent.click(screen.getByRole('button', { name: 'Play a sound' }));
    await act(async () => undefined);
    expect(row('Speaker').dataset.state).toBe('waiting');
    fireEvent.click(screen.getByRole('button', { name: 'No' }));
    expect(row('Speaker').dataset.state).toBe('warned');
    fireEvent.click(screen.getByRole('button', { name: 'Play a sound' }));
    await act(async () => undefined);
    fireEvent.click(screen.getByRole('button', { name: 'Yes' }));
    expect(row('Speaker').dataset.state).toBe('passed');
  });

  it('is stopped by leaving the page, also where the browser keeps it for going back', async () => {
    open();
    await act(() => answerSession(made.page.server.last, made.page.clock));
    await advance(1_500);
    expect(row('Speed through the relay').dataset.state).toBe('running');
    window.dispatchEvent(new Event('pagehide'));
    await advance(0);
    expect(made.network.connections.every(({ closed }) => closed)).toBe(true);
  });
});
