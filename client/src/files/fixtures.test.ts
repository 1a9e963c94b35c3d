import { describe, expect, it } from 'vitest';
import { encodeFileMessage, parseReceiverMessage, parseSenderMessage, type SenderMessage } from './fileMessages';

const files = Object.entries(
  import.meta.glob<string>('../../../tests/Fixtures/files/*.json', { eager: true, query: '?raw', import: 'default' }),
).map(([path, text]) => ({ name: path.slice(path.lastIndexOf('/') + 1), text: text.trim() }));
const of = (kind: string) => files.filter(({ name }) => name.startsWith(`${kind}.`));

describe('fixtures of files', () => {
  it('are found', () => {
    expect(of('sender').length + of('receiver').length + of('refused').length).toBe(files.length);
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(of('sender'))('$name is read and written without loss', ({ text }) => {
    const message = parseSenderMessage(text);
    expect(message).toStrictEqual(JSON.parse(text));
    expect(encodeFileMessage(message as SenderMessage)).toBe(text);
  });

  it.each(of('receiver'))('$name is read and written without loss', ({ text }) => {
    const message = parseReceiverMessage(text);
    expect(message).toStrictEqual(JSON.parse(text));
    expect(encodeFileMessage(message ?? { type: 'done' })).toBe(text);
  });

  it.each(of('refused'))('$name is refused', ({ text }) => {
    expect(parseSenderMessage(text)).toBeNull();
    expect(parseReceiverMessage(text)).toBeNull();
  });
});

describe('messages', () => {
  const offer = (part: object) => JSON.stringify({ type: 'offer', transfer: 'k3v9x0q2m7c4b8n1', name: 'a', size: 1, ...part });

  it('have names of 1 to 255 characters, whatever these take', () => {
    expect(parseSenderMessage(offer({ name: '\u{1f600}'.repeat(255) }))).not.toBeNull();
    expect(parseSenderMessage(offer({ name: 'x'.repeat(256) }))).toBeNull();
    expect(parseSenderMessage(offer({ name: '\u{1f600}'.repeat(256) }))).toBeNull();
  });

  it('may give reasons that are not known here', () => {
    expect(parseReceiverMessage('{"type":"decline","code":"asleep"}')).toEqual({ type: 'decline', code: 'declined' });
    expect(parseSenderMessage('{"type":"cancel","code":"tired"}')).toEqual({ type: 'cancel', code: 'cancelled' });
    expect(parseSenderMessage('{"type":"cancel"}')).toBeNull();
  });

  it('ignore members that they do not know, and take no more than 16 KiB', () => {
    expect(parseSenderMessage(offer({ colour: 'red' }))).not.toHaveProperty('colour');
    expect(parseSenderMessage(offer({ filler: 'x'.repeat(16_384) }))).toBeNull();
  });
});
