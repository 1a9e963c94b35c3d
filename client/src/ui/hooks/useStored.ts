import { useCallback, useState } from 'react';

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    // A browser that blocks site data throws at the mere mention.
    return null;
  }
}

export function readStored(key: string): string | null {
  return storage()?.getItem(key) ?? null;
}

export function writeStored(key: string, value: string): void {
  try {
    storage()?.setItem(key, value);
  } catch {
    // Full or forbidden: the wish holds for this page then.
  }
}

/** One of a few words, kept in this browser. */
export function useStored<Value extends string>(key: string, allowed: readonly Value[], initial: Value): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => allowed.find((one) => one === readStored(key)) ?? initial);
  const store = useCallback(
    (next: Value) => {
      setValue(next);
      writeStored(key, next);
    },
    [key],
  );
  return [value, store];
}
