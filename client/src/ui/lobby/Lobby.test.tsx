// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { given, renderRoom } from '../testing/renderRoom';
import { snapshot } from '../testing/snapshots';
import { httpsAddress } from './DeviceTroubles';

const base = snapshot();
const prompt = { ...base.devices, permission: 'prompt' as const, cameras: [], microphones: [], speakers: [] };

describe('lobby', () => {
  it('joins with one press, by the name that is shown', () => {
    const call = renderRoom({ phase: 'lobby' });
    expect(screen.getByLabelText('Your name')).toHaveProperty('value', 'Mira');
    fireEvent.click(screen.getByRole('button', { name: 'Join' }));
    expect(given(call, 'join')).toEqual([[undefined]]);
  });

  it('tells the call the name as it is typed, and does not join without one', () => {
    const call = renderRoom({ phase: 'lobby', self: { ...base.self, name: '' } });
    fireEvent.change(screen.getByLabelText('Your name'), { target: { value: 'Noor' } });
    expect(given(call, 'setName')).toEqual([['Noor']]);
    expect(screen.getByRole('button', { name: 'Join' })).toHaveProperty('disabled', true);
  });

  it('says that the browser will ask, and why, before it does', () => {
    const call = renderRoom({ phase: 'lobby', devices: prompt });
    expect(screen.getByText(/will ask for camera and microphone, so that/)).toBeDefined();
    expect(given(call, 'startPreview')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Use camera and microphone' }));
    expect(given(call, 'startPreview')).toHaveLength(1);
  });

  it('starts the picture by itself where the browser has been told already', () => {
    expect(given(renderRoom({ phase: 'lobby' }), 'startPreview')).toHaveLength(1);
  });

  it('joins without camera and microphone on wish', () => {
    const call = renderRoom({ phase: 'lobby', devices: prompt });
    fireEvent.click(screen.getByRole('button', { name: 'Join without camera and microphone' }));
    expect(given(call, 'setCamera')).toEqual([[false]]);
    expect(given(call, 'setMicrophone')).toEqual([[false]]);
    expect(given(call, 'join')).toHaveLength(1);
    expect(given(call, 'startPreview')).toEqual([]);
  });

  it('asks for the password of a room that has one, and joins with it', () => {
    const call = renderRoom({ phase: 'lobby', room: { ...base.room, passwordRequired: true } });
    fireEvent.change(screen.getByLabelText('Room password'), { target: { value: 'sesame' } });
    fireEvent.click(screen.getByRole('button', { name: 'Join' }));
    expect(given(call, 'join')).toEqual([['sesame']]);
  });

  it('offers a password to whoever is first only', () => {
    renderRoom({ phase: 'lobby', room: { ...base.room, count: 0, names: [] } });
    fireEvent.click(screen.getByRole('button', { name: 'Protect this room with a password' }));
    expect(screen.getByLabelText('Room password')).toBeDefined();
  });

  it('says who is inside', () => {
    renderRoom({ phase: 'lobby', room: { ...base.room, count: 5, names: ['Ann', 'Ben', 'Cem', 'Dora', 'Eva'] } });
    expect(screen.getByText('Ann, Ben, Cem, and 2 others are here')).toBeDefined();
  });

  it('says what stands in the way and keeps everything that was filled in', () => {
    const call = renderRoom({ phase: 'lobby' });
    act(() => call.show((now) => ({ ...now, trouble: { code: 'room-full', retrying: false } })));
    expect(screen.getByRole('alert').textContent).toContain('The room is full.');
    expect(screen.getByRole('button', { name: 'Join' })).toHaveProperty('disabled', false);
  });

  it('says a trouble that both devices have once, and tries again on wish', () => {
    const trouble = { code: 'permission-denied', retrying: false } as const;
    const call = renderRoom({
      phase: 'lobby',
      devices: { ...base.devices, permission: 'denied', cameraTrouble: trouble, microphoneTrouble: trouble },
    });
    expect(screen.getAllByRole('alert')).toHaveLength(1);
    expect(screen.getByRole('link', { name: 'Check my connection' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(given(call, 'startPreview')).toHaveLength(1);
  });

  it.each([
    ['signaling-refused', true],
    ['server-unreachable', true],
    ['wrong-password', false],
  ] as const)('leads from %s to the connection test: %s', (code, leads) => {
    const call = renderRoom({ phase: 'lobby' });
    act(() => call.show((now) => ({ ...now, trouble: { code, retrying: false } })));
    const link = screen.queryByRole('link', { name: 'Check my connection' });
    expect(link?.getAttribute('href') ?? null).toBe(leads ? '/test' : null);
  });

  it('stays while it joins, with the button at rest', () => {
    const call = renderRoom({ phase: 'lobby' });
    act(() => call.show((now) => ({ ...now, phase: 'joining' })));
    expect(screen.getByRole('button', { name: 'Join' })).toHaveProperty('disabled', true);
    expect(screen.queryByRole('toolbar')).toBeNull();
  });

  it('does not show when a reload leads back into the call', () => {
    renderRoom({ phase: 'joining' });
    expect(screen.getByRole('toolbar', { name: 'Call controls' })).toBeDefined();
    expect(screen.queryByText('You are the only one here')).toBeNull();
  });
});

describe('httpsAddress', () => {
  const page = { hostname: 'box.example', pathname: '/r/abc' };

  it('leads to the same page on the port that the server tells', () => {
    expect(httpsAddress({ version: '1', httpsPort: 8443 }, page)).toBe('https://box.example:8443/r/abc');
    expect(httpsAddress({ httpsPort: 443 }, page)).toBe('https://box.example/r/abc');
  });

  it('is not there where the server has no https', () => {
    for (const info of [null, 'x', {}, { httpsPort: '8443' }]) expect(httpsAddress(info, page)).toBeNull();
  });
});
