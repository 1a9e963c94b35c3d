import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { memo } from 'react';
import type { DevicesSnapshot, SelfSnapshot } from '../../call/snapshot';
import { Button } from '../controls/Button';
import { IconButton } from '../controls/IconButton';
import { Waiting } from '../controls/Waiting';
import { useCall } from '../hooks/useCall';
import { Avatar } from '../media/Avatar';
import { LevelMeter } from '../media/LevelMeter';
import { StreamVideo } from '../media/StreamVideo';
import { t } from '../text';

export interface PreviewProps {
  readonly self: SelfSnapshot;
  readonly devices: DevicesSnapshot;
}

/** The own picture as in a mirror, with the two switches to enter with either off. */
export const Preview = memo(function Preview({ self, devices }: PreviewProps) {
  const call = useCall();
  const { mic, camera } = self.media;
  const mustAsk = devices.permission === 'prompt' && devices.cameraTrouble?.code !== 'insecure-context';
  return (
    <div className="preview" data-testid="self-tile">
      <StreamVideo stream={self.camera} muted className="preview-video" />
      {self.camera === null && (
        <div className="preview-empty">
          {mustAsk ? (
            <div className="preview-ask">
              <p>
                <strong>{t.lobby.willAsk}</strong>
              </p>
              <p className="small">{t.lobby.willAskMore}</p>
              <Button look="primary" icon={<Video size={18} aria-hidden />} onPress={() => void call.startPreview()}>
                {t.lobby.allow}
              </Button>
            </div>
          ) : devices.permission === 'asking' ? (
            <div className="preview-ask">
              <Waiting what={t.waiting.devices} advice={t.waiting.devicesLong} />
              <p className="small">{t.lobby.asking}</p>
            </div>
          ) : (
            <>
              <Avatar name={self.name} />
              <p className="small">{camera && devices.cameraTrouble !== null ? t.lobby.noPicture : t.lobby.cameraOff}</p>
            </>
          )}
        </div>
      )}
      <div className="preview-bar">
        <IconButton
          label={mic ? t.bar.micOff : t.bar.micOn}
          className={mic ? 'round-button' : 'round-button round-off'}
          onPress={() => void call.setMicrophone(!mic)}
        >
          {mic ? <Mic size={20} aria-hidden /> : <MicOff size={20} aria-hidden />}
        </IconButton>
        <IconButton
          label={camera ? t.bar.cameraOff : t.bar.cameraOn}
          className={camera ? 'round-button' : 'round-button round-off'}
          onPress={() => void call.setCamera(!camera)}
        >
          {camera ? <Video size={20} aria-hidden /> : <VideoOff size={20} aria-hidden />}
        </IconButton>
      </div>
      <div className="preview-level">{mic && devices.permission === 'granted' && <LevelMeter who="self" />}</div>
    </div>
  );
});
