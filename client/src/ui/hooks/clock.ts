import { createContext, useContext, useEffect, useState } from 'react';

/** Milliseconds since 1970. A context, so that tests and the preview page can stop the time. */
export const ClockContext = createContext<() => number>(Date.now);

/** The time, told anew every `intervalMs` while `running`. */
export function useNow(intervalMs: number, running = true): number {
  const clock = useContext(ClockContext);
  const [now, setNow] = useState(clock);
  useEffect(() => {
    if (!running) return;
    setNow(clock());
    const timer = setInterval(() => setNow(clock()), intervalMs);
    return () => clearInterval(timer);
  }, [clock, intervalMs, running]);
  return now;
}
