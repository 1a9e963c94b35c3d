import { Hand, MicOff, Pin, PinOff } from 'lucide-react';
import { memo, useCallback, useRef } from 'react';
import type { PeerSnapshot } from '../../call/snapshot';
import { IconButton } from '../controls/IconButton';
import { useCall } from '../hooks/useCall';
import { useSpeaking } from '../hooks/useLevel';
import { LinkBadge } from '../link/LinkBadge';
import { Face } from '../media/Face';
import { StreamVideo } from '../media/StreamVideo';
import { t } from '../text';
import { LinkOverlay } from './LinkOverlay';
import { fitFor } from './layoutGrid';
import type { Placement } from './planStage';
import { COMPACT_BELOW, tileStyle } from './tileStyle';

export interface PeerTileProps {
  readonly peer: PeerSnapshot;
  readonly place: Placement;
  /** Width by height of the camera picture; null while unknown. */
  readonly aspect: number | null;
  readonly pinned: boolean;
  /** What it is, where it is no person; else null. */
  readonly kind: string | null;
  readonly speakerId: string | null;
  readonly onAspect: (key: string, aspect: number) => void;
  readonly onPin: (key: string | null) => void;
  readonly onLink: (peerId: string) => void;
  readonly onSoundHeld: () => void;
}

/** Somebody else: picture or letters, name, what is off, how the link runs. */
export const PeerTile = memo(function PeerTile(props: PeerTileProps) {
  const { peer, place, aspect, pinned, kind, speakerId, onAspect, onPin, onLink, onSoundHeld } = props;
  const tile = useRef<HTMLDivElement>(null);
  useSpeaking(useCall(), peer.id, tile);
  const tellAspect = useCallback((value: number) => onAspect(peer.id, value), [onAspect, peer.id]);
  const showsPicture = peer.media.camera && peer.stream !== null && !peer.link.farPaused;
  const compact = place.width < COMPACT_BELOW;

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; this groups what belongs to one person.
    <div
      ref={tile}
      role="group"
      aria-label={peer.name}
      className="tile"
      data-role={place.role}
      data-compact={compact || undefined}
      data-fit={aspect === null ? 'cover' : fitFor(aspect, place.width / place.height)}
      data-testid={`tile-${peer.id}`}
      style={tileStyle(place)}
    >
      <StreamVideo
        stream={peer.stream}
        muted={false}
        className={showsPicture ? 'tile-video' : 'tile-video tile-video-off'}
        speakerId={speakerId}
        testId={`video-${peer.id}`}
        onAspect={tellAspect}
        onSoundHeld={onSoundHeld}
      />
      {/* While it connects or when that failed, the overlay says so in this place. */}
      {!showsPicture && (peer.link.state === 'connected' || peer.link.state === 'interrupted') && (
        <div className="tile-letters">
          <Face peer={peer} />
        </div>
      )}
      <LinkOverlay peer={peer} />
      <div className="tile-top">
        {place.role !== 'full' && (
          <IconButton
            label={pinned ? t.call.unpin(peer.name) : t.call.pin(peer.name)}
            className="tile-pin"
            placement="bottom"
            onPress={() => onPin(pinned ? null : peer.id)}
          >
            {pinned ? <PinOff size={16} aria-hidden /> : <Pin size={16} aria-hidden />}
          </IconButton>
        )}
      </div>
      <div className="tile-badge">
        <LinkBadge peer={peer} compact={compact} onPress={() => onLink(peer.id)} />
      </div>
      <div className="tile-name">
        {/* A program without a microphone has not turned one off. */}
        {!peer.media.mic && kind === null && (
          <span className="tile-mark tile-muted" role="img" aria-label={t.call.muted(peer.name)} data-testid={`muted-${peer.id}`}>
            <MicOff size={14} aria-hidden />
          </span>
        )}
        <bdi>{peer.name}</bdi>
        {kind !== null && !compact && <span className="tile-kind">{kind}</span>}
        {peer.media.hand && (
          <span className="tile-mark tile-hand" role="img" aria-label={t.call.handUp(peer.name)}>
            <Hand size={14} aria-hidden />
          </span>
        )}
      </div>
      <span className="tile-ring" aria-hidden="true" />
    </div>
  );
});
