// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lazyPart } from './lazyPart';

afterEach(cleanup);

interface Props {
  readonly word: string;
  readonly onClose?: () => void;
}

const module = { default: ({ word }: Props) => <p>{word}</p> };
const refused = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));

describe('lazyPart', () => {
  it('shows what waits, then the part, and loads it once', async () => {
    const load = vi.fn(async () => module);
    const Part = lazyPart<Props>(load, { waiting: <p>waiting</p> });
    render(<Part word="one" />);
    expect(screen.getByText('waiting')).toBeDefined();
    expect(await screen.findByText('one')).toBeDefined();
    render(<Part word="two" />);
    expect(screen.getByText('two')).toBeDefined();
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is there at once when it was preloaded', async () => {
    const Part = lazyPart<Props>(async () => module);
    await Part.preload();
    render(<Part word="ready" />);
    expect(screen.getByText('ready')).toBeDefined();
  });

  it('says that it could not be loaded, and loads it on another try', async () => {
    const load = vi.fn(async () => module);
    load.mockImplementationOnce(refused);
    const Part = lazyPart<Props>(load);
    render(<Part word="late" />);
    expect((await screen.findByRole('alert')).textContent).toContain('could not be loaded');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('late')).toBeDefined();
  });

  it('can be closed when it could not be loaded, and a preload that failed costs nothing', async () => {
    const Part = lazyPart<Props>(refused);
    await Part.preload();
    const onClose = vi.fn();
    render(<Part word="never" onClose={onClose} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Close' }));
    expect(onClose).toHaveBeenCalledTimes(1);
  });
});
