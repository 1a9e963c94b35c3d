import { ChevronDown } from 'lucide-react';
import { type UIEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { CallSnapshot, ChatEntry } from '../../call/snapshot';
import { SidePanel } from '../call/SidePanel';
import { Button } from '../controls/Button';
import { t } from '../text';
import { ChatField } from './ChatField';
import { ChatMessage } from './ChatMessage';
import './chat.css';

export interface ChatPanelProps {
  readonly snapshot: CallSnapshot;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onClose: () => void;
}

/** Messages of one person within this time stand together (ms). */
const TOGETHER_MS = 120_000;

/** Nearer to the end than this one is "at the end", and new messages are scrolled to (px). */
const NEAR_END = 60;

/** What is said in the room, and where one writes. */
export default function ChatPanel({ snapshot, draft, onDraft, onClose }: ChatPanelProps) {
  const { chat, peers } = snapshot;
  const typing = peers.filter((peer) => peer.typing).map((peer) => peer.name);
  return (
    <SidePanel title={t.chat.title} onClose={onClose}>
      <ChatLog chat={chat} />
      <p className="chat-typing" aria-live="polite">
        {typing.length > 0 && <bdi>{t.chat.typing(typing)}</bdi>}
      </p>
      <ChatField draft={draft} onDraft={onDraft} />
    </SidePanel>
  );
}

function ChatLog({ chat }: { readonly chat: readonly ChatEntry[] }) {
  const list = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [fresh, setFresh] = useState(false);
  const last = chat[chat.length - 1];
  const lastKey = last?.key;
  const ownLast = last?.from === null;

  function toEnd(): void {
    const box = list.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what scrolls; where one is then is as of the last scroll.
  useLayoutEffect(() => {
    if (lastKey === undefined) return;
    if (atEnd || ownLast) toEnd();
    else setFresh(true);
  }, [lastKey]);

  useEffect(() => {
    if (atEnd) setFresh(false);
  }, [atEnd]);

  function scrolled(event: UIEvent<HTMLDivElement>): void {
    const box = event.currentTarget;
    setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END);
  }

  return (
    <div className="chat-log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <div className="chat-log" ref={list} role="log" aria-label={t.chat.title} tabIndex={0} onScroll={scrolled}>
        {chat.length === 0 ? (
          <p className="chat-empty soft">{t.chat.empty}</p>
        ) : (
          chat.map((entry, index) => <ChatMessage key={entry.key} entry={entry} headed={!joins(chat[index - 1], entry)} />)
        )}
      </div>
      {fresh && (
        <div className="chat-new">
          <Button look="primary" icon={<ChevronDown size={16} aria-hidden />} onPress={toEnd}>
            {t.chat.newBelow}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Whether a message stands under the head of the one before. */
function joins(before: ChatEntry | undefined, entry: ChatEntry): boolean {
  return before !== undefined && before.from === entry.from && before.name === entry.name && entry.at - before.at < TOGETHER_MS;
}
