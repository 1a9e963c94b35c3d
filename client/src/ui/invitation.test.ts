import { describe, expect, it } from 'vitest';
import { invitation } from './invitation';

const local = { hostname: 'localhost', origin: 'http://localhost:8080' };
const info = { version: '1', networkUrl: 'https://192.0.2.2:8443' };

describe('invitation', () => {
  it('leads other machines to an address that they can reach', () => {
    expect(invitation('abc', local, info)).toBe('https://192.0.2.2:8443/r/abc');
    expect(invitation('abc', { hostname: '[::1]', origin: 'http://[::1]:8080' }, info)).toBe('https://192.0.2.2:8443/r/abc');
  });

  it('is the own address where that is one for everybody', () => {
    expect(invitation('abc', { hostname: 'call.example', origin: 'https://call.example' }, info)).toBe('https://call.example/r/abc');
  });

  it('is the own address when the server tells nothing better', () => {
    for (const nothing of [
      null,
      'x',
      {},
      { networkUrl: null },
      { networkUrl: 'javascript:alert(1)' },
      { networkUrl: 'http://192.0.2.2' },
    ]) {
      expect(invitation('abc', local, nothing)).toBe('http://localhost:8080/r/abc');
    }
  });
});
