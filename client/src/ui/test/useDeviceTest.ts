import { type RefObject, useEffect, useRef, useState } from 'react';
import { type DeviceFindings, NO_DEVICES_YET, SPEAKER, testDevices } from '../../connectionTest/deviceTest';
import type { DeviceLine } from '../../connectionTest/testLine';
import { playTestSound } from '../media/testSound';
import { testEnvironment } from './environment';

export interface DeviceTest {
  readonly lines: readonly DeviceLine[];
  readonly stream: MediaStream | null;
  /** The devices are open, or being asked for. */
  readonly on: boolean;
  start(): void;
  stop(): void;
  play(): void;
  /** The sound is over, and the person has not said yet whether it was heard. */
  readonly asksHeard: boolean;
  heard(yes: boolean): void;
  /** Gets `--level`, 0 to 1, while the microphone is open. */
  readonly meter: RefObject<HTMLSpanElement | null>;
}

/** Camera, microphone and speaker, each only when the person wants it. All are let go with the page. */
export function useDeviceTest(): DeviceTest {
  const [findings, setFindings] = useState<DeviceFindings>(NO_DEVICES_YET);
  const [speaker, setSpeaker] = useState(SPEAKER);
  const [asksHeard, setAsksHeard] = useState(false);
  const run = useRef<AbortController | null>(null);
  const meter = useRef<HTMLSpanElement>(null);
  const [on, setOn] = useState(false);

  useEffect(() => {
    const stop = () => run.current?.abort();
    window.addEventListener('pagehide', stop);
    return () => {
      window.removeEventListener('pagehide', stop);
      stop();
    };
  }, []);

  function start(): void {
    run.current?.abort();
    const begun = new AbortController();
    run.current = begun;
    setOn(true);
    void testDevices(testEnvironment(), begun.signal, setFindings, (level) =>
      meter.current?.style.setProperty('--level', level.toFixed(2)),
    );
  }

  /** What was found stays; a test under way has found nothing. */
  function stop(): void {
    run.current?.abort();
    setOn(false);
    setFindings(({ camera, microphone }) => ({
      camera: camera.state === 'running' ? NO_DEVICES_YET.camera : camera,
      microphone: microphone.state === 'running' ? NO_DEVICES_YET.microphone : microphone,
      stream: null,
    }));
  }

  async function play(): Promise<void> {
    setAsksHeard(false);
    setSpeaker({ ...SPEAKER, state: 'running' });
    await playTestSound(null);
    setSpeaker(SPEAKER);
    setAsksHeard(true);
  }

  return {
    lines: [findings.camera, findings.microphone, speaker],
    stream: findings.stream,
    on,
    start,
    stop,
    play: () => void play(),
    asksHeard,
    heard: (yes) => {
      setAsksHeard(false);
      setSpeaker({ ...SPEAKER, state: yes ? 'passed' : 'warned' });
    },
    meter,
  };
}
