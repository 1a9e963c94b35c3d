import { Activity } from 'lucide-react';
import { navigate, TEST_PATH } from '../router';
import { t } from '../text';
import './button.css';

export interface TestLinkProps {
  readonly look?: 'plain' | 'quiet';
  /** From within a call, which this page must not leave. Default false. */
  readonly newTab?: boolean;
}

/** The way to the connection test, looking like a button. */
export function TestLink({ look = 'plain', newTab = false }: TestLinkProps) {
  return (
    <a
      className={`button button-${look} button-normal`}
      href={TEST_PATH}
      {...(newTab && { target: '_blank', rel: 'noopener' })}
      onClick={(event) => {
        if (newTab || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate(TEST_PATH);
      }}
    >
      <Activity size={18} aria-hidden />
      <span>{t.home.check}</span>
    </a>
  );
}
