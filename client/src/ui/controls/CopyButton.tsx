import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, type ButtonProps } from './Button';

/** How long "Copied" stands (ms). */
const SHOWN_FOR = 2_000;

export interface CopyButtonProps extends Omit<ButtonProps, 'onPress' | 'children' | 'icon'> {
  /** Asked for at the press, so that it is as of then. */
  readonly text: () => string;
  readonly label: string;
  readonly done: string;
  readonly failed: string;
}

/** Copies a text and says whether that worked. */
export function CopyButton({ text, label, done, failed, ...rest }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'none' | 'done' | 'failed'>('none');
  useEffect(() => {
    if (outcome === 'none') return;
    const timer = setTimeout(() => setOutcome('none'), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy(): Promise<void> {
    setOutcome((await copyText(text())) ? 'done' : 'failed');
  }

  return (
    <>
      <Button
        {...rest}
        icon={outcome === 'done' ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
        onPress={() => void copy()}
      >
        {outcome === 'none' ? label : outcome === 'done' ? done : failed}
      </Button>
      <span className="visually-hidden" role="status">
        {outcome === 'done' ? done : outcome === 'failed' ? failed : ''}
      </span>
    </>
  );
}

/** True when the clipboard took it. Outside a secure context there is none. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard === undefined) return false;
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
