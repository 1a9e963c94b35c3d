import { describe, expect, it } from 'vitest';
import type { ChatEntry, FileEntry } from '../../call/snapshot';
import { NOW } from '../testing/snapshots';
import { conversation } from './conversation';

const text = (key: string): ChatEntry => ({ key, from: null, name: 'Mira', text: key, at: NOW, delivery: 'sent' });
const file = (key: string, after: string | null): FileEntry => ({
  key,
  from: null,
  name: 'Mira',
  fileName: `${key}.txt`,
  size: 1,
  at: NOW,
  after,
  shares: [],
  trouble: null,
  content: null,
  saved: false,
});
const order = (chat: ChatEntry[], files: FileEntry[]) => conversation(chat, files).map(({ entry }) => entry.key);

describe('conversation', () => {
  it('puts files behind the message after which they came, in their order', () => {
    expect(order([text('a'), text('b')], [file('1', null), file('2', 'a'), file('3', 'a'), file('4', 'b')])).toEqual([
      '1',
      'a',
      '2',
      '3',
      'b',
      '4',
    ]);
  });

  it('keeps a file whose message is not kept any more', () => {
    expect(order([text('b')], [file('1', 'a'), file('2', 'b')])).toEqual(['1', 'b', '2']);
  });
});
