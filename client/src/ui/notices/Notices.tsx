import { useEffect, useRef, useState } from 'react';
import type { Notice } from '../../call/snapshot';
import { noticeText } from './noticeText';
import './notices.css';

/** How long one is shown (ms); a chat message takes longer to read. */
const SHOWN_MS = 4_000;
const CHAT_SHOWN_MS = 6_000;

/** What leads to the chat when it is pressed. */
const OF_CHAT: ReadonlySet<Notice['kind']> = new Set(['chat', 'file-offered', 'file-received', 'file-sent', 'file-failed']);

/** More at a time would cover the people. */
const AT_ONCE = 3;

/** Kinds that are said to screen readers but not shown: the eye sees them on the tile or in the banner. */
const HEARD_ONLY: ReadonlySet<Notice['kind']> = new Set(['peer-muted', 'peer-unmuted', 'reconnecting']);

export interface NoticesProps {
  readonly notices: readonly Notice[];
  /** Nobody has to be told what stands in the open chat. */
  readonly chatOpen: boolean;
  readonly onChat: () => void;
}

/** What has just happened: shown for a moment and said aloud. What was there when the view came is old news. */
export function Notices({ notices, chatOpen, onChat }: NoticesProps) {
  const [shown, setShown] = useState<readonly Notice[]>([]);
  const seen = useRef(notices[notices.length - 1]?.key ?? -1);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());

  useEffect(() => {
    const fresh = notices.filter((notice) => notice.key > seen.current);
    const last = fresh[fresh.length - 1];
    if (last === undefined) return;
    seen.current = last.key;
    const wanted = fresh.filter((notice) => notice.kind !== 'chat' || !chatOpen);
    setShown((old) => [...old, ...wanted]);
    for (const notice of wanted) {
      const timer = setTimeout(
        () => {
          timers.current.delete(timer);
          setShown((old) => old.filter((one) => one.key !== notice.key));
        },
        OF_CHAT.has(notice.kind) ? CHAT_SHOWN_MS : SHOWN_MS,
      );
      timers.current.add(timer);
    }
  }, [notices, chatOpen]);

  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);

  const seenInChat = (notice: Notice) => chatOpen && OF_CHAT.has(notice.kind);
  const visible = shown.filter((notice) => !HEARD_ONLY.has(notice.kind) && !seenInChat(notice)).slice(-AT_ONCE);
  return (
    <>
      <div className="visually-hidden" role="log" aria-live="polite">
        {shown.map((notice) => (
          <p key={notice.key}>{noticeText(notice)}</p>
        ))}
      </div>
      <ul className="notices" data-keeps-controls>
        {visible.map((notice) => (
          <li key={notice.key}>
            {OF_CHAT.has(notice.kind) ? (
              <button type="button" className="notice notice-chat" onClick={onChat}>
                <bdi>{noticeText(notice)}</bdi>
              </button>
            ) : (
              <p className="notice" aria-hidden="true">
                <bdi>{noticeText(notice)}</bdi>
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
