import { useEffect } from 'react';

/** Keeps the screen on while `wanted`. The browser lets go when the page is hidden, so it is asked again when it comes back. */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let over = false;

    function ask(): void {
      if (document.visibilityState !== 'visible') return;
      // Refused when the battery is low: the call goes on, the screen may sleep.
      navigator.wakeLock.request('screen').then(
        (granted) => {
          if (over) void granted.release();
          else lock = granted;
        },
        () => undefined,
      );
    }

    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, [wanted]);
}
