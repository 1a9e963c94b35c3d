import { QrCode as QrSign, Share } from 'lucide-react';
import { useState } from 'react';
import { QrDialog } from '../call/parts';
import { Button } from '../controls/Button';
import { CopyButton } from '../controls/CopyButton';
import { t } from '../text';
import './emptyStage.css';

export interface EmptyStageProps {
  readonly room: string;
  /** The address to send to others. */
  readonly link: string;
  /** Whether the own picture has its part of the stage. */
  readonly beside: 'self' | 'nothing';
}

/** Alone: how to get somebody in. */
export function EmptyStage({ room, link, beside }: EmptyStageProps) {
  const [qr, setQr] = useState(false);
  const canShare = typeof navigator.share === 'function';
  return (
    <section className="empty-stage" data-beside={beside} aria-labelledby="empty-title">
      <h1 id="empty-title">{t.call.alone}</h1>
      <p className="soft">{t.call.aloneText}</p>
      <p className="empty-link">{link}</p>
      <div className="empty-actions">
        <CopyButton look="primary" text={() => link} label={t.call.copyLink} done={t.call.copied} failed={t.call.copyFailed} />
        {canShare && (
          <Button
            icon={<Share size={18} aria-hidden />}
            // Closing the share sheet is no failure.
            onPress={() => void navigator.share({ title: t.app.name, url: link }).catch(() => undefined)}
          >
            {t.call.share}
          </Button>
        )}
        <Button icon={<QrSign size={18} aria-hidden />} onPress={() => setQr(true)}>
          {t.call.qr}
        </Button>
      </div>
      {qr && <QrDialog room={room} link={link} onClose={() => setQr(false)} />}
    </section>
  );
}
