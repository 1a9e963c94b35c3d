import { useRef } from 'react';

/** The same keys in the order in which they first came, whatever order they come in later. */
export function useArrivalOrder(keys: readonly string[]): readonly string[] {
  const order = useRef<readonly string[]>([]);
  const next = arrivalOrder(order.current, keys);
  order.current = next;
  return next;
}

/** `known` without what is gone, then what is new. The same array when nothing changed. */
export function arrivalOrder(known: readonly string[], keys: readonly string[]): readonly string[] {
  const next = [...known.filter((key) => keys.includes(key)), ...keys.filter((key) => !known.includes(key))];
  return next.length === known.length && next.every((key, index) => key === known[index]) ? known : next;
}
