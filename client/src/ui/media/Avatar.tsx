import './avatar.css';

/** How many tints there are in avatar.css. */
const TINTS = 6;

/** The first letters of the first and the last word; what a person sees where there is no picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words[0];
  if (first === undefined) return '?';
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last]
    .map((word) => (word === undefined ? '' : ([...word][0] ?? '')))
    .join('')
    .toLocaleUpperCase();
}

/** The same name has the same tint everywhere. */
export function tint(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % TINTS;
}

export function Avatar({ name, small = false }: { readonly name: string; readonly small?: boolean }) {
  return (
    <span className={`avatar avatar-${tint(name)}${small ? ' avatar-small' : ''}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
