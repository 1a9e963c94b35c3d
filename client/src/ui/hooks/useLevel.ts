import { type RefObject, useEffect } from 'react';
import type { Call } from '../../call/snapshot';

/**
 * Writes how loud somebody is straight into an element's style (`--level`, 0 to 1), about 15 times a second, past React: nothing is rendered
 * again. For small elements: everything inside gets its style anew with every reading.
 */
export function useLevel(call: Call, who: string, element: RefObject<HTMLElement | null>): void {
  useEffect(() => call.onLevel(who, (level) => element.current?.style.setProperty('--level', level.toFixed(2))), [call, who, element]);
}

/** Keeps `data-speaking` on an element while somebody speaks, past React as well. */
export function useSpeaking(call: Call, who: string, element: RefObject<HTMLElement | null>): void {
  useEffect(() => call.onLevel(who, (_, speaking) => element.current?.toggleAttribute('data-speaking', speaking)), [call, who, element]);
}
