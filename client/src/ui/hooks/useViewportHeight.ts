import { useEffect } from 'react';

/**
 * Keeps `--viewport-height` at what is really visible. Where the on-screen keyboard lies over the page instead of making it smaller (iOS), `100dvh` does
 * not know of it, and what is written would stand behind the keys.
 */
export function useViewportHeight(): void {
  useEffect(() => {
    // Not every browser knows it, whatever the types say.
    const viewport: VisualViewport | null | undefined = window.visualViewport;
    if (viewport === null || viewport === undefined) return;
    const visible = viewport;
    const root = document.documentElement;
    function update(): void {
      // A page that is zoomed in has a small viewport too, and must not shrink with it.
      if (visible.scale > 1.01) root.style.removeProperty('--viewport-height');
      else root.style.setProperty('--viewport-height', `${visible.height}px`);
    }
    update();
    visible.addEventListener('resize', update);
    return () => {
      visible.removeEventListener('resize', update);
      root.style.removeProperty('--viewport-height');
    };
  }, []);
}
