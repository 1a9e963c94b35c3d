import { useEffect, useState } from 'react';
import { type NetworkFindings, NetworkTest } from '../../connectionTest/networkTest';
import { testEnvironment } from './environment';

const NOTHING_YET: NetworkFindings = { lines: [], verdict: null, serverVersion: null };

/** A test that runs while the page is there, and once more with `again`. */
export function useConnectionTest(): { readonly findings: NetworkFindings; readonly again: () => void } {
  const [findings, setFindings] = useState(NOTHING_YET);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is another run.
  useEffect(() => {
    const run = new AbortController();
    const stop = () => run.abort();
    // A page that is kept for going back must not go on sending.
    window.addEventListener('pagehide', stop);
    void new NetworkTest(testEnvironment(), run.signal, setFindings).run();
    return () => {
      window.removeEventListener('pagehide', stop);
      stop();
    };
  }, [round]);

  return {
    findings,
    again: () => {
      setFindings(NOTHING_YET);
      setRound((last) => last + 1);
    },
  };
}
