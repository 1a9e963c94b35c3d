// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IceServerChoice } from '../../call/snapshot';
import { checkServer } from '../test/environment';
import { OwnServers } from './OwnServers';

vi.mock('../test/environment', () => ({ checkServer: vi.fn() }));

const server: IceServerChoice = { url: 'turn:turn.example.org:3478', username: 'u', credential: 'c', enabled: true };

beforeEach(() => {
  vi.mocked(checkServer).mockReset().mockResolvedValue({ reachable: true, ms: 34, gave: 'relay', network: null });
});
afterEach(cleanup);

function add(url: string, secret?: { username: string; credential: string }): void {
  fireEvent.change(screen.getByLabelText('Server address'), { target: { value: url } });
  if (secret !== undefined) {
    fireEvent.change(screen.getByLabelText('User name'), { target: { value: secret.username } });
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: secret.credential } });
  }
  fireEvent.click(screen.getByRole('button', { name: 'Add server' }));
}

describe('own servers', () => {
  it('are added and checked at once', async () => {
    const changed = vi.fn();
    render(<OwnServers servers={[]} onChange={changed} />);
    add('stun:stun.example.org');
    expect(changed).toHaveBeenCalledWith([{ url: 'stun:stun.example.org', enabled: true }]);
    expect(checkServer).toHaveBeenCalledOnce();
  });

  it('are refused when they are no address, with a sentence', () => {
    const changed = vi.fn();
    render(<OwnServers servers={[]} onChange={changed} />);
    add('https://turn.example.org');
    expect(changed).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('Begin with stun:');
  });

  it('need a user name and a password when they relay', () => {
    const changed = vi.fn();
    render(<OwnServers servers={[]} onChange={changed} />);
    add('turn:turn.example.org');
    expect(changed).not.toHaveBeenCalled();
    add('turn:turn.example.org', { username: 'u', credential: 'c' });
    expect(changed).toHaveBeenCalledWith([{ url: 'turn:turn.example.org', enabled: true, username: 'u', credential: 'c' }]);
  });

  it('are switched, checked and removed one by one', async () => {
    vi.mocked(checkServer).mockResolvedValue({ reachable: false, code: 'turn-unauthorized', errorCode: 401 });
    const changed = vi.fn();
    render(<OwnServers servers={[server]} onChange={changed} />);
    fireEvent.click(screen.getByRole('switch', { name: 'Use turn:turn.example.org:3478' }));
    expect(changed).toHaveBeenLastCalledWith([{ ...server, enabled: false }]);
    fireEvent.click(screen.getByRole('button', { name: 'Check turn:turn.example.org:3478' }));
    expect(await screen.findByText(/did not accept the user name and password \(error 401\)/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Remove turn:turn.example.org:3478' }));
    expect(changed).toHaveBeenLastCalledWith([]);
  });
});
