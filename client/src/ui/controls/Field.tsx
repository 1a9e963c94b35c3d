import type { InputHTMLAttributes, ReactNode } from 'react';
import { useId } from 'react';
import './field.css';

export interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className' | 'onChange'> {
  readonly label: string;
  /** A sentence below, read with the field. */
  readonly hint?: string | undefined;
  /** Replaces the hint and marks the field; null when fine. */
  readonly error?: string | null;
  /** Stands inside the box at its end. */
  readonly trailing?: ReactNode;
  readonly onText: (text: string) => void;
}

/** One line of text with its label, hint and error. */
export function Field({ label, hint, error = null, trailing, onText, ...input }: FieldProps) {
  const id = useId();
  const below = error ?? hint;
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      <div className="field-box" data-invalid={error !== null || undefined}>
        <input
          {...input}
          id={id}
          aria-invalid={error !== null}
          {...(below !== undefined && { 'aria-describedby': `${id}-below` })}
          onChange={(event) => onText(event.currentTarget.value)}
        />
        {trailing}
      </div>
      {below !== undefined && (
        <p id={`${id}-below`} className={error === null ? 'field-hint' : 'field-error'} role={error === null ? undefined : 'alert'}>
          {below}
        </p>
      )}
    </div>
  );
}
