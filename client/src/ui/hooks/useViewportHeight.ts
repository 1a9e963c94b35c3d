import { useEffect } from 'react';

/**
 * Keeps `--viewport-height` at what is really visible. Where the on-screen keyboard lies over the page instead of making it smaller (iOS), `100dvh` does
 * not know of it, and what is written would stand behind the keys.
 */
export function useViewportHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (viewport === null) return;
    const root = document.documentElement;
    function update(): void {
      // A page that is zoomed in has a small viewport too, and must not shrink with it.
      if (viewport === null || viewport.scale > 1.01) root.style.removeProperty('--viewport-height');
      else root.style.setProperty('--viewport-height', `${viewport.height}px`);
    }
    update();
    viewport.addEventListener('resize', update);
    return () => {
      viewport.removeEventListener('resize', update);
      root.style.removeProperty('--viewport-height');
    };
  }, []);
}
