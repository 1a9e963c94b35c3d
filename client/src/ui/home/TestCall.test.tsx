// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TestCall } from './TestCall';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  window.history.replaceState(null, '', '/');
});

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ code }), { status, headers: { 'content-type': 'application/problem+json' } });

/** The page with a server that tells this of itself and answers the wish for a test call so. */
async function home(info: object | null, answer: () => Response = () => problem(500, 'x')) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
    asked.push(`${init?.method ?? 'GET'} ${path}`);
    if (path === '/api/info') return info === null ? Promise.reject(new TypeError('no server')) : Promise.resolve(Response.json(info));
    return Promise.resolve(answer());
  });
  render(<TestCall />);
  await act(async () => undefined);
  return asked;
}
const button = () => screen.findByRole('button', { name: 'Test call' });

describe('a test call', () => {
  it.each([[{ testCalls: false }], [{}], [null]])('is not offered by a server that says %j', async (info) => {
    await home(info);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('leads to the room that the server has made', async () => {
    const asked = await home({ testCalls: true }, () => Response.json({ room: 'test-k3v9x0q2' }, { status: 201 }));
    fireEvent.click(await button());
    await vi.waitFor(() => expect(window.location.pathname).toBe('/r/test-k3v9x0q2'));
    expect(asked).toEqual(['GET /api/info', 'POST /api/test-calls']);
  });

  it.each([
    [404, 'peers-disabled', 'Test calls are switched off here.'],
    [503, 'peers-busy', 'All test partners are in a call.'],
    [429, 'rate-limited', 'That was too often'],
    [500, 'other', 'The server did not start a test call.'],
  ])('that is refused with %i %s says so and can be tried again', async (status, code, words) => {
    await home({ testCalls: true }, () => problem(status, code));
    fireEvent.click(await button());
    expect((await screen.findByRole('alert')).textContent).toContain(words);
    expect((await button()).hasAttribute('disabled')).toBe(false);
  });

  it('is not believed a room that cannot be', async () => {
    await home({ testCalls: true }, () => Response.json({ room: '../evil' }, { status: 201 }));
    fireEvent.click(await button());
    expect((await screen.findByRole('alert')).textContent).toContain('did not start');
  });
});
