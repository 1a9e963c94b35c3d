import { useEffect, useState } from 'react';
import type { ChatEntry } from '../../call/snapshot';

/** How many messages of others came since the chat was last open. */
export function useUnread(chat: readonly ChatEntry[], open: boolean): number {
  const received = chat.reduce((count, entry) => (entry.delivery === 'received' ? count + 1 : count), 0);
  const [read, setRead] = useState(received);
  useEffect(() => {
    if (open) setRead(received);
  }, [open, received]);
  return open ? 0 : Math.max(0, received - read);
}
