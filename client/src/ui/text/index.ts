/** The language in use: the first of the browser's that there is a file for, else English. */
import type { Messages } from './en';
import { en } from './en';

const languages: Readonly<Record<string, Messages>> = { en };

/** The two-letter language for a list of BCP 47 tags, most wanted first. */
export function pickLanguage(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const primary = tag.slice(0, 2).toLowerCase();
    if (Object.hasOwn(languages, primary)) return primary;
  }
  return 'en';
}

export const language = pickLanguage(typeof navigator === 'undefined' ? [] : navigator.languages);
export const t: Messages = languages[language] ?? en;
