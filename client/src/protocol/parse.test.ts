import { describe, expect, it } from 'vitest';
import { parseServerMessage, sequenceOf } from './parse';

const parse = (message: unknown) => parseServerMessage(JSON.stringify(message));

describe('parseServerMessage', () => {
  it.each([
    ['an unknown type', { type: 'shout', seq: 1 }],
    ['a name from Object.prototype as type', { type: 'constructor' }],
    ['no object', ['welcome']],
    ['null', null],
    ['seq zero', { type: 'chat', seq: 0, from: 'a', text: 'x', at: 1 }],
    ['a broken seq', { type: 'chat', seq: 1.5, from: 'a', text: 'x', at: 1 }],
    ['a missing member', { type: 'chat', seq: 1, from: 'a', at: 1 }],
    ['a wrong kind', { type: 'typing', from: 'a', active: 'yes' }],
    ['an unknown role', { type: 'joined', seq: 1, peer: 'a', role: 'king', room: 'r', peers: [], iceServers: [], token: 't' }],
    [
      'a signal with both bodies',
      { type: 'signal', seq: 1, from: 'a', link: 'l', description: { type: 'offer', sdp: '' }, candidate: null },
    ],
    ['a signal with no body', { type: 'signal', seq: 1, from: 'a', link: 'l' }],
    ['an unknown description type', { type: 'signal', seq: 1, from: 'a', link: 'l', description: { type: 'order', sdp: '' } }],
    ['a candidate that is no object', { type: 'signal', seq: 1, from: 'a', link: 'l', candidate: 'candidate:1' }],
  ])('refuses %s', (_, message) => {
    expect(parse(message)).toBeNull();
  });

  it.each(['', 'not JSON', '{"type":"pong"', '{"type":"pong"} {}'])('refuses the text %j', (frame) => {
    expect(parseServerMessage(frame)).toBeNull();
  });

  it('ignores unknown members: there is room to grow', () => {
    expect(parse({ type: 'ack', id: 3, later: { nested: true } })).toStrictEqual({ type: 'ack', id: 3 });
  });

  it('takes media states that are left out as off', () => {
    const peer = { id: 'a', name: 'A', kind: 'headless', role: 'participant', connected: true, media: { mic: true } };
    expect(parse({ type: 'peer-joined', seq: 1, peer })).toMatchObject({
      peer: { media: { mic: true, camera: false, screen: false, hand: false } },
    });
  });
});

describe('sequenceOf', () => {
  it('finds the number of a message of the future', () => {
    expect(sequenceOf('{"type":"shout","seq":12}')).toBe(12);
    expect(sequenceOf('{"type":"shout"}')).toBeNull();
    expect(sequenceOf('nonsense')).toBeNull();
  });
});
