import { RotateCw } from 'lucide-react';
import type { PeerSnapshot } from '../../call/snapshot';
import { Button } from '../controls/Button';
import { Waiting } from '../controls/Waiting';
import { useNow } from '../hooks/clock';
import { useCall } from '../hooks/useCall';
import { t } from '../text';

/** Over a tile whose link does not run: that it is being made, since when it is interrupted, or why it failed. */
export function LinkOverlay({ peer }: { readonly peer: PeerSnapshot }) {
  switch (peer.link.state) {
    case 'connected':
      return null;
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
        <Button onPress={() => call.restartLink(peer.id)}>{t.call.tryAgain}</Button>
      </div>
    </div>
  );
}
