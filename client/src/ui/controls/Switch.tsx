import type { ReactNode } from 'react';
import { useId } from 'react';
import './switch.css';

export interface SwitchProps {
  readonly label: ReactNode;
  /** A sentence below the label, read with it. */
  readonly text?: string;
  /** Said instead of `label` where that is not enough by itself. */
  readonly name?: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** On or off, at once. A native checkbox underneath, with the role of a switch. */
export function Switch({ label, text, name, on, onChange }: SwitchProps) {
  const textId = useId();
  return (
    <label className="switch">
      <span className="switch-words">
        <span>{label}</span>
        {text !== undefined && (
          <span id={textId} className="soft small">
            {text}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox tells its state by itself.
        role="switch"
        checked={on}
        {...(name !== undefined && { 'aria-label': name })}
        {...(text !== undefined && { 'aria-describedby': textId })}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className="switch-track" aria-hidden />
    </label>
  );
}
