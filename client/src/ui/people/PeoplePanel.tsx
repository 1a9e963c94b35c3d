import { Crown, Hand, Link, Mic, MicOff, MonitorUp, Pin, PinOff, UserX, Video, VideoOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CallSnapshot, PeerSnapshot } from '../../call/snapshot';
import type { MediaState } from '../../protocol/messages';
import { SidePanel } from '../call/SidePanel';
import { Button } from '../controls/Button';
import { Dialog } from '../controls/Dialog';
import { IconButton } from '../controls/IconButton';
import { useCall } from '../hooks/useCall';
import { LinkBadge } from '../link/LinkBadge';
import { Avatar } from '../media/Avatar';
import { Face } from '../media/Face';
import { t } from '../text';
import { kindWord } from './kind';
import './people.css';

export interface PeoplePanelProps {
  readonly snapshot: CallSnapshot;
  /** The tile that has the stage by wish. */
  readonly pinned: string | null;
  readonly onPin: (key: string | null) => void;
  readonly onLink: (peerId: string) => void;
  readonly onCopyLink: () => void;
  readonly onClose: () => void;
}

/** Everybody: what is on, how they are connected, what they are. */
export default function PeoplePanel({ snapshot, pinned, onPin, onLink, onCopyLink, onClose }: PeoplePanelProps) {
  const { self, peers } = snapshot;
  const call = useCall();
  const [removing, setRemoving] = useState<PeerSnapshot | null>(null);
  return (
    <SidePanel title={`${t.people.title} · ${peers.length + 1}`} onClose={onClose}>
      <div className="side-panel-body">
        <ul className="people">
          <li className="person">
            <Avatar name={self.name} small />
            <span className="person-words">
              <bdi>{self.name}</bdi>
              <span className="soft small">{self.role === 'host' ? `${t.people.you}, ${t.people.host}` : t.people.you}</span>
            </span>
            <MediaMarks media={self.media} />
          </li>
          {peers.map((peer) => (
            <Person
              key={peer.id}
              peer={peer}
              kind={kindWord(peer, snapshot.room.name)}
              pinned={pinned === peer.id}
              onPin={() => onPin(pinned === peer.id ? null : peer.id)}
              onLink={() => onLink(peer.id)}
              onRemove={self.role === 'host' ? () => setRemoving(peer) : null}
            />
          ))}
        </ul>
        <div className="people-invite">
          <Button wide icon={<Link size={18} aria-hidden />} onPress={onCopyLink}>
            {t.people.invite}
          </Button>
        </div>
      </div>
      {removing !== null && (
        <Dialog role="alertdialog" title={t.people.removeTitle(removing.name)} onClose={() => setRemoving(null)}>
          <p className="soft">{t.people.removeText}</p>
          <div className="dialog-actions">
            <Button onPress={() => setRemoving(null)}>{t.app.cancel}</Button>
            <Button
              look="danger"
              onPress={() => {
                call.removePeer(removing.id);
                setRemoving(null);
              }}
            >
              {t.people.removeYes}
            </Button>
          </div>
        </Dialog>
      )}
    </SidePanel>
  );
}

interface PersonProps {
  readonly peer: PeerSnapshot;
  /** What it is, where it is no person; else null. */
  readonly kind: string | null;
  readonly pinned: boolean;
  readonly onPin: () => void;
  readonly onLink: () => void;
  /** Null for whoever may not send anybody out. */
  readonly onRemove: (() => void) | null;
}

function Person({ peer, kind, pinned, onPin, onLink, onRemove }: PersonProps) {
  return (
    <li className="person">
      <Face peer={peer} small />
      <span className="person-words">
        <bdi>{peer.name}</bdi>
        <span className="person-kind soft small">
          {peer.role === 'host' && (
            <span>
              <Crown size={12} aria-hidden /> {t.people.host}
            </span>
          )}
          {kind !== null && <span>{kind}</span>}
          {!peer.connected && <span>{t.people.away}</span>}
        </span>
      </span>
      {kind === null && <MediaMarks media={peer.media} />}
      <span className="person-link">
        <LinkBadge peer={peer} listed onPress={onLink} />
        <span className="person-actions">
          <IconButton label={pinned ? t.call.unpin(peer.name) : t.call.pin(peer.name)} placement="left" onPress={onPin}>
            {pinned ? <PinOff size={18} aria-hidden /> : <Pin size={18} aria-hidden />}
          </IconButton>
          {onRemove !== null && (
            <IconButton label={t.people.remove(peer.name)} placement="left" onPress={onRemove}>
              <UserX size={18} aria-hidden />
            </IconButton>
          )}
        </span>
      </span>
    </li>
  );
}

function MediaMarks({ media }: { readonly media: MediaState }) {
  return (
    <span className="person-marks">
      {media.hand && <Mark name={t.people.hand} look="hand" sign={<Hand size={18} aria-hidden />} />}
      {media.screen && <Mark name={t.people.screen} sign={<MonitorUp size={18} aria-hidden />} />}
      {media.camera ? (
        <Mark name={t.people.cameraOn} sign={<Video size={18} aria-hidden />} />
      ) : (
        <Mark name={t.people.cameraOff} look="off" sign={<VideoOff size={18} aria-hidden />} />
      )}
      {media.mic ? (
        <Mark name={t.people.micOn} sign={<Mic size={18} aria-hidden />} />
      ) : (
        <Mark name={t.people.micOff} look="off" sign={<MicOff size={18} aria-hidden />} />
      )}
    </span>
  );
}

interface MarkProps {
  readonly name: string;
  readonly look?: 'on' | 'off' | 'hand';
  readonly sign: ReactNode;
}

function Mark({ name, look = 'on', sign }: MarkProps) {
  return (
    <span role="img" aria-label={name} title={name} className={`person-mark person-mark-${look}`}>
      {sign}
    </span>
  );
}
