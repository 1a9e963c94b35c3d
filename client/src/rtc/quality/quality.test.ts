import { describe, expect, it } from 'vitest';
import { videoBounds } from '../videoBounds';
import { type QualityReading, type QualityStep, QualitySteps } from './qualitySteps';
import { qualityNeeds, sendBounds } from './sendBounds';

/** A network, as a browser's estimate shows it: `capacity` in bit/s is all that may be sent. */
interface Network {
  readonly capacity?: number | null;
  readonly lossPercent?: number | null;
  readonly roundTripMs?: number | null;
  /** What the pictures would take if there were room. */
  readonly picture?: number;
  readonly framesPerSecond?: number;
}

const FULL = videoBounds(1, false);
const SECOND = 1_000;

/** A link from its beginning on; every second one reading, of a browser that keeps to its bounds and to the network. */
function link(full = FULL) {
  let now = 0;
  const steps = new QualitySteps(now);
  const needs = qualityNeeds(full);
  const changes: [number, QualityStep][] = [];
  return {
    steps,
    changes,
    get now() {
      return now / SECOND;
    },
    begin: () => steps.begin(now),
    run(seconds: number, { capacity = 5_000_000, lossPercent = 0, roundTripMs = 40, picture = 2_500_000, framesPerSecond = 30 }: Network) {
      for (let passed = 0; passed < seconds; passed++) {
        now += SECOND;
        const { camera } = sendBounds(steps.step, full);
        const wanted = 40_000 + (camera.active ? Math.min(camera.maxBitrate, picture) : 0);
        const sendBitrate = capacity === null ? wanted : Math.min(wanted, capacity);
        // As libwebrtc: it does not believe in much more than what was sent.
        const availableBitrate = capacity === null ? null : Math.min(capacity, Math.max(300_000, sendBitrate * 1.5));
        const reading: QualityReading = {
          at: now,
          availableBitrate,
          sendBitrate,
          lossPercent,
          roundTripMs,
          framesPerSecond,
          limited: capacity !== null && wanted > capacity,
        };
        if (steps.reading(reading, needs)) changes.push([now / SECOND, steps.step]);
      }
    },
  };
}

describe('the steps of quality', () => {
  it('stay full on a good network, and while the browser’s estimate begins low', () => {
    const one = link();
    one.run(5, { capacity: 200_000 });
    one.run(60, {});
    expect(one.changes).toEqual([]);
  });

  it('go down after about three bad seconds, no more than needed', () => {
    const one = link();
    one.run(20, {});
    one.run(3, { capacity: 300_000 });
    expect(one.changes).toEqual([[23, 'half']]);
    one.run(60, { capacity: 300_000 });
    expect(one.steps.step).toBe('half');
  });

  it.each([
    [300_000, 'half'],
    [180_000, 'quarter'],
    [60_000, 'paused'],
    [30_000, 'least'],
  ] as const)('find their place at once when %i bit/s are left: %s', (capacity, step) => {
    const one = link();
    one.run(20, {});
    one.run(4, { capacity });
    expect(one.steps.step).toBe(step);
  });

  it('take no single bad second for a bad network', () => {
    const one = link();
    one.run(20, {});
    for (let time = 0; time < 20; time++) {
      one.run(2, { capacity: 60_000 });
      one.run(1, {});
    }
    expect(one.changes).toEqual([]);
  });

  it('come back one by one, each after ten good seconds', () => {
    const one = link();
    one.run(20, {});
    one.run(4, { capacity: 60_000 });
    one.run(45, {});
    expect(one.changes.map(([, step]) => step)).toEqual(['paused', 'quarter', 'half', 'full']);
    const times = one.changes.map(([at]) => at);
    for (const [index, at] of times.slice(2).entries()) expect(at - (times[index + 1] ?? 0)).toBeGreaterThanOrEqual(10);
  });

  it('wait twice as long after a step that had to be taken back, up to two minutes', () => {
    const one = link();
    one.run(20, {});
    one.run(600, { capacity: 60_000 });
    const tries = one.changes.filter(([, step]) => step === 'quarter').map(([at]) => at);
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    expect(waits.length).toBeGreaterThan(3);
    for (const [index, wait] of waits.slice(1).entries()) expect(wait).toBeGreaterThanOrEqual(waits[index] ?? 0);
    expect(waits[0]).toBeLessThan(40);
    expect(waits.at(-1)).toBeGreaterThan(110);
    expect(waits.at(-1)).toBeLessThan(140);
    expect(one.steps.step).toBe('paused');
  });

  it('forget that patience once a step has held', () => {
    const one = link();
    one.run(20, {});
    one.run(120, { capacity: 60_000 });
    one.run(300, {});
    expect(one.steps.step).toBe('full');
    one.run(4, { capacity: 60_000 });
    const from = one.now;
    one.run(15, {});
    expect(one.changes.at(-1)?.[1]).toBe('quarter');
    expect((one.changes.at(-1)?.[0] ?? 0) - from).toBeLessThanOrEqual(14);
  });

  it('do not mistake a picture that needs little for a network that carries little', () => {
    const one = link();
    one.run(20, {});
    one.run(120, { picture: 60_000 });
    expect(one.changes).toEqual([]);
  });

  it('rise, if slowly, where a picture needs little and the estimate stays low', () => {
    const one = link();
    one.run(20, {});
    one.run(4, { capacity: 180_000 });
    expect(one.steps.step).toBe('quarter');
    one.run(90, { picture: 60_000 });
    expect(one.steps.step).toBe('full');
  });

  it('answer loss with a smaller picture, but not with none', () => {
    const one = link();
    one.run(20, {});
    one.run(60, { lossPercent: 20 });
    expect(one.steps.step).toBe('quarter');
    expect(one.steps.paused).toBe(false);
  });

  it('bear the loss of a bad radio', () => {
    const one = link();
    one.run(20, {});
    one.run(120, { lossPercent: 5 });
    expect(one.changes).toEqual([]);
  });

  it('answer round trips that grow far beyond the shortest: queues are full', () => {
    const one = link();
    one.run(20, {});
    one.run(4, { roundTripMs: 700 });
    expect(one.steps.step).toBe('half');
  });

  it('take a long way for a long way', () => {
    const one = link();
    one.run(120, { roundTripMs: 650 });
    expect(one.changes).toEqual([]);
  });

  it('work without an estimate (Firefox), and pause for loss or delay alone never at once', () => {
    const one = link();
    one.run(20, { capacity: null });
    one.run(8, { capacity: null, roundTripMs: 900 });
    expect(one.steps.step).toBe('quarter');
    one.run(12, { capacity: null, roundTripMs: 1_500 });
    expect(one.steps.paused).toBe(true);
    one.run(60, { capacity: null });
    expect(one.steps.step).toBe('full');
  });

  it('notice a picture of a few frames', () => {
    const one = link();
    one.run(20, {});
    // Much more was wanted than there is, and the estimate does not say so.
    const reading = { availableBitrate: 900_000, sendBitrate: 500_000, lossPercent: 0, roundTripMs: 40, framesPerSecond: 3, limited: true };
    for (let second = 1; second <= 4; second++) one.steps.reading({ ...reading, at: (20 + second) * SECOND }, qualityNeeds(FULL));
    expect(one.steps.step).toBe('half');
  });

  it('begin to watch anew after an interruption', () => {
    const one = link();
    one.run(20, {});
    one.begin();
    one.run(5, { capacity: 30_000 });
    expect(one.changes).toEqual([]);
  });
});

