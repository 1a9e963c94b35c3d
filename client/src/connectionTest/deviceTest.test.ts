import { describe, expect, it } from 'vitest';
import { connectionTestPage } from '../testing/connectionTestPage';
import { type DeviceFindings, SILENCE_MS, testDevices } from './deviceTest';

async function begin(prepare: (page: ReturnType<typeof connectionTestPage>['page']) => void = () => undefined) {
  const { environment, page } = connectionTestPage();
  prepare(page);
  const stop = new AbortController();
  const told: DeviceFindings[] = [];
  // `amplitude` is read late, from the page that a test changes.
  const listening = { ...environment, createLevelMeter: () => ({ read: () => page.amplitude, close: () => undefined }) };
  await testDevices(
    listening,
    stop.signal,
    (findings) => told.push(findings),
    () => undefined,
  );
  return { page, stop, last: () => told.at(-1) as DeviceFindings, told };
}

describe('the test of camera and microphone', () => {
  it('shows the picture at once, and passes the microphone when it has heard something', async () => {
    const { page, last } = await begin();
    expect(last().camera.state).toBe('passed');
    expect(last().stream?.getVideoTracks()).toHaveLength(1);
    await page.clock.advance(1_000);
    expect(last().microphone.state).toBe('running');
    page.amplitude = 0.2;
    await page.clock.advance(500);
    expect(last().microphone.state).toBe('passed');
  });

  it('says that nothing was heard, and takes that back when it is', async () => {
    const { page, last } = await begin();
    await page.clock.advance(SILENCE_MS);
    expect(last().microphone.state).toBe('warned');
    page.amplitude = 0.2;
    await page.clock.advance(500);
    expect(last().microphone.state).toBe('passed');
  });

  it.each([
    ['NotAllowedError', 'permission-denied'],
    ['NotFoundError', 'device-missing'],
    ['NotReadableError', 'device-busy'],
  ])('tells %s as %s', async (name, code) => {
    const { last } = await begin(({ capture }) => capture.refuse(name));
    expect(last()).toMatchObject({ camera: { state: 'failed', code }, microphone: { state: 'failed', code }, stream: null });
  });

  it('lets go of both when it is over', async () => {
    const { page, stop, told } = await begin();
    stop.abort();
    expect(page.capture.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
    const before = told.length;
    await page.clock.advance(60_000);
    expect(told).toHaveLength(before);
    expect(page.clock.waiting).toBe(0);
  });
});
