// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ChatEntry } from '../../call/snapshot';
import { given, renderRoom } from '../testing/renderRoom';
import { NOW, peer } from '../testing/snapshots';

const entry = (key: string, text: string, part: Partial<ChatEntry> = {}): ChatEntry => ({
  key,
  from: 'p1',
  name: 'Ines',
  text,
  at: NOW,
  delivery: 'received',
  ...part,
});
const peers = [peer('p1', 'Ines')];

async function openChat(): Promise<HTMLElement> {
  fireEvent.click(screen.getByRole('button', { name: /^Chat/ }));
  return screen.findByLabelText('Message');
}

describe('chat', () => {
  it('sends with Enter, not with Shift+Enter', async () => {
    const call = renderRoom({ peers });
    const field = await openChat();
    fireEvent.change(field, { target: { value: ' Hello ' } });
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(given(call, 'sendChat')).toEqual([]);
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(given(call, 'sendChat')).toEqual([['Hello']]);
    expect(field).toHaveProperty('value', '');
  });

  it('tells that one is typing, and that one has stopped', async () => {
    const call = renderRoom({ peers });
    const field = await openChat();
    fireEvent.change(field, { target: { value: 'H' } });
    fireEvent.change(field, { target: { value: '' } });
    expect(given(call, 'typing')).toEqual([[true], [false]]);
  });

  it('keeps what is half written when it is closed', async () => {
    renderRoom({ peers });
    fireEvent.change(await openChat(), { target: { value: 'half' } });
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(await openChat()).toHaveProperty('value', 'half');
  });

  it('sends nothing that is empty or too long', async () => {
    const call = renderRoom({ peers });
    const field = await openChat();
    for (const text of ['   ', 'x'.repeat(4_001)]) {
      fireEvent.change(field, { target: { value: text } });
      fireEvent.keyDown(field, { key: 'Enter' });
    }
    expect(given(call, 'sendChat')).toEqual([]);
    expect(screen.getByText('1 character too long')).toBeDefined();
  });

  it('says how far a message came and sends a failed one again', async () => {
    const own = { from: null, name: 'Mira' };
    const call = renderRoom({
      peers,
      chat: [entry('1', 'a', { ...own, delivery: 'sent' }), entry('2', 'b', { ...own, delivery: 'failed' })],
    });
    await openChat();
    expect(screen.getByText('sent')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(given(call, 'retryChat')).toEqual([['2']]);
  });

  it('makes links of addresses and text of everything else', async () => {
    renderRoom({ peers, chat: [entry('1', '<b>x</b> https://example.org javascript:alert(1)')] });
    await openChat();
    const links = screen.getAllByRole('link');
    expect(links).toHaveLength(1);
    expect(links[0]?.getAttribute('href')).toBe('https://example.org/');
    expect(links[0]?.getAttribute('rel')).toBe('noopener noreferrer');
    expect(links[0]?.getAttribute('target')).toBe('_blank');
    expect(document.querySelector('.chat-bubble b')).toBeNull();
  });

  it('counts what was not read, on the button and in the title', async () => {
    const call = renderRoom({ peers });
    act(() => call.show((now) => ({ ...now, chat: [entry('1', 'a'), entry('2', 'b')] })));
    expect(screen.getByRole('button', { name: 'Chat, 2 unread' })).toBeDefined();
    expect(document.title).toBe('(2) quiet-harbour-4821 · PeerCall');
    await openChat();
    expect(screen.getByRole('button', { name: 'Chat' })).toBeDefined();
    expect(document.title).toBe('quiet-harbour-4821 · PeerCall');
  });

  it('says who is typing', async () => {
    renderRoom({ peers: [peer('p1', 'Ines', { typing: true }), peer('p2', 'Ben', { typing: true })] });
    await openChat();
    expect(screen.getByText('Ines and Ben are typing…')).toBeDefined();
  });
});
