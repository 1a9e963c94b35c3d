import { LONGEST_NAME } from './fileMessages';

/** Control characters, those that turn the direction of text or have no width, and those that a file system of today refuses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go.
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"*:<>?|]/gu;

/**
 * What is left of a stranger's file name: the part after the last `/` or `\`, without characters that hide what it is or that file systems refuse. Null when that
 * is nothing, or nothing but dots.
 */
export function safeFileName(name: string): string | null {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  // Half a character is no character.
  const clean = last
    .replace(UNWANTED, '')
    .replace(/\p{Surrogate}/gu, '')
    .trim();
  return /^[.\s]*$/u.test(clean) ? null : clean;
}

/** A name of one's own as it may be offered: shortened before its ending where it is too long. */
export function offeredName(name: string): string {
  if (name.length <= LONGEST_NAME) return name === '' ? 'file' : name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : '';
  return name.slice(0, LONGEST_NAME - ending.length).replace(/[\ud800-\udbff]$/u, '') + ending;
}
