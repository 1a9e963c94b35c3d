/** Narrow checks of parsed JSON. Each returns the value in its type, or throws `Refused`, which only `parse` catches. */

export type Members = Readonly<Record<string, unknown>>;

/** A member is missing, of a wrong kind or out of bounds. */
export class Refused extends Error {}

export function object(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused('object expected');
  return value as Members;
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Refused('text expected');
  return value;
}

export function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Refused('true or false expected');
  return value;
}

export function finite(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Refused('number expected');
  return value;
}

/** A whole number from `least` up to 2^53 - 1. */
export function whole(value: unknown, least = 0): number {
  if (!Number.isSafeInteger(value) || (value as number) < least) throw new Refused('whole number expected');
  return value as number;
}

export function list<T>(value: unknown, item: (value: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw new Refused('list expected');
  return value.map(item);
}

export function oneOf<const T extends string>(value: unknown, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new Refused('unexpected word');
  return found;
}

/** `{ [key]: check(members[key]) }`, or `{}` where the member is left out: optional members stay absent, never undefined. */
export function optional<const K extends string, T>(members: Members, key: K, check: (value: unknown) => T): { readonly [P in K]?: T } {
  const value = members[key];
  if (value === undefined) return {};
  return { [key]: check(value) } as { readonly [P in K]?: T };
}
