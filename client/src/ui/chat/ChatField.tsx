import { Paperclip, SendHorizontal } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { IconButton } from '../controls/IconButton';
import { useCall } from '../hooks/useCall';
import { t } from '../text';

/** Protocol 1, section 3: a chat message has 1 to 4,000 characters. */
export const MAX_LENGTH = 4_000;

/** The field grows with what is written up to this height (px). */
const MAX_HEIGHT = 140;

export interface ChatFieldProps {
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  /** Files that were chosen or pasted. */
  readonly onFiles: (files: readonly File[]) => void;
}

/** Where one writes and takes files from. Enter sends, Shift+Enter begins a new line. */
export function ChatField({ draft, onDraft, onFiles }: ChatFieldProps) {
  const call = useCall();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const over = [...draft].length - MAX_LENGTH;
  const sendable = draft.trim() !== '' && over <= 0;

  useEffect(() => field.current?.focus(), []);
  useEffect(() => () => call.typing(false), [call]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height, through the element.
  useLayoutEffect(() => {
    const area = field.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, MAX_HEIGHT)}px`;
  }, [draft]);

  function send(): void {
    if (!sendable) return;
    call.sendChat(draft.trim());
    call.typing(false);
    onDraft('');
    field.current?.focus();
  }

  function key(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  function paste(event: ClipboardEvent<HTMLTextAreaElement>): void {
    const files = [...event.clipboardData.files];
    // A table or a picture out of a document comes as text as well; then the text is what is wanted.
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    onFiles(files);
  }

  return (
    <form
      className="chat-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        {t.chat.message}
      </label>
      <div className="chat-box">
        <IconButton label={t.files.attach} className="chat-attach" onPress={() => chooser.current?.click()}>
          <Paperclip size={18} aria-hidden />
        </IconButton>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          data-testid="file-chooser"
          onChange={(event) => {
            onFiles([...(event.currentTarget.files ?? [])]);
            // So that the same one can be chosen again.
            event.currentTarget.value = '';
          }}
        />
        <textarea
          ref={field}
          id={id}
          rows={1}
          value={draft}
          dir="auto"
          placeholder={t.chat.placeholder}
          enterKeyHint="send"
          aria-describedby={over > 0 ? `${id}-over` : undefined}
          aria-invalid={over > 0}
          onChange={(event) => {
            const text = event.currentTarget.value;
            onDraft(text);
            call.typing(text.trim() !== '');
          }}
          onBlur={() => call.typing(false)}
          onKeyDown={key}
          onPaste={paste}
        />
        <IconButton label={t.chat.send} className="chat-send" type="submit" isDisabled={!sendable}>
          <SendHorizontal size={18} aria-hidden />
        </IconButton>
      </div>
      {over > 0 && (
        <p id={`${id}-over`} className="field-error" role="alert">
          {t.chat.tooLong(over)}
        </p>
      )}
    </form>
  );
}
