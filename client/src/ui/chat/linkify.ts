/** A message in pieces: text, and links that may be followed. Nothing else is markup. */
export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const CANDIDATE = /https?:\/\/[^\s<>"'`\u202a-\u202e\u2066-\u2069]+/giu;

/** Marks that end a sentence and not an address. */
const TRAILING = /[.,;:!?…)\]}]+$/u;

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Splits a text. Only http and https addresses that the URL parser accepts are links. */
export function linkify(text: string): MessagePart[] {
  const parts: MessagePart[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const address = withoutTrailing(match[0]);
    const href = safeHref(address);
    if (href === null) continue;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push({ kind: 'link', text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

/** Cuts the full stop after an address, but not the bracket that one in it has opened. */
function withoutTrailing(address: string): string {
  let rest = address;
  while (TRAILING.test(rest)) {
    const last = rest.charAt(rest.length - 1);
    const opening = OPENING[last];
    if (opening !== undefined && count(rest, opening) >= count(rest, last)) break;
    rest = rest.slice(0, -1);
  }
  return rest;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function safeHref(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // A user name before the host is how an address pretends to be another.
  const plain = (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '';
  return plain ? url.href : null;
}
