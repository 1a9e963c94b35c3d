import { describe, expect, it } from 'vitest';
import { link, path } from '../testing/snapshots';
import { pathNodes } from './pathNodes';
import { badgeWord, linkWords, pathWords } from './pathWords';

const stations = (...of: Parameters<typeof path>) => pathNodes(path(...of)).map((node) => node.kind);

describe('pathWords', () => {
  it('says each path in words', () => {
    expect(pathWords(path('direct'))).toBe('direct');
    expect(pathWords(path('nat'))).toBe('direct through NAT');
    expect(pathWords(path('relay-udp'))).toBe('relayed over UDP by turn.example.org');
    expect(pathWords(path('relay-tls', { relayServer: null }))).toBe('relayed over TLS');
  });

  it('says the state where that is what matters', () => {
    expect(linkWords(link({ state: 'failed' }))).toBe('no connection');
    expect(linkWords(link({ state: 'interrupted' }))).toBe('interrupted');
    expect(linkWords(link({ state: 'connecting', stats: null }))).toBe('connecting');
    expect(linkWords(link({}, 'direct'))).toBe('direct');
  });

  it('has a short word for the badge', () => {
    expect(badgeWord(link({}, 'relay-tcp'))).toBe('Relayed over TCP');
    expect(badgeWord(link({ stats: null }))).toBeNull();
    expect(badgeWord(link({ state: 'interrupted' }))).toBeNull();
  });

  it('says on the badge a part of what it is named', () => {
    for (const kind of ['direct', 'nat', 'relay-udp', 'relay-tcp', 'relay-tls'] as const) {
      expect(linkWords(link({}, kind)).toLowerCase()).toContain(badgeWord(link({}, kind))?.toLowerCase());
    }
  });
});

describe('pathNodes', () => {
  it('draws a straight line between own addresses', () => {
    expect(stations('direct')).toEqual(['you', 'peer']);
  });

  it('draws a NAT at each end that has a reflexive address', () => {
    expect(stations('nat')).toEqual(['you', 'nat', 'nat', 'peer']);
    expect(stations('nat', { localType: 'host', remoteType: 'prflx' })).toEqual(['you', 'nat', 'peer']);
  });

  it('draws the relay on the side of the end that holds it, and how that end reaches it', () => {
    const ours = pathNodes(path('relay-tls', { relayedBy: 'us' }));
    expect(ours.map((node) => node.kind)).toEqual(['you', 'relay', 'nat', 'peer']);
    expect(ours[0]?.over).toBe('TLS');
    const theirs = pathNodes(path('relay-tcp', { relayedBy: 'them', localType: 'srflx', remoteType: 'relay' }));
    expect(theirs.map((node) => node.kind)).toEqual(['you', 'nat', 'relay', 'peer']);
    expect(theirs[2]?.over).toBe('TCP');
  });

  it('draws both relays when each end holds one', () => {
    const both = pathNodes(path('relay-udp', { relayedBy: 'both', localType: 'relay', remoteType: 'relay' }));
    expect(both.map((node) => node.kind)).toEqual(['you', 'relay', 'relay', 'peer']);
    expect(both[0]?.over).toBe('UDP');
  });
});
