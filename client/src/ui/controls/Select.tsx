import { ChevronDown } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import './select.css';

export interface SelectProps {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly options: readonly { readonly id: string; readonly label: string }[];
  readonly value: string | null;
  /** Shown while nothing is chosen, or nothing is there to choose from. */
  readonly placeholder: string;
  readonly onChange: (id: string) => void;
}

/** One choice out of a list that opens. The browser's own: on a phone it is the list that people know, and it costs no script. */
export function Select({ label, icon, options, value, placeholder, onChange }: SelectProps) {
  const id = useId();
  const chosen = options.some((option) => option.id === value) ? value : null;
  return (
    <div className="select">
      <label className="select-label" htmlFor={id}>
        {label}
      </label>
      <div className="select-box" data-placeholder={chosen === null || undefined}>
        {icon}
        <select id={id} disabled={options.length === 0} value={chosen ?? ''} onChange={(event) => onChange(event.target.value)}>
          {chosen === null && (
            <option value="" disabled>
              {placeholder}
            </option>
          )}
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown size={16} aria-hidden />
      </div>
    </div>
  );
}
