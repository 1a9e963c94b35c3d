import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** Readings in the history: one a second, so the last minute. */
const SECONDS = 60;
const HEIGHT = 34;

export interface SparklineProps {
  /** Oldest first; null where nothing was known. */
  readonly values: readonly (number | null)[];
  /** The scale reaches at least this far, so that noise near zero looks like what it is. */
  readonly least: number;
  readonly name: string;
}

/** The last minute as a line. The drawing is uPlot's and lives as long as the view; new readings are only put in. */
export function Sparkline({ values, least, name }: SparklineProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);

  useEffect(() => {
    const place = box.current;
    if (place === null) return;
    const drawn = new uPlot(options(place, least), [[], []], place);
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: place.clientWidth, height: HEIGHT }));
    observer.observe(place);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [least]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a drawing made anew for another `least` needs its readings too.
  useEffect(() => {
    const shown = values.slice(-SECONDS);
    const seconds = shown.map((_, index) => index - shown.length);
    plot.current?.setData([seconds, [...shown]]);
  }, [values, least]);

  return <div className="sparkline" ref={box} role="img" aria-label={name} />;
}

function options(place: HTMLElement, least: number): uPlot.Options {
  return {
    width: Math.max(1, place.clientWidth),
    height: HEIGHT,
    padding: [3, 1, 2, 1],
    cursor: { show: false },
    legend: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: false, range: [-SECONDS, -1] },
      y: { range: (_plot, _low, high) => [0, Math.max(least, (Number.isFinite(high) ? high : 0) * 1.1)] },
    },
    series: [
      {},
      {
        // Asked for at each drawing, so that another theme shows at the next reading.
        stroke: () => colour(place, '--accent'),
        fill: () => colour(place, '--accent-soft'),
        width: 1.5,
        points: { show: false },
        spanGaps: false,
      },
    ],
  };
}

/** A token as a colour that a canvas understands: `light-dark()` is only resolved on an element. */
function colour(place: HTMLElement, token: string): string {
  place.style.color = `var(${token})`;
  return getComputedStyle(place).color;
}
