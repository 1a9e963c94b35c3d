import { describe, expect, it } from 'vitest';
import { pickLanguage } from '.';
import { en } from './en';

describe('troubles', () => {
  it('say what happened and what to do, each in a sentence', () => {
    for (const [code, text] of Object.entries(en.troubles)) {
      expect(text.says, code).toMatch(/\.$/u);
      expect(text.todo, code).toMatch(/\.$/u);
    }
  });
});

describe('pickLanguage', () => {
  it('takes the first wanted one that there is, else English', () => {
    expect(pickLanguage(['xx-YY', 'en-GB'])).toBe('en');
    expect(pickLanguage([])).toBe('en');
    expect(pickLanguage(['constructor'])).toBe('en');
  });
});
