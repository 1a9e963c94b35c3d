import type { ReactNode, RefObject } from 'react';
import { IconButton } from '../controls/IconButton';

export interface BarButtonProps {
  readonly label: string;
  readonly hint?: string;
  /** `off`: red, a device that is off. `active`: what it opens is open. `leave`: red and wide. */
  readonly look?: 'normal' | 'off' | 'active' | 'leave';
  readonly expanded?: boolean;
  readonly disabled?: boolean;
  /** A small number at the corner; 0 shows none. */
  readonly count?: number;
  readonly buttonRef?: RefObject<HTMLButtonElement | null>;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** One control of a call. A press with the pointer takes no focus, so that the bar can hide after it. */
export function BarButton(props: BarButtonProps) {
  const { label, hint, look = 'normal', expanded, disabled = false, count = 0, buttonRef, onPress, children } = props;
  return (
    <IconButton
      label={label}
      hint={hint}
      className={`bar-button bar-${look}`}
      isDisabled={disabled}
      preventFocusOnPress
      onPress={onPress}
      {...(expanded !== undefined && { 'aria-expanded': expanded })}
      {...(buttonRef !== undefined && { ref: buttonRef })}
    >
      {children}
      {count > 0 && (
        <span className="bar-count" aria-hidden="true">
          {count > 99 ? '99+' : count}
        </span>
      )}
    </IconButton>
  );
}
