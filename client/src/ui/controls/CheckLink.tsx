import { ExternalLink } from 'lucide-react';
import { t } from '../text';
import './checkLink.css';

/** To the connection test, in a tab of its own: going there in this one would end the call. */
export function CheckLink() {
  return (
    <a className="check-link" href="/test" target="_blank" rel="noopener">
      {t.call.testConnection}
      <ExternalLink size={14} aria-label={t.call.newTab} />
    </a>
  );
}
