import { describe, expect, it } from 'vitest';
import { FlowWatch } from './flowWatch';

const SENDS = { connected: true, sending: true };

/** A link on which packets come until `until`; looked at every 200 ms, read every second and whenever the watch wants it. */
function watched(until: number, { plays = true, far = SENDS } = {}) {
  const watch = new FlowWatch();
  let readings = 0;
  const packetsBy = (at: number): number => Math.floor(Math.min(at, until) / 20);
  watch.setFarEnd(far, 0);
  return {
    watch,
    get readings() {
      return readings;
    },
    /** The first moment at which it is quiet, or null. */
    run(from: number, to: number): number | null {
      for (let at = from; at <= to; at += 200) {
        const wanted = watch.newest(plays ? Math.min(at, until) : 0, at);
        if (wanted || at % 1_000 === 0) {
          readings++;
          watch.packets(packetsBy(at), at);
        }
        if (watch.quiet) return at;
      }
      return null;
    },
  };
}

describe('FlowWatch', () => {
  it.each([5_010, 5_190, 5_390, 5_700, 5_990])('knows within about a second that media stopped at %i ms', (stopped) => {
    const quietAt = watched(stopped).run(200, 10_000);
    expect(quietAt).not.toBeNull();
    expect((quietAt ?? 0) - stopped).toBeGreaterThanOrEqual(600);
    expect((quietAt ?? 0) - stopped).toBeLessThanOrEqual(1_200);
  });

  it('asks for no more readings than usual while media flows', () => {
    const all = watched(60_000);
    expect(all.run(200, 20_000)).toBeNull();
    expect(all.readings).toBe(20);
  });

  it('does without the time of the newest where a browser does not give it', () => {
    const quietAt = watched(5_500, { plays: false }).run(200, 10_000);
    expect(quietAt).toBe(7_000);
  });

  it('believes the packets where nothing is played', () => {
    const watch = new FlowWatch();
    watch.setFarEnd(SENDS, 0);
    for (let at = 200; at <= 20_000; at += 200) {
      const wanted = watch.newest(Math.min(at, 4_000), at);
      if (wanted || at % 1_000 === 0) watch.packets(at, at);
      expect(watch.quiet).toBe(false);
    }
  });

  it('knows no interruption before anything has flowed', () => {
    const watch = new FlowWatch();
    watch.setFarEnd(SENDS, 0);
    for (let at = 0; at < 10_000; at += 1_000) watch.packets(0, at);
    expect(watch.quiet).toBe(false);
  });

  it('takes silence for nothing while nobody says that he sends', () => {
    expect(watched(5_000, { far: { connected: true, sending: false } }).run(200, 20_000)).toBeNull();
  });

  it('gives a camera that is switched on its time to start', () => {
    const all = watched(5_000, { far: { connected: true, sending: false } });
    all.run(200, 60_000);
    all.watch.setFarEnd(SENDS, 60_000);
    expect(all.run(60_200, 63_000)).toBeNull();
    expect(all.run(63_200, 70_000)).not.toBeNull();
  });

  it('ends with the first packet', () => {
    const watch = new FlowWatch();
    watch.setFarEnd(SENDS, 0);
    for (const [packets, at] of [
      [10, 0],
      [10, 1_000],
    ] as const)
      watch.packets(packets, at);
    expect(watch.quiet).toBe(true);
    watch.packets(11, 2_000);
    expect(watch.quiet).toBe(false);
  });
});
