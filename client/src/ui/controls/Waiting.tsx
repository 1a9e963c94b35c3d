import { useEffect, useState } from 'react';
import { t } from '../text';
import './waiting.css';

/** From when a spinner turns, says what it waits for, and says what can be done (ms). What is there in a moment needs none. */
const TURNS_AFTER = 600;
const SAYS_AFTER = 1_000;
const ADVISES_AFTER = 5_000;

/** A spinner that explains itself when it lasts. */
export function Waiting({ what, advice }: { readonly what: string; readonly advice: string }) {
  const [stage, setStage] = useState<'early' | 'turning' | 'saying' | 'advising'>('early');
  useEffect(() => {
    const timers = [
      setTimeout(() => setStage('turning'), TURNS_AFTER),
      setTimeout(() => setStage('saying'), SAYS_AFTER),
      setTimeout(() => setStage('advising'), ADVISES_AFTER),
    ];
    return () => timers.forEach(clearTimeout);
  }, []);
  const silent = stage === 'early' || stage === 'turning';
  return (
    <div className="waiting" role="status" data-early={stage === 'early' || undefined}>
      <span className="spinner" aria-hidden />
      <p className="waiting-words">{silent ? <span className="visually-hidden">{what}</span> : `${what}…`}</p>
      {stage === 'advising' && <p className="soft small">{advice}</p>}
    </div>
  );
}

/** What fills the page while its part of the program is loaded; dark on the way back into a call. */
export function PageWaiting({ dark = false }: { readonly dark?: boolean }) {
  return (
    <div className="page-waiting" data-dark={dark || undefined}>
      <Waiting what={t.waiting.page} advice={t.waiting.pageLong} />
    </div>
  );
}
