import { CircleCheck, CircleX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../controls/Button';
import { Dialog } from '../controls/Dialog';
import { t } from '../text';
import { type Check, type Findings, runChecks } from './checks';
import './check.css';

const NOTHING_YET: Findings = { checks: [], verdict: null };

/** What a call from here will find on its way, looked at before one is needed. */
export default function CheckDialog({ onClose }: { readonly onClose: () => void }) {
  const [{ checks, verdict }, setFindings] = useState<Findings>(NOTHING_YET);
  const [round, setRound] = useState(0);
  const running = checks.length === 0 || checks.some((check) => check.state === 'running');

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is another run.
  useEffect(() => {
    const run = new AbortController();
    void runChecks(run.signal, setFindings);
    return () => run.abort();
  }, [round]);

  return (
    <Dialog title={t.check.title} onClose={onClose}>
      <p className="soft">{t.check.intro}</p>
      <ul className="checks" aria-live="polite" aria-busy={running}>
        {checks.map((check) => (
          <li key={check.name} className={`check check-${check.state}`}>
            <CheckSign check={check} />
            <div>
              <p>
                <span>{check.name}</span> <span className="visually-hidden">: {stateWord(check)}</span>
              </p>
              {check.words !== null && <p className="small soft">{check.words}</p>}
            </div>
          </li>
        ))}
      </ul>
      <p className="check-verdict" role="status">
        {verdict}
      </p>
      <Button
        isDisabled={running}
        onPress={() => {
          setFindings(NOTHING_YET);
          setRound(round + 1);
        }}
      >
        {t.check.again}
      </Button>
    </Dialog>
  );
}

function stateWord(check: Check): string {
  if (check.state === 'running') return t.check.running;
  return check.state === 'ok' ? t.check.ok : t.check.failed;
}

function CheckSign({ check }: { readonly check: Check }) {
  if (check.state === 'running') return <span className="spinner" aria-hidden />;
  return check.state === 'ok' ? <CircleCheck size={20} aria-hidden /> : <CircleX size={20} aria-hidden />;
}
