import { useEffect, useRef } from 'react';

export interface ShortcutActions {
  readonly microphone: () => void;
  readonly camera: () => void;
  /** The space bar went down (true) or up (false). */
  readonly talk: (held: boolean) => void;
  readonly help: () => void;
  /** Returns false when nothing was open. */
  readonly escape: () => boolean;
}

/** True where a key belongs to what has the focus: text, or a control that the space bar presses. */
export function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !==
      null
  );
}

function takesSpace(target: EventTarget | null): boolean {
  return takesKeys(target) || (target instanceof Element && target.closest('button, a, summary, [role="button"]') !== null);
}

/** The keys of a call. They work wherever the focus is, those without Ctrl or Cmd not while one writes. */
export function useShortcuts(actions: ShortcutActions): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });

  useEffect(() => {
    let talking = false;

    function stopTalking(): void {
      if (!talking) return;
      talking = false;
      current.current.talk(false);
    }

    function down(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
        const key = event.key.toLowerCase();
        if (key !== 'd' && key !== 'e') return;
        event.preventDefault();
        if (event.repeat) return;
        if (key === 'd') current.current.microphone();
        else current.current.camera();
        return;
      }
      if (event.key === ' ' && !takesSpace(event.target)) {
        event.preventDefault();
        if (event.repeat) return;
        talking = true;
        current.current.talk(true);
      } else if (event.key === '?' && !takesKeys(event.target)) {
        current.current.help();
      } else if (event.key === 'Escape' && !event.defaultPrevented) {
        if (current.current.escape()) event.preventDefault();
      }
    }

    function up(event: KeyboardEvent): void {
      if (event.key === ' ') stopTalking();
    }

    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    // The key may come up in another window, where nobody tells us.
    window.addEventListener('blur', stopTalking);
    return () => {
      stopTalking();
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', stopTalking);
    };
  }, []);
}
