import { type RefObject, useEffect } from 'react';
import type { Call } from '../../call/snapshot';

/**
 * Writes how loud somebody is straight into an element's style (`--level`, 0 to 1) and `data-speaking`, about 15 times a second, past React:
 * nothing is rendered again.
 */
export function useLevel(call: Call, who: string, element: RefObject<HTMLElement | null>): void {
  useEffect(
    () =>
      call.onLevel(who, (level, speaking) => {
        const target = element.current;
        if (target === null) return;
        target.style.setProperty('--level', level.toFixed(2));
        target.toggleAttribute('data-speaking', speaking);
      }),
    [call, who, element],
  );
}
