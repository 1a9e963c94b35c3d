import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from './codes';
import { CLIENT_TYPES, encodeClientMessage } from './encode';
import type { ClientMessage } from './messages';
import { parseServerMessage, SERVER_TYPES } from './parse';

interface Fixture {
  readonly direction: 'client' | 'server';
  readonly message?: { readonly type: string };
  readonly text?: string;
  readonly error?: string;
}

const files = Object.entries(import.meta.glob<Fixture>('../../../tests/Fixtures/signaling/*.json', { eager: true, import: 'default' })).map(
  ([path, fixture]) => ({ name: path.slice(path.lastIndexOf('/') + 1), fixture }),
);
const valid = files.flatMap(({ name, fixture }) =>
  fixture.message ? [{ name, direction: fixture.direction, message: fixture.message }] : [],
);
const server = valid.filter(({ direction }) => direction === 'server');
const client = valid.filter(({ direction }) => direction === 'client');
const refused = files.filter(({ fixture }) => fixture.message === undefined);

describe('signaling fixtures', () => {
  it('are found', () => {
    expect(server.length + client.length + refused.length).toBe(files.length);
    expect(files.length).toBeGreaterThan(40);
  });

  it.each(server)('$name is parsed without loss', ({ message }) => {
    expect(parseServerMessage(JSON.stringify(message))).toStrictEqual(message);
  });

  it.each(client)('$name goes through the encoder without loss, type first', ({ message }) => {
    const frame = encodeClientMessage(message as ClientMessage);
    expect(JSON.parse(frame)).toStrictEqual(message);
    expect(frame.startsWith(`{"type":"${message.type}"`)).toBe(true);
  });

  it.each(refused)('$name has a known error code and is no server message', ({ fixture }) => {
    expect(ERROR_CODES).toContain(fixture.error);
    expect(parseServerMessage(fixture.text ?? '')).toBeNull();
  });

  it('exist for every message type', () => {
    expect(new Set(server.map(({ message }) => message.type))).toEqual(new Set(SERVER_TYPES));
    expect(new Set(client.map(({ message }) => message.type))).toEqual(new Set(CLIENT_TYPES));
  });
});
