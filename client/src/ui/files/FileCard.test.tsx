// @vitest-environment happy-dom
import { act, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FileEntry, FileTrouble } from '../../call/snapshot';
import { given, renderRoom } from '../testing/renderRoom';
import { file, peer, share } from '../testing/snapshots';
import { en } from '../text/en';

const peers = [peer('p1', 'Ines'), peer('p2', 'Ben')];
const incoming = (part: Partial<FileEntry['shares'][number]> = {}, more: Partial<FileEntry> = {}) =>
  file('f1', 'plan.pdf', [share('p1', 'Ines', part)], { from: 'p1', ...more });

async function open(files: FileEntry[]) {
  const call = renderRoom({ peers, files });
  fireEvent.click(screen.getByRole('button', { name: /^Chat/ }));
  await screen.findByLabelText('Message');
  return { call, show: (next: FileEntry[]) => act(() => call.show((now) => ({ ...now, files: next }))) };
}

const card = () => within(screen.getByRole('group', { name: 'plan.pdf' }));
const shown = new File(['x'], 'x.txt');
const data = { types: ['Files'], files: [shown] };

afterEach(() => void vi.restoreAllMocks());

describe('sending a file', () => {
  it('begins with the button, by pasting and by dropping it on the chat', async () => {
    const { call } = await open([]);
    const chooser = screen.getByTestId<HTMLInputElement>('file-chooser');
    const click = vi.spyOn(chooser, 'click');
    fireEvent.click(screen.getByRole('button', { name: 'Send a file to everybody' }));
    expect(click).toHaveBeenCalledOnce();
    fireEvent.change(chooser, { target: { files: [shown] } });
    fireEvent.paste(screen.getByLabelText('Message'), { clipboardData: data });
    const field = screen.getByLabelText('Message');
    fireEvent.dragEnter(field, { dataTransfer: data });
    expect(screen.getByText('Drop to send to everybody here')).toBeDefined();
    fireEvent.drop(field, { dataTransfer: data });
    expect(screen.queryByText('Drop to send to everybody here')).toBeNull();
    expect(given(call, 'sendFile')).toEqual([[shown], [shown], [shown]]);
  });

  it('is not what pasting a text with a picture of it means', async () => {
    const { call } = await open([]);
    fireEvent.paste(screen.getByLabelText('Message'), { clipboardData: { types: ['text/plain', 'Files'], files: [shown] } });
    expect(given(call, 'sendFile')).toEqual([]);
  });

  it('never lets a file that was dropped beside the chat take the page', () => {
    renderRoom({ peers });
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    Object.assign(drop, { dataTransfer: { ...data, dropEffect: 'copy' } });
    screen.getByTestId('tile-p1').dispatchEvent(drop);
    expect(drop.defaultPrevented).toBe(true);
  });

  it('shows how far it is with each, and stops it for all', async () => {
    const { call } = await open([
      file('f1', 'plan.pdf', [
        share('p1', 'Ines', { state: 'running', bytes: 6_000_000, bytesPerSecond: 2_000_000 }),
        share('p2', 'Ben', { state: 'done', bytes: 12_000_000 }),
      ]),
    ]);
    const bar = card().getByRole('progressbar', { name: 'Progress with Ines' });
    expect(bar.getAttribute('aria-valuenow')).toBe('50');
    expect(card().getByText('6.0 MB of 12.0 MB · 2.0 MB/s')).toBeDefined();
    expect(card().getByText('Ben has it')).toBeDefined();
    fireEvent.click(card().getByRole('button', { name: 'Stop plan.pdf' }));
    expect(given(call, 'cancelFile')).toEqual([['f1']]);
  });
});

