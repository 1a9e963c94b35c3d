import { RotateCw, VideoOff } from 'lucide-react';
import type { PeerSnapshot } from '../../call/snapshot';
import { Button } from '../controls/Button';
import { CheckLink } from '../controls/CheckLink';
import { Waiting } from '../controls/Waiting';
import { useNow } from '../hooks/clock';
import { useCall } from '../hooks/useCall';
import { t } from '../text';

/** Over a tile whose link does not run: that it is being made, since when it is interrupted, or why it failed. */
export function LinkOverlay({ peer }: { readonly peer: PeerSnapshot }) {
  switch (peer.link.state) {
    case 'connected':
      return <WithoutPicture peer={peer} />;
    case 'connecting':
      return (
        <div className="tile-overlay">
          <Waiting what={t.waiting.link(peer.name)} advice={t.waiting.linkLong} />
        </div>
      );
    case 'interrupted':
      return <Interrupted peer={peer} />;
    case 'failed':
      return <Failed peer={peer} />;
  }
}

function Interrupted({ peer }: { readonly peer: PeerSnapshot }) {
  const seconds = Math.max(0, Math.floor((useNow(1_000) - peer.link.since) / 1_000));
  return (
    <div className="tile-overlay tile-interrupted" data-testid={`interrupted-${peer.id}`}>
      <span className="tile-pill">
        <RotateCw size={14} className="turning" aria-hidden />
        {t.call.interrupted(seconds)}
      </span>
    </div>
  );
}

/** So many readings without a frame, one a second, are no hiccup. */
const STILL_READINGS = 3;

/** The link runs and no picture comes: because the far end does not send it for now, or for whatever reason. A picture that stands still must not look like a person who does. */
function WithoutPicture({ peer: { id, link, media } }: { readonly peer: PeerSnapshot }) {
  if (!media.camera) return null;
  const last = link.history.slice(-STILL_READINGS);
  const still = last.length === STILL_READINGS && last.every(({ videoIn }) => videoIn?.framesPerSecond === 0);
  if (!link.farPaused && !still) return null;
  return (
    <div className="tile-overlay tile-without-picture" data-testid={`without-picture-${id}`}>
      <span className="tile-pill">
        <VideoOff size={14} aria-hidden />
        {link.farPaused ? t.call.picturePaused : t.call.noPicture}
      </span>
    </div>
  );
}

function Failed({ peer }: { readonly peer: PeerSnapshot }) {
  const call = useCall();
  const text = t.troubles[peer.link.trouble?.code ?? 'no-common-path'];
  return (
    <div className="tile-overlay">
      <div className="tile-failed" role="alert">
        <p>
          <strong>{text.says}</strong>
        </p>
        <p className="small tile-failed-todo">{text.todo}</p>
        <div className="tile-failed-ways">
          <Button onPress={() => call.restartLink(peer.id)}>{t.call.tryAgain}</Button>
          <CheckLink />
        </div>
      </div>
    </div>
  );
}
