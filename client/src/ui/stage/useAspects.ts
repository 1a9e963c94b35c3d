import { useCallback, useState } from 'react';

export interface Aspects {
  readonly of: (key: string) => number | null;
  readonly tell: (key: string, aspect: number) => void;
}

/** Shapes of pictures (width by height) by tile, as far as they are known. */
export function useAspects(): Aspects {
  const [known, setKnown] = useState<ReadonlyMap<string, number>>(new Map());
  const tell = useCallback((key: string, aspect: number) => {
    setKnown((old) => (old.get(key) === aspect ? old : new Map(old).set(key, aspect)));
  }, []);
  const of = useCallback((key: string) => known.get(key) ?? null, [known]);
  return { of, tell };
}

/** The shape that most of these pictures have: the middle one; null where none is known. */
export function middleAspect(aspects: readonly (number | null)[]): number | null {
  const known = aspects.filter((aspect) => aspect !== null).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
}
