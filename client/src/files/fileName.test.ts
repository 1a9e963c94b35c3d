import { describe, expect, it } from 'vitest';
import { offeredName, safeFileName } from './fileName';

describe('a stranger’s file name', () => {
  it.each([
    ['holiday.jpg', 'holiday.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\System32\\cmd.exe', 'cmd.exe'],
    ['mixed/and\\last.txt', 'last.txt'],
    [' spaced  out .txt ', 'spaced  out .txt'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['a\u0000b\nc.txt', 'abc.txt'],
    ['what?*<>|":.txt', 'what.txt'],
    ['\u200bhidden\ufeff.txt', 'hidden.txt'],
    ['половина\ud83d.txt', 'половина.txt'],
    ['\u{1f600}.png', '\u{1f600}.png'],
    ['.profile', '.profile'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it.each(['', '.', '..', '...', 'folder/', 'folder\\..', ' . ', '\u0001\u0002', '***'])('%j is refused', (name) => {
    expect(safeFileName(name)).toBeNull();
  });
});

describe('an own name', () => {
  it('is shortened before its ending', () => {
    const name = offeredName(`${'x'.repeat(300)}.tar.gz`);
    expect(name).toHaveLength(255);
    expect(name.endsWith('x.gz')).toBe(true);
    expect(offeredName('short.txt')).toBe('short.txt');
    expect(offeredName('')).toBe('file');
  });

  it('is never cut through a character', () => {
    expect(offeredName('\u{1f600}'.repeat(200))).not.toMatch(/\p{Surrogate}/u);
  });
});
