import { describe, expect, it } from 'vitest';
import { parseRoute } from './router';

describe('parseRoute', () => {
  it('knows the start page, the connection test and rooms', () => {
    expect(parseRoute('/test')).toEqual({ view: 'test' });
    expect(parseRoute('/')).toEqual({ view: 'home' });
    expect(parseRoute('/r/quiet-harbour-4821')).toEqual({ view: 'room', room: 'quiet-harbour-4821' });
    expect(parseRoute('/r/abc/')).toEqual({ view: 'room', room: 'abc' });
  });

  it('takes capital letters as small ones', () => {
    expect(parseRoute('/r/Quiet-Harbour')).toEqual({ view: 'room', room: 'quiet-harbour' });
  });

  it('finds nothing elsewhere', () => {
    for (const path of [
      '/r/',
      '/r/ab',
      '/r/-abc',
      '/r/abc-',
      '/r/a b c',
      `/r/${'a'.repeat(65)}`,
      '/x',
      '/test/x',
      '/Test',
      '/r/abc/def',
      '/r/%2e%2e%2f',
    ]) {
      expect(parseRoute(path), path).toEqual({ view: 'not-found' });
    }
  });
});
