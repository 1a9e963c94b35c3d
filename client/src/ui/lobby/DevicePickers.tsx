import { Camera, Mic, Volume2 } from 'lucide-react';
import { memo, useState } from 'react';
import type { DeviceChoice, DevicesSnapshot } from '../../call/snapshot';
import { Button } from '../controls/Button';
import { Select } from '../controls/Select';
import { useCall } from '../hooks/useCall';
import { playTestSound } from '../media/testSound';
import { t } from '../text';
import './devicePickers.css';

/** Camera, microphone and speaker; before the call and in the settings. */
export default memo(function DevicePickers({ devices }: { readonly devices: DevicesSnapshot }) {
  const call = useCall();
  const [playing, setPlaying] = useState(false);
  const asked = devices.permission === 'granted' || devices.permission === 'denied';
  const nothing = asked ? t.lobby.noDevice : t.lobby.notAskedYet;

  async function play(): Promise<void> {
    setPlaying(true);
    await playTestSound(devices.speakerId);
    setPlaying(false);
  }

  return (
    <div className="device-pickers">
      <Select
        label={t.lobby.camera}
        icon={<Camera size={18} aria-hidden />}
        options={named(devices.cameras, t.lobby.camera)}
        value={devices.cameraId}
        placeholder={nothing}
        onChange={(id) => void call.chooseCamera(id)}
      />
      <Select
        label={t.lobby.microphone}
        icon={<Mic size={18} aria-hidden />}
        options={named(devices.microphones, t.lobby.microphone)}
        value={devices.microphoneId}
        placeholder={nothing}
        onChange={(id) => void call.chooseMicrophone(id)}
      />
      <div className="device-speaker">
        <Select
          label={t.lobby.speaker}
          icon={<Volume2 size={18} aria-hidden />}
          options={named(devices.speakers, t.lobby.speaker)}
          value={devices.speakerId}
          placeholder={t.lobby.speakerDefault}
          onChange={(id) => call.chooseSpeaker(id)}
        />
        <Button isDisabled={playing} onPress={() => void play()}>
          {playing ? t.lobby.playing : t.lobby.play}
        </Button>
      </div>
    </div>
  );
});

/** Browsers give empty labels before the permission, and at times an empty id, which no list can hold. */
function named(devices: readonly DeviceChoice[], kind: string): DeviceChoice[] {
  return devices
    .filter((device) => device.id !== '')
    .map((device, index) => ({ id: device.id, label: device.label === '' ? `${kind} ${index + 1}` : device.label }));
}
