import { describe, expect, it } from 'vitest';
import { mapped } from '../testing/fakeIceNetwork';
import { candidateParts, isInsideOnly } from './candidate';
import { directKind } from './directPath';

const found = (...lines: string[]) => lines.flatMap((candidate) => candidateParts({ candidate }) ?? []);
const HOST = 'candidate:1 1 udp 2122260223 192.168.1.20 50000 typ host generation 0';
const ONE = ['stun:a.example.org'];
const TWO = ['stun:a.example.org', 'stun:b.example.org:3479'];

describe('directKind', () => {
  it.each([
    ['no server', [HOST], [], false, 'no-stun'],
    ['an answer that says nothing new', [HOST], ONE, true, 'no-nat'],
    ['no answer', [HOST], ONE, false, 'unknown'],
    ['the same port outside', [HOST, mapped(50_000, '203.0.113.7', '192.168.1.20 rport 50000')], ONE, true, 'same-port'],
    ['another port outside', [HOST, mapped(61_000, '203.0.113.7', '192.168.1.20 rport 50000')], ONE, true, 'nat'],
    ['a base that the browser hides', [HOST, mapped(61_000)], ONE, true, 'nat'],
    ['one address for both servers', [HOST, mapped(61_000)], TWO, true, 'one-mapping'],
    ['another port for each server', [HOST, mapped(61_000), mapped(61_001)], TWO, true, 'symmetric'],
    [
      'two sockets with one address each',
      [mapped(61_000, '203.0.113.7', '192.168.1.20 rport 50000'), mapped(61_001, '203.0.113.7', '10.8.0.2 rport 50001')],
      TWO,
      true,
      'one-mapping',
    ],
  ])('of %s', (_, lines, urls, answered, kind) => {
    expect(directKind(found(...lines), urls, answered)).toBe(kind);
  });
});

describe('isInsideOnly', () => {
  it('knows addresses that mean nothing outside a network', () => {
    for (const address of [
      '10.1.2.3',
      '127.0.0.1',
      '172.16.0.1',
      '192.168.0.9',
      '100.64.0.1',
      '169.254.1.1',
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
    ]) {
      expect(isInsideOnly(address), address).toBe(true);
    }
    for (const address of ['203.0.113.7', '172.32.0.1', '100.128.0.1', '2001:db8::1', 'fdx.example.org'])
      expect(isInsideOnly(address), address).toBe(false);
  });
});
