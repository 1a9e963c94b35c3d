// @vitest-environment happy-dom
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Waiting } from './Waiting';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('turns when something is not there in a moment, then says what it waits for, then what can be done', () => {
  render(<Waiting what="Connecting" advice="Try another network." />);
  const status = screen.getByRole('status');
  const after = (ms: number) => act(() => void vi.advanceTimersByTime(ms));
  expect(status.hasAttribute('data-early')).toBe(true);
  expect(status.textContent).toBe('Connecting');
  after(600);
  expect(status.hasAttribute('data-early')).toBe(false);
  expect(status.textContent).toBe('Connecting');
  after(400);
  expect(status.textContent).toBe('Connecting…');
  after(4_000);
  expect(status.textContent).toBe('Connecting…Try another network.');
});
