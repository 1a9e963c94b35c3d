import { useEffect, useState } from 'react';
import type { ChatEntry, FileEntry } from '../../call/snapshot';

/** How many messages and files of others came since the chat was last open. */
export function useUnread(chat: readonly ChatEntry[], files: readonly FileEntry[], open: boolean): number {
  const received = [...chat, ...files].reduce((count, { from }) => (from === null ? count : count + 1), 0);
  const [read, setRead] = useState(received);
  useEffect(() => {
    if (open) setRead(received);
  }, [open, received]);
  return open ? 0 : Math.max(0, received - read);
}