describe('a file that is offered', () => {
  it('asks first', async () => {
    const { call } = await open([incoming()]);
    expect(card().getByText('Ines wants to send you this')).toBeDefined();
    fireEvent.click(card().getByRole('button', { name: 'Accept plan.pdf' }));
    fireEvent.click(card().getByRole('button', { name: 'Decline plan.pdf' }));
    expect(given(call, 'acceptFile')).toEqual([['f1']]);
    expect(given(call, 'declineFile')).toEqual([['f1']]);
  });

  it('that is large asks for its place on disk where the browser can, and only then is taken', async () => {
    const writable = { write: vi.fn(), close: vi.fn(), abort: vi.fn() };
    const picker = vi.fn(async (_: unknown) => ({ createWritable: async () => writable }));
    vi.stubGlobal('showSaveFilePicker', picker);
    picker.mockRejectedValueOnce(new DOMException('closed', 'AbortError'));
    const { call } = await open([incoming({}, { size: 70_000_000 })]);
    const accept = card().getByRole('button', { name: 'Accept plan.pdf' });
    await act(async () => void fireEvent.click(accept));
    expect(given(call, 'acceptFile')).toEqual([]);
    await act(async () => void fireEvent.click(accept));
    expect(picker).toHaveBeenLastCalledWith({ suggestedName: 'plan.pdf' });
    expect(given(call, 'acceptFile')).toEqual([['f1', expect.objectContaining({ write: expect.any(Function) })]]);
  });

  it('is there as a link that only saves, and was verified', async () => {
    const { show } = await open([incoming({ state: 'running', bytes: 0 })]);
    show([incoming({ state: 'done', bytes: 12_000_000 }, { content: new Blob(['x']) })]);
    expect(card().getByText('received, verified')).toBeDefined();
    const link = card().getByRole('link', { name: 'Save plan.pdf' });
    expect(link.getAttribute('download')).toBe('plan.pdf');
    expect(link.getAttribute('href')).toMatch(/^blob:/);
  });

  it('has a name that is text and nothing else', async () => {
    await open([file('f1', '<b>plan</b>.pdf', [share('p1', 'Ines')], { from: 'p1' })]);
    expect(screen.getByText('<b>plan</b>.pdf').querySelector('b')).toBeNull();
  });

  it('shows how a long name ends, for that says what the file is', async () => {
    await open([file('f1', `invoice.pdf${' '.repeat(80)}.exe`, [share('p1', 'Ines')], { from: 'p1' })]);
    expect(document.querySelector('.file-name')?.textContent).toMatch(/^invoice\.pdf.*….*\.exe$/);
  });

  it('counts as unread, is said aloud, and leads to the chat', async () => {
    const call = renderRoom({ peers });
    const notice = { key: 1, kind: 'file-offered', name: 'Ines', text: 'plan.pdf' } as const;
    act(() => call.show((now) => ({ ...now, files: [incoming()], notices: [notice] })));
    expect(screen.getByRole('button', { name: 'Chat, 1 unread' })).toBeDefined();
    expect(screen.getByRole('log').textContent).toBe('Ines wants to send you plan.pdf');
    fireEvent.click(screen.getByRole('button', { name: 'Ines wants to send you plan.pdf' }));
    expect(await screen.findByRole('button', { name: 'Accept plan.pdf' })).toBeDefined();
  });
});

describe('what went wrong', () => {
  const troubles = Object.keys(en.files.notSent) as FileTrouble[];

  it.each(troubles)('%s is said in whole sentences, to either end', async (trouble) => {
    const { show } = await open([file('f1', 'plan.pdf', [share('p1', 'Ines', { state: 'failed', trouble })])]);
    const line = () => document.querySelector('[data-look="failed"]')?.textContent;
    expect(line()).toMatch(/^[A-Z].*\.$/);
    show([incoming({ state: 'failed', trouble })]);
    expect(line()).toMatch(/^[A-Z].*\.$/);
    expect(card().queryByRole('button')).toBeNull();
  });

  it('is said of a file that was offered to nobody', async () => {
    await open([file('f1', 'plan.pdf', [], { trouble: 'insecure-context' })]);
    expect(card().getByText(/https address/)).toBeDefined();
  });
});

describe('after the call', () => {
  it('what was received can still be saved', async () => {
    const done = incoming({ state: 'done' }, { content: new Blob(['x']) });
    renderRoom({ phase: 'left', files: [done, file('f2', 'mine.txt', [share('p1', 'Ines', { state: 'done' })])] });
    expect(await screen.findByRole('link', { name: 'Save plan.pdf' })).toBeDefined();
    expect(screen.queryByText('mine.txt')).toBeNull();
  });
});
