import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { IconButton } from '../controls/IconButton';
import { t } from '../text';
import './sidePanel.css';

export interface SidePanelProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * Stands beside the stage, on a narrow screen over its lower part. Not modal: the call goes on beside it. Takes the focus when it opens (unless
 * what is in it did) and gives it back when it closes.
 */
export function SidePanel({ title, onClose, children }: SidePanelProps) {
  const titleId = useId();
  const panel = useRef<HTMLElement>(null);

  // Asked while rendering: by the time of the effect, what is in the panel may have taken the focus already.
  const [before] = useState(() => document.activeElement);

  useEffect(() => {
    const own = panel.current;
    if (own !== null && !own.contains(document.activeElement)) own.focus();
    return () => {
      const focused = document.activeElement;
      const ours = focused === null || focused === document.body || own?.contains(focused) === true;
      if (ours && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [before]);

  return (
    <aside className="side-panel" ref={panel} tabIndex={-1} aria-labelledby={titleId}>
      <header className="side-panel-head">
        <h2 id={titleId}>
          <bdi>{title}</bdi>
        </h2>
        <IconButton label={t.app.close} onPress={onClose} placement="left">
          <X size={20} aria-hidden />
        </IconButton>
      </header>
      {children}
    </aside>
  );
}
