import type { Notice } from '../../call/snapshot';
import { t } from '../text';

/** What is said about a notice, to the eye and to the ear. */
export function noticeText(notice: Notice): string {
  const { name } = notice;
  switch (notice.kind) {
    case 'peer-joined':
      return t.notices.joined(name);
    case 'peer-left':
      return t.notices.left(name);
    case 'peer-lost':
      return t.notices.lost(name);
    case 'peer-muted':
      return t.notices.muted(name);
    case 'peer-unmuted':
      return t.notices.unmuted(name);
    case 'peer-sharing':
      return t.notices.sharing(name);
    case 'picture-paused':
      return t.notices.picturePaused;
    case 'reconnecting':
      return t.notices.reconnecting;
    case 'reconnected':
      return t.notices.reconnected;
    case 'hand-raised':
      return t.notices.handRaised(name);
    case 'screen-ended':
      return t.notices.screenEnded;
    case 'device-lost':
      return t.notices.deviceLost(name);
    case 'chat':
      return t.notices.chat(name, notice.text ?? '');
    case 'file-offered':
      return t.notices.fileOffered(name, notice.text ?? '');
    case 'file-received':
      return t.notices.fileReceived(name, notice.text ?? '');
    case 'file-sent':
      return t.notices.fileSent(notice.text ?? '');
    case 'file-failed':
      return t.notices.fileFailed(notice.text ?? '');
    case 'host':
      return t.notices.host(name);
  }
}
