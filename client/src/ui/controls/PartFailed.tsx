import { X } from 'lucide-react';
import { t } from '../text';
import { Button } from './Button';
import { IconButton } from './IconButton';
import './partFailed.css';

export interface PartFailedProps {
  readonly onRetry: () => void;
  /** Null where nothing was opened that could be closed. */
  readonly onClose: (() => void) | null;
}

/** In the place of a part of the page that did not load, most often because the server is away. */
export function PartFailed({ onRetry, onClose }: PartFailedProps) {
  return (
    <div className="part-failed" role="alert">
      <p>{t.app.partFailed}</p>
      <Button onPress={onRetry}>{t.app.retry}</Button>
      {onClose !== null && (
        <IconButton label={t.app.close} onPress={onClose}>
          <X size={18} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}
