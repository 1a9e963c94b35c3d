import type { PeerSnapshot } from '../../call/snapshot';
import { t } from '../text';
import { screenKey } from './ScreenTile';

export interface ShareSwitchProps {
  readonly peers: readonly PeerSnapshot[];
  readonly keys: readonly string[];
  readonly shown: string | null;
  readonly onShow: (key: string) => void;
}

/** Which of several shared screens has the stage. */
export function ShareSwitch({ peers, keys, shown, onShow }: ShareSwitchProps) {
  return (
    <fieldset className="share-switch">
      <legend className="visually-hidden">{t.call.shares}</legend>
      {keys.map((key) => {
        const peer = peers.find((one) => screenKey(one.id) === key);
        return (
          <button key={key} type="button" aria-pressed={key === shown} onClick={() => onShow(key)}>
            <bdi>{t.call.screenOf(peer?.name ?? '')}</bdi>
          </button>
        );
      })}
    </fieldset>
  );
}
