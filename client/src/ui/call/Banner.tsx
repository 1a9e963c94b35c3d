import { MonitorUp, MonitorX, Volume2, WifiOff } from 'lucide-react';
import type { CallSnapshot } from '../../call/snapshot';
import { Button } from '../controls/Button';
import { useCall } from '../hooks/useCall';
import { t } from '../text';
import './banner.css';

export interface BannerProps {
  readonly snapshot: CallSnapshot;
  readonly soundHeld: boolean;
  readonly onPlaySound: () => void;
}

/** What lasts and one should know, above the stage: the server is away, the sound is held back, one's screen is being shared. */
export function Banner({ snapshot, soundHeld, onPlaySound }: BannerProps) {
  const { signaling, trouble, self, phase } = snapshot;
  const call = useCall();
  const screenTrouble = snapshot.devices.screenTrouble ?? null;
  const away = phase === 'in-call' && (signaling === 'reconnecting' || signaling === 'closed');
  return (
    <div className="banners" data-keeps-controls>
      {away && (
        <div className="banner banner-warn banner-with-button">
          <WifiOff size={18} aria-hidden />
          <span role="status">{t.banner.reconnecting}</span>
          <Button onPress={() => call.reconnectNow()}>{t.banner.tryNow}</Button>
        </div>
      )}
      {phase === 'in-call' && !away && trouble !== null && (
        <p className="banner banner-warn" role="alert">
          <WifiOff size={18} aria-hidden />
          <span>
            {t.troubles[trouble.code].says} {t.troubles[trouble.code].todo}
          </span>
        </p>
      )}
      {screenTrouble !== null && (
        <p className="banner banner-warn" role="alert">
          <MonitorX size={18} aria-hidden />
          <span>
            {t.troubles[screenTrouble.code].says} {t.troubles[screenTrouble.code].todo}
          </span>
        </p>
      )}
      {soundHeld && (
        <div className="banner" role="alert">
          <Volume2 size={18} aria-hidden />
          <span>{t.call.soundHeld}</span>
          <Button look="primary" onPress={onPlaySound}>
            {t.call.playSound}
          </Button>
        </div>
      )}
      {self.screen !== null && (
        <p className="banner banner-plain">
          <MonitorUp size={18} aria-hidden />
          <span>{t.call.yourScreenText}</span>
        </p>
      )}
    </div>
  );
}
