import { ChevronDown, Paperclip } from 'lucide-react';
import { type UIEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CallSnapshot } from '../../call/snapshot';
import { SidePanel } from '../call/SidePanel';
import { Button } from '../controls/Button';
import { FileCard } from '../files/FileCard';
import { useFileDrop } from '../files/useFileDrop';
import { useCall } from '../hooks/useCall';
import { t } from '../text';
import { ChatField } from './ChatField';
import { ChatMessage } from './ChatMessage';
import { conversation, type Said } from './conversation';
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
  const { chat, files, peers } = snapshot;
  const call = useCall();
  const said = useMemo(() => conversation(chat, files), [chat, files]);
  const send = (chosen: readonly File[]) => {
    for (const file of chosen) call.sendFile(file);
  };
  const drop = useFileDrop(send);
  const typing = peers.filter((peer) => peer.typing).map((peer) => peer.name);
  return (
    <SidePanel title={t.chat.title} onClose={onClose}>
      {/* A place for the mouse; the button and the field do the same for the keyboard. */}
      <div className="chat-body" {...drop.handlers}>
        <ChatLog said={said} />
        <p className="chat-typing" aria-live="polite">
          {typing.length > 0 && <bdi>{t.chat.typing(typing)}</bdi>}
        </p>
        <ChatField draft={draft} onDraft={onDraft} onFiles={send} />
        {drop.over && (
          <p className="drop-here">
            <Paperclip size={24} aria-hidden />
            {t.files.drop}
          </p>
        )}
      </div>
    </SidePanel>
  );
}

function ChatLog({ said }: { readonly said: readonly Said[] }) {
  const list = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [fresh, setFresh] = useState(false);
  const last = said[said.length - 1]?.entry;
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
        {said.length === 0 ? (
          <p className="chat-empty soft">{t.chat.empty}</p>
        ) : (
          said.map((one, index) => {
            const headed = !joins(said[index - 1], one);
            return one.kind === 'file' ? (
              <FileCard key={one.entry.key} entry={one.entry} headed={headed} />
            ) : (
              <ChatMessage key={one.entry.key} entry={one.entry} headed={headed} />
            );
          })
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

/** Whether something stands under the head of what is before it. */
function joins(before: Said | undefined, { entry }: Said): boolean {
  const { from, name, at } = before?.entry ?? {};
  return at !== undefined && from === entry.from && name === entry.name && entry.at - at < TOGETHER_MS;
}
