import { Video, Volume2 } from 'lucide-react';
import { howToAllow } from '../browser';
import { Button } from '../controls/Button';
import { StreamVideo } from '../media/StreamVideo';
import { words } from '../text/connectionTest';
import { TestRow } from './TestRow';
import type { DeviceTest } from './useDeviceTest';
import '../media/levelMeter.css';

/** Camera, microphone and speaker: tried when the person says so, because the browser asks. */
export function DeviceCard({ test }: { readonly test: DeviceTest }) {
  const { lines, stream, on, asksHeard } = test;
  return (
    <section className="test-group" aria-labelledby="test-devices">
      <h2 id="test-devices">{words.groups.devices}</h2>
      <div className="test-card">
        {stream !== null && (
          <div className="test-picture">
            <StreamVideo stream={stream} muted className="test-video" testId="test-picture" />
          </div>
        )}
        <ul>
          {lines.map((line) => (
            <TestRow key={line.id} line={line} tellsIceErrors>
              {line.what === 'microphone' && on && line.state !== 'failed' && (
                <span className="level-meter test-meter" ref={test.meter} aria-hidden="true">
                  <span className="level-meter-fill" />
                </span>
              )}
              {line.code === 'permission-denied' && <p className="small soft">{howToAllow()}</p>}
              {line.what === 'speaker' && asksHeard && (
                <fieldset className="test-ask">
                  <legend className="small">{words.speaker.ask}</legend>
                  <Button onPress={() => test.heard(true)}>{words.speaker.yes}</Button>
                  <Button onPress={() => test.heard(false)}>{words.speaker.no}</Button>
                </fieldset>
              )}
            </TestRow>
          ))}
        </ul>
        <div className="test-card-actions">
          <Button icon={<Video size={18} aria-hidden />} onPress={on ? test.stop : test.start} aria-describedby="test-devices-text">
            {on ? words.devicesStop : words.devices}
          </Button>
          <Button icon={<Volume2 size={18} aria-hidden />} onPress={test.play}>
            {words.speaker.play}
          </Button>
          <p id="test-devices-text" className="small soft">
            {words.devicesText}
          </p>
        </div>
      </div>
    </section>
  );
}
