import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import './button.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** `primary`: the one thing to do here. `danger`: leaves or removes. Default `plain`. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'large';
  /** Takes the whole width. Default false. */
  readonly wide?: boolean;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}

/** A button with words. For one with only a sign, see `IconButton`. */
export function Button({ look = 'plain', size = 'normal', wide = false, icon, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`button button-${look} button-${size}${wide ? ' button-wide' : ''}`}>
      {icon}
      {children !== undefined && <span>{children}</span>}
    </AriaButton>
  );
}
