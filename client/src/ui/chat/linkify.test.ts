import { describe, expect, it } from 'vitest';
import { linkify } from './linkify';

const links = (text: string) => linkify(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []));

describe('linkify', () => {
  it('loses nothing of the text', () => {
    const text = 'See https://example.org/a?b=1#c, or (http://example.com).\nBye <b>now</b>';
    expect(
      linkify(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it('leaves the mark that ends a sentence out of the address', () => {
    expect(links('Look at https://example.org/a. Or https://example.org/b!')).toEqual(['https://example.org/a', 'https://example.org/b']);
    expect(links('(https://example.org/c)')).toEqual(['https://example.org/c']);
  });

  it('keeps a bracket that belongs to the address', () => {
    expect(links('https://example.org/wiki/ICE_(protocol)')).toEqual(['https://example.org/wiki/ICE_(protocol)']);
  });

  it('makes no link of anything but http and https', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://example.org', 'www.example.org']) {
      expect(links(text)).toEqual([]);
    }
  });

  it('makes no link of an address that pretends to be another by a user name', () => {
    expect(links('https://bank.example@evil.example/')).toEqual([]);
  });

  it('ends an address before characters that turn the direction of text', () => {
    expect(links('https://example.org/a\u202egpj.exe')).toEqual(['https://example.org/a']);
  });

  it('takes markup for text', () => {
    expect(linkify('<img src=x onerror=alert(1)>')).toEqual([{ kind: 'text', text: '<img src=x onerror=alert(1)>' }]);
  });
});
