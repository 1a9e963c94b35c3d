import { MonitorUp, Pin } from 'lucide-react';
import { memo } from 'react';
import type { PeerSnapshot } from '../../call/snapshot';
import { IconButton } from '../controls/IconButton';
import { StreamVideo } from '../media/StreamVideo';
import { t } from '../text';
import { Interrupted } from './LinkOverlay';
import type { Placement } from './planStage';
import { tileStyle } from './tileStyle';

export interface ScreenTileProps {
  readonly peer: PeerSnapshot;
  readonly place: Placement;
  readonly onPin: (key: string) => void;
}

export function screenKey(peerId: string): string {
  return `screen:${peerId}`;
}

/** Somebody's shared screen: always whole, never cropped. */
export const ScreenTile = memo(function ScreenTile({ peer, place, onPin }: ScreenTileProps) {
  const name = t.call.screenOf(peer.name);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; this is a picture with its name.
    <div
      role="group"
      aria-label={name}
      className="tile screen-tile"
      data-role={place.role}
      data-fit="contain"
      data-testid={`screen-${peer.id}`}
      style={tileStyle(place)}
    >
      <StreamVideo stream={peer.screen} muted className="tile-video" />
      {peer.link.state === 'interrupted' && <Interrupted since={peer.link.since} testId={`interrupted-screen-${peer.id}`} />}
      {place.role === 'strip' && (
        <div className="tile-top">
          <IconButton label={t.call.pin(name)} className="tile-pin" placement="bottom" onPress={() => onPin(screenKey(peer.id))}>
            <Pin size={16} aria-hidden />
          </IconButton>
        </div>
      )}
      <div className="tile-name">
        <MonitorUp size={14} aria-hidden />
        <bdi>{name}</bdi>
      </div>
    </div>
  );
});
