/** Light, dark, or as the system wishes; kept in this browser. */
import { readStored, writeStored } from './hooks/useStored';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'peercall.theme';

export function storedTheme(): Theme {
  return THEMES.find((theme) => theme === readStored(KEY)) ?? 'system';
}

/** Shows a theme and remembers it. */
export function setTheme(theme: Theme): void {
  writeStored(KEY, theme);
  applyTheme(theme);
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
