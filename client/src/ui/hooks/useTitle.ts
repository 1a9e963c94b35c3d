import { useEffect } from 'react';
import { t } from '../text';

/** The window's title: unread messages, what is shown, the product. */
export function useTitle(what: string | null, unread = 0): void {
  useEffect(() => {
    const parts = what === null ? t.app.name : `${what} · ${t.app.name}`;
    document.title = unread > 0 ? `(${unread}) ${parts}` : parts;
  }, [what, unread]);
}
