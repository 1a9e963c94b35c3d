/** The few places where the page has to know in which browser it runs: words for that browser's own controls, and its keys. */
import { t } from './text';

function userAgent(): string {
  return typeof navigator === 'undefined' ? '' : navigator.userAgent;
}

/** How a denied permission is undone in this browser. */
export function howToAllow(agent: string = userAgent()): string {
  if (/iPhone|iPad|iPod/.test(agent)) return t.howToAllow.ios;
  if (/Firefox\//.test(agent)) return t.howToAllow.firefox;
  if (/Chrome\/|Chromium\//.test(agent)) return t.howToAllow.chromium;
  if (/Safari\//.test(agent)) return t.howToAllow.safari;
  return t.howToAllow.other;
}

/** True where the command key stands in for Ctrl. */
export function isApple(agent: string = userAgent()): boolean {
  return /Mac|iPhone|iPad|iPod/.test(agent);
}