describe('what is sent at each step', () => {
  const at = (step: QualityStep, full = FULL) => sendBounds(step, full);

  it('is half the size, then a quarter with few frames, then no picture', () => {
    expect(at('full').camera).toEqual({ ...FULL.camera, active: true });
    expect(at('half').camera).toMatchObject({ active: true, scaleResolutionDownBy: 2, maxFramerate: 30 });
    expect(at('quarter').camera).toMatchObject({ active: true, scaleResolutionDownBy: 4, maxFramerate: 15 });
    expect(at('paused').camera.active).toBe(false);
    expect(at('least').camera.active).toBe(false);
  });

  it('never stops a shared screen, and keeps its resolution', () => {
    for (const step of ['full', 'half', 'quarter', 'paused', 'least'] as const) {
      expect(at(step).screen).toMatchObject({ active: true, scaleResolutionDownBy: 1 });
    }
    expect(at('half').screen.maxBitrate).toBe(FULL.screen.maxBitrate);
    expect(at('least').screen.maxFramerate).toBe(1);
  });

  it('bounds the sound at last only', () => {
    expect(['full', 'half', 'quarter', 'paused'].map((step) => at(step as QualityStep).audio.maxBitrate)).toEqual([null, null, null, null]);
    expect(at('least').audio.maxBitrate).toBe(16_000);
  });

  it('never exceeds what the number of links and the low-data switch allow, nor asks for more than it is', () => {
    for (const full of [1, 2, 4, 7].flatMap((links) => [videoBounds(links, false), videoBounds(links, true)])) {
      const needs = qualityNeeds(full);
      for (const step of ['full', 'half', 'quarter', 'paused', 'least'] as const) {
        for (const slot of ['camera', 'screen'] as const) {
          expect(at(step, full)[slot].maxBitrate).toBeLessThanOrEqual(full[slot].maxBitrate);
          expect(at(step, full)[slot].maxFramerate).toBeLessThanOrEqual(full[slot].maxFramerate);
          expect(at(step, full)[slot].scaleResolutionDownBy).toBeGreaterThanOrEqual(full[slot].scaleResolutionDownBy);
        }
      }
      const order = [needs.full, needs.half, needs.quarter, needs.paused, needs.least];
      expect(order).toEqual([...order].sort((a, b) => b - a));
    }
  });

  it('leaves a low-data picture whole on a network that carries it', () => {
    const one = link(videoBounds(1, true));
    one.run(120, { capacity: 220_000 });
    expect(one.changes).toEqual([]);
  });
});
