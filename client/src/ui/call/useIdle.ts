import { type RefObject, useEffect, useState } from 'react';

/** How long the controls stay after the last move (ms). */
export const HIDE_AFTER_MS = 3_000;

/**
 * True when nothing has moved on the stage for a while and the controls may hide. They never do while they have the focus or the pointer.
 * On touch, a tap on the stage hides and shows them; any key shows them.
 */
export function useIdle(stage: RefObject<HTMLElement | null>, controls: RefObject<HTMLElement | null>, mayHide: boolean): boolean {
  const [idle, setIdle] = useState(false);

  useEffect(() => {
    const area = stage.current;
    if (area === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function kept(): boolean {
      const bar = controls.current;
      return !mayHide || bar === null || bar.contains(document.activeElement) || bar.matches(':hover');
    }
    function hide(): void {
      if (kept()) arm();
      else setIdle(true);
    }
    function arm(): void {
      clearTimeout(timer);
      timer = setTimeout(hide, HIDE_AFTER_MS);
    }
    function wake(): void {
      setIdle(false);
      arm();
    }
    function move(event: PointerEvent): void {
      // A finger that scrolls or taps is no move of a mouse; taps are dealt with below.
      if (event.pointerType !== 'touch') wake();
    }
    function tap(event: PointerEvent): void {
      if (event.pointerType !== 'touch') {
        wake();
        return;
      }
      const onStage = event.target instanceof Element && event.target.closest('button, a, input, textarea, [data-keeps-controls]') === null;
      if (onStage && !kept()) setIdle((was) => !was);
      else setIdle(false);
      arm();
    }

    wake();
    area.addEventListener('pointermove', move);
    area.addEventListener('pointerup', tap);
    area.addEventListener('focusin', wake);
    window.addEventListener('keydown', wake);
    return () => {
      clearTimeout(timer);
      area.removeEventListener('pointermove', move);
      area.removeEventListener('pointerup', tap);
      area.removeEventListener('focusin', wake);
      window.removeEventListener('keydown', wake);
    };
  }, [stage, controls, mayHide]);

  return idle && mayHide;
}
