import { useEffect, useState } from 'react';
import { t } from '../text';
import './waiting.css';

/** From when a spinner says what it waits for, and from when what can be done (ms). */
const SAYS_AFTER = 1_000;
const ADVISES_AFTER = 5_000;

/** A spinner that explains itself when it lasts. */
export function Waiting({ what, advice }: { readonly what: string; readonly advice: string }) {
  const [stage, setStage] = useState<0 | 1 | 2>(0);
  useEffect(() => {
    const says = setTimeout(() => setStage(1), SAYS_AFTER);
    const advises = setTimeout(() => setStage(2), ADVISES_AFTER);
    return () => {
      clearTimeout(says);
      clearTimeout(advises);
    };
  }, []);
  return (
    <div className="waiting" role="status">
      <span className="spinner" aria-hidden />
      <p className="waiting-words">{stage === 0 ? <span className="visually-hidden">{what}</span> : `${what}…`}</p>
      {stage === 2 && <p className="soft small">{advice}</p>}
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
