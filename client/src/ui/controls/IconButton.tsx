import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import './button.css';

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'aria-label'> {
  /** The accessible name, also shown as a tooltip. */
  readonly label: string;
  /** Shown behind the name in the tooltip, such as a key. */
  readonly hint?: string | undefined;
  readonly className?: string;
  readonly placement?: 'top' | 'bottom' | 'left' | 'right';
  readonly children: ReactNode;
}

/** A button with only a sign; its name is said to screen readers and shown on hover and focus. */
export function IconButton({ label, hint, className = '', placement = 'top', children, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={400} closeDelay={80}>
      <AriaButton {...rest} aria-label={label} className={`icon-button ${className}`}>
        {children}
      </AriaButton>
      <Tooltip className="tooltip" placement={placement} offset={8}>
        {label}
        {hint !== undefined && <kbd>{hint}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
