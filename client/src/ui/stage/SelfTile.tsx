import { EyeOff, Hand, MicOff, Pin, PinOff, VideoOff } from 'lucide-react';
import { memo, type PointerEvent as ReactPointerEvent, useCallback, useRef } from 'react';
import type { SelfSnapshot } from '../../call/snapshot';
import { IconButton } from '../controls/IconButton';
import { useCall } from '../hooks/useCall';
import { useSpeaking } from '../hooks/useLevel';
import { Avatar } from '../media/Avatar';
import { StreamVideo } from '../media/StreamVideo';
import { t } from '../text';
import { fitFor } from './layoutGrid';
import { type Corner, cornerByKey, nearestCorner, type Placement } from './planStage';
import { COMPACT_BELOW, tileStyle } from './tileStyle';

export const SELF_KEY = 'self';

export interface SelfTileProps {
  readonly self: SelfSnapshot;
  readonly place: Placement;
  readonly aspect: number | null;
  readonly pinned: boolean;
  readonly corner: Corner;
  /** Names of those who do not get the picture, because the network is too weak for it; empty where all do. */
  readonly pausedFor: string;
  readonly onAspect: (key: string, aspect: number) => void;
  readonly onPin: (key: string | null) => void;
  readonly onCorner: (corner: Corner) => void;
  readonly onHide: () => void;
}

/** The own picture, as in a mirror. Floating it can be dragged to another corner, or moved there with the arrow keys. */
export const SelfTile = memo(function SelfTile(props: SelfTileProps) {
  const { self, place, aspect, pinned, corner, pausedFor, onAspect, onPin, onCorner, onHide } = props;
  const tile = useRef<HTMLDivElement>(null);
  useSpeaking(useCall(), 'self', tile);
  const tellAspect = useCallback((value: number) => onAspect(SELF_KEY, value), [onAspect]);
  const floating = place.role === 'float';

  function drag(event: ReactPointerEvent<HTMLDivElement>): void {
    if (!floating || event.button !== 0 || (event.target instanceof Element && event.target.closest('button') !== null)) return;
    startDrag(event, place, onCorner);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; this groups what belongs to one person.
    <div
      ref={tile}
      role="group"
      aria-label={floating ? t.call.moveSelf : t.call.youWith(self.name)}
      tabIndex={floating ? 0 : undefined}
      className="tile self-tile"
      data-role={place.role}
      data-compact={place.width < COMPACT_BELOW || undefined}
      data-fit={aspect === null ? 'cover' : fitFor(aspect, place.width / place.height)}
      data-testid="self-tile"
      style={tileStyle(place)}
      onPointerDown={drag}
      onKeyDown={(event) => {
        if (!floating || event.target !== event.currentTarget || !event.key.startsWith('Arrow')) return;
        event.preventDefault();
        onCorner(cornerByKey(corner, event.key));
      }}
    >
      <StreamVideo
        stream={self.camera}
        muted
        className={self.camera !== null ? 'tile-video tile-mirrored' : 'tile-video tile-video-off'}
        onAspect={tellAspect}
      />
      {self.camera === null && (
        <div className="tile-letters">
          <Avatar name={self.name} />
        </div>
      )}
      <div className="tile-top">
        <IconButton label={t.call.hideSelf} className="tile-pin" placement="bottom" onPress={onHide}>
          <EyeOff size={16} aria-hidden />
        </IconButton>
        {!floating && (
          <IconButton
            label={pinned ? t.call.unpin(t.call.you) : t.call.pin(t.call.you)}
            className="tile-pin"
            placement="bottom"
            onPress={() => onPin(pinned ? null : SELF_KEY)}
          >
            {pinned ? <PinOff size={16} aria-hidden /> : <Pin size={16} aria-hidden />}
          </IconButton>
        )}
      </div>
      <div className="tile-name">
        {!self.media.mic && (
          <span className="tile-mark tile-muted">
            <MicOff size={14} aria-hidden />
          </span>
        )}
        {pausedFor !== '' && (
          <span
            className="tile-mark tile-paused"
            role="img"
            aria-label={t.call.ownPicturePaused(pausedFor)}
            title={t.call.ownPicturePaused(pausedFor)}
            data-testid="own-picture-paused"
          >
            <VideoOff size={14} aria-hidden />
          </span>
        )}
        <span>{t.call.you}</span>
        {self.media.hand && (
          <span className="tile-mark tile-hand">
            <Hand size={14} aria-hidden />
          </span>
        )}
      </div>
      <span className="tile-ring" aria-hidden="true" />
    </div>
  );
});

/** Follows the pointer by a transform, then goes to the nearest corner. */
function startDrag(event: ReactPointerEvent<HTMLDivElement>, place: Placement, onCorner: (corner: Corner) => void): void {
  const tile = event.currentTarget;
  const stage = tile.parentElement;
  if (stage === null) return;
  const from = { x: event.clientX, y: event.clientY };
  let moved = { x: 0, y: 0 };
  tile.setPointerCapture(event.pointerId);
  tile.toggleAttribute('data-dragging', true);

  function move(next: PointerEvent): void {
    moved = { x: next.clientX - from.x, y: next.clientY - from.y };
    tile.style.transform = `translate(${moved.x}px, ${moved.y}px)`;
  }

  function end(): void {
    tile.removeEventListener('pointermove', move);
    tile.removeEventListener('pointerup', end);
    tile.removeEventListener('pointercancel', end);
    tile.toggleAttribute('data-dragging', false);
    tile.style.transform = '';
    if (stage === null) return;
    const x = place.x + place.width / 2 + moved.x;
    const y = place.y + place.height / 2 + moved.y;
    onCorner(nearestCorner(x, y, stage.clientWidth, stage.clientHeight));
  }

  tile.addEventListener('pointermove', move);
  tile.addEventListener('pointerup', end);
  tile.addEventListener('pointercancel', end);
}
