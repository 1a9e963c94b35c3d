import { t } from '../text';
import './logo.css';

/** The sign and the word: two ends and the line between them. */
export function Logo() {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect width="32" height="32" rx="9" className="logo-ground" />
        <path d="M10.5 19.5c0-8 11-8 11 0" className="logo-line" />
        <circle cx="10.5" cy="20" r="3.5" className="logo-near" />
        <circle cx="21.5" cy="20" r="3.5" className="logo-far" />
      </svg>
      {t.app.name}
    </span>
  );
}
