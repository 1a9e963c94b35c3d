import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import './popover.css';
import './select.css';

export interface SelectProps {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly options: readonly { readonly id: string; readonly label: string }[];
  readonly value: string | null;
  /** Shown while nothing is chosen, or nothing is there to choose from. */
  readonly placeholder: string;
  /** Hides the label from sight, not from screen readers. */
  readonly bare?: boolean;
  readonly onChange: (id: string) => void;
}

/** One choice out of a list that opens. */
export function Select({ label, icon, options, value, placeholder, bare = false, onChange }: SelectProps) {
  return (
    <AriaSelect
      className="select"
      placeholder={placeholder}
      isDisabled={options.length === 0}
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
    >
      <Label className={bare ? 'visually-hidden' : 'select-label'}>{label}</Label>
      <AriaButton className="select-button">
        {icon}
        <SelectValue className="select-value">{({ selectedText, defaultChildren }) => selectedText || defaultChildren}</SelectValue>
        <ChevronDown size={16} aria-hidden />
      </AriaButton>
      <Popover className="popover select-popover" offset={6}>
        <ListBox className="list-box" items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className="list-item">
              <span className="list-item-text">{option.label}</span>
              <Check size={16} className="list-item-check" aria-hidden />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
