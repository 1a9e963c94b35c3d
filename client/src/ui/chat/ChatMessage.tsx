import { Check, CircleAlert, Clock } from 'lucide-react';
import { memo, useMemo } from 'react';
import type { ChatEntry } from '../../call/snapshot';
import { Button } from '../controls/Button';
import { formatTime } from '../format';
import { useCall } from '../hooks/useCall';
import { t } from '../text';
import { linkify } from './linkify';

export interface ChatMessageProps {
  readonly entry: ChatEntry;
  /** With name and time above; false when it stands under another of the same person. */
  readonly headed: boolean;
}

/** One message. Names and texts are isolated, so that neither can turn the line around the other. */
export const ChatMessage = memo(function ChatMessage({ entry, headed }: ChatMessageProps) {
  const own = entry.from === null;
  return (
    <div className={own ? 'chat-message chat-own' : 'chat-message'} data-delivery={entry.delivery}>
      {headed && (
        <p className="chat-head">
          <bdi>{own ? t.chat.you : entry.name}</bdi>
          <time dateTime={new Date(entry.at).toISOString()}>{formatTime(entry.at)}</time>
        </p>
      )}
      <p className="chat-bubble" dir="auto">
        <MessageText text={entry.text} />
      </p>
      {own && <Delivery entry={entry} />}
    </div>
  );
});

function MessageText({ text }: { readonly text: string }) {
  const parts = useMemo(() => linkify(text), [text]);
  return parts.map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change their order.
    if (part.kind === 'text') return <span key={index}>{part.text}</span>;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
      <a key={index} href={part.href} target="_blank" rel="noopener noreferrer" dir="ltr">
        {part.text}
      </a>
    );
  });
}

function Delivery({ entry }: { readonly entry: ChatEntry }) {
  const call = useCall();
  switch (entry.delivery) {
    case 'sending':
      return (
        <p className="chat-delivery">
          <Clock size={12} aria-hidden /> {t.chat.sending}
        </p>
      );
    case 'sent':
      return (
        <p className="chat-delivery">
          <Check size={12} aria-hidden /> {t.chat.sent}
        </p>
      );
    case 'failed':
      return (
        <p className="chat-delivery chat-failed">
          <CircleAlert size={14} aria-hidden /> {t.chat.failed}
          <Button look="quiet" onPress={() => call.retryChat(entry.key)}>
            {t.chat.retry}
          </Button>
        </p>
      );
    case 'received':
      return null;
  }
}
