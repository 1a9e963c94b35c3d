import { type Clock, every } from '../clock';
import type { LoopChannels } from './loopChannels';
import type { RelayLoop } from './relayLoop';

export interface Bandwidth {
  /** What came through the relay in both directions together, in bit/s. All of it was sent and received by this machine, so it had as much each way. */
  readonly bitsPerSecond: number;
  /** Of a small message while that much was under way; null where none came back. */
  readonly roundTripMs: number | null;
}

/** All of it, in ms; what comes in the first part, while senders feel their way, is not counted. */
export const BANDWIDTH_MS = 5_000;
export const WARM_UP_MS = 1_000;
const ECHO_EVERY_MS = 200;
const BLOCK_BYTES = 16 * 1024;
/** Enough to keep a way of 40 Mbit/s and 100 ms busy, and little enough that the small message does not wait behind it. */
const MOST_BUFFERED_BYTES = 512 * 1024;
const LOW_BYTES = 128 * 1024;

/** Sends as much as goes through, in both directions, for five seconds. Ends early with `signal`; then the result means nothing. */
export function measureBandwidth(loop: Pick<RelayLoop, 'near' | 'far' | 'echo'>, clock: Clock, signal: AbortSignal): Promise<Bandwidth> {
  const block = new Uint8Array(BLOCK_BYTES);
  const started = clock.now();
  let bytes = 0;

  const pump = (channel: RTCDataChannel): void => {
    while (channel.readyState === 'open' && channel.bufferedAmount < MOST_BUFFERED_BYTES) channel.send(block);
  };
  const start = ({ bulk }: LoopChannels): void => {
    bulk.bufferedAmountLowThreshold = LOW_BYTES;
    bulk.onbufferedamountlow = () => pump(bulk);
    bulk.onmessage = ({ data }) => {
      if (clock.now() - started >= WARM_UP_MS) bytes += (data as ArrayBuffer).byteLength;
    };
    pump(bulk);
  };
  const stop = ({ bulk }: LoopChannels): void => {
    bulk.onbufferedamountlow = null;
    bulk.onmessage = null;
  };

  return new Promise((resolve) => {
    const ends = [loop.near, loop.far];
    loop.echo.take();
    for (const end of ends) start(end);
    const echoes = every(clock, ECHO_EVERY_MS, () => loop.echo.send());
    const finish = (): void => {
      echoes.cancel();
      timer.cancel();
      signal.removeEventListener('abort', finish);
      for (const end of ends) stop(end);
      // A machine that is busy may be late: the time that it took counts.
      const ms = Math.max(1, clock.now() - started - WARM_UP_MS);
      resolve({ bitsPerSecond: (bytes * 8 * 1000) / ms, roundTripMs: loop.echo.take() });
    };
    const timer = clock.after(BANDWIDTH_MS, finish);
    signal.addEventListener('abort', finish);
  });
}
