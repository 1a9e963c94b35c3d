import { describe, expect, it } from 'vitest';
import { link, path, relay, stats } from '../testing/snapshots';
import { pathNodes } from './pathNodes';
import { badgeWord, linkWords, pathMeaning, pathWords, relayWords } from './pathWords';

const stations = (...of: Parameters<typeof path>) => pathNodes(path(...of)).map((node) => node.kind);

describe('pathWords', () => {
  it('says each path in words', () => {
    expect(pathWords(path('direct'))).toBe('direct');
    expect(pathWords(path('nat'))).toBe('direct through NAT');
    expect(pathWords(path('relay-udp'))).toBe('relayed over UDP by turn.example.org');
    expect(pathWords(path('relay-tls', { ourRelay: relay({ server: null, transport: 'tls' }) }))).toBe('relayed over TLS');
    expect(pathWords(path('relay', { ourRelay: null, theirRelay: relay({ server: '198.51.100.23', transport: null }) }))).toBe(
      'relayed by 198.51.100.23',
    );
  });

  it('names both relays, and one that both ends use once', () => {
    const other = relay({ server: 'other.example.org:443', transport: 'tls' });
    expect(pathWords(path('relay-tls', { ourRelay: relay(), theirRelay: other }))).toBe(
      'relayed over TLS by turn.example.org and other.example.org',
    );
    expect(pathWords(path('relay-tls', { ourRelay: relay(), theirRelay: relay({ server: 'turn.example.org:443' }) }))).toBe(
      'relayed over TLS by turn.example.org',
    );
  });

  it('says the state where that is what matters', () => {
    expect(linkWords(link({ state: 'failed' }))).toBe('no connection');
    expect(linkWords(link({ state: 'interrupted' }))).toBe('interrupted');
    expect(linkWords(link({ state: 'connecting', stats: null }))).toBe('connecting');
    expect(linkWords(link({}, 'direct'))).toBe('direct');
  });

  it('says of a relay what is known of it', () => {
    expect(relayWords(relay({ transport: 'tls', server: 'turn.example.org:443' }))).toBe('turn.example.org:443, over TLS');
    expect(relayWords(relay({ transport: null }))).toBe('turn.example.org:3478');
    expect(relayWords(relay({ server: null, transport: 'tcp' }))).toBe('over TCP');
    expect(relayWords(relay({ server: null, transport: null }))).toBe('not known yet');
  });

  it('says why a link is relayed: for want of another way, or by whose wish', () => {
    const chosen = relay({ chosen: true });
    const why = (ourRelay: typeof chosen | null, theirRelay: typeof chosen | null) =>
      pathMeaning(link({ stats: stats(path('relay-udp', { ourRelay, theirRelay })) }), 'Ines');
    expect(why(relay(), null)).toMatch(/^No direct way was found/);
    expect(why(chosen, relay())).toMatch(/^You have switched “Relay only” on/);
    expect(why(null, chosen)).toMatch(/^Ines wants to be reached by relay only/);
    expect(why(chosen, chosen)).toMatch(/^You and Ines both/);
    expect(why(relay(), null)).toContain('stays encrypted');
    const blocked = (part: Parameters<typeof link>[0]) => pathMeaning(link(part, 'relay-tls'), 'Ines');
    expect(blocked({ cause: 'udp-blocked' })).toMatch(/^Your network lets no UDP out/);
    expect(blocked({ farCause: 'udp-blocked' })).toMatch(/^Ines’s network lets no UDP out/);
    expect(pathMeaning(link({}, 'direct'), 'Ines')).not.toContain('relay');
  });

  it('has a short word for the badge', () => {
    expect(badgeWord(link({}, 'relay-tcp'))).toBe('Relayed over TCP');
    expect(badgeWord(link({ stats: null }))).toBeNull();
    expect(badgeWord(link({ state: 'interrupted' }))).toBeNull();
  });

  it('says on the badge a part of what it is named', () => {
    for (const kind of ['direct', 'nat', 'relay', 'relay-udp', 'relay-tcp', 'relay-tls'] as const) {
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
    const ours = pathNodes(path('relay-tls'));
    expect(ours.map((node) => node.kind)).toEqual(['you', 'relay', 'nat', 'peer']);
    expect(ours[0]?.over).toBe('tls');
    const theirs = pathNodes(
      path('relay-tcp', { ourRelay: null, theirRelay: relay({ transport: 'tcp' }), localType: 'srflx', remoteType: 'relay' }),
    );
    expect(theirs.map((node) => node.kind)).toEqual(['you', 'nat', 'relay', 'peer']);
    expect(theirs[2]?.over).toBe('tcp');
  });

  it('draws both relays when each end holds one', () => {
    const both = pathNodes(path('relay-tls', { theirRelay: relay({ server: null, transport: 'udp' }), remoteType: 'relay' }));
    expect(both.map((node) => node.kind)).toEqual(['you', 'relay', 'relay', 'peer']);
    expect(both.map((node) => node.over)).toEqual(['tls', null, 'udp', null]);
    expect(both.map((node) => node.host ?? null)).toEqual([null, 'turn.example.org', null, null]);
  });
});
