import type { ChatEntry, FileEntry } from '../../call/snapshot';

/** What was said and what was sent, in one row. */
export type Said = { readonly kind: 'text'; readonly entry: ChatEntry } | { readonly kind: 'file'; readonly entry: FileEntry };

/** Files stand behind the message after which they came; behind one that is not kept any more, at the beginning. */
export function conversation(chat: readonly ChatEntry[], files: readonly FileEntry[]): readonly Said[] {
  const keys = new Set(chat.map(({ key }) => key));
  const placeOf = ({ after }: FileEntry): string | null => (after !== null && keys.has(after) ? after : null);
  const behind = (key: string | null): Said[] => files.filter((file) => placeOf(file) === key).map((entry) => ({ kind: 'file', entry }));
  return [...behind(null), ...chat.flatMap((entry): Said[] => [{ kind: 'text', entry }, ...behind(entry.key)])];
}
