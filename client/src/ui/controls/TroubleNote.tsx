import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Trouble } from '../../call/trouble';
import { howToAllow } from '../browser';
import { t } from '../text';
import './note.css';

export interface TroubleNoteProps {
  readonly trouble: Trouble;
  /** Which device it is about, before the sentence. */
  readonly about?: string;
  /** A way on, as buttons or links. */
  readonly children?: ReactNode;
}

/** What went wrong, in one sentence, and what to do about it, in another. */
export function TroubleNote({ trouble, about, children }: TroubleNoteProps) {
  const text = t.troubles[trouble.code];
  return (
    <div className="note note-warn" role="alert" data-code={trouble.code}>
      <TriangleAlert size={18} aria-hidden />
      <div className="note-words">
        <p>
          <strong>
            {about !== undefined && `${about}: `}
            {text.says}
          </strong>{' '}
          {text.todo}
        </p>
        {trouble.code === 'permission-denied' && <p className="small">{howToAllow()}</p>}
        {children !== undefined && <div className="note-actions">{children}</div>}
      </div>
    </div>
  );
}
