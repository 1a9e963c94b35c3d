import { CircleCheck, CircleX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../controls/Button';
import { Dialog } from '../controls/Dialog';
import { t } from '../text';
import { type Check, runChecks } from './checks';
import './check.css';

/** What a call from here will find on its way, looked at before one is needed. */
export default function CheckDialog({ onClose }: { readonly onClose: () => void }) {
  const [checks, setChecks] = useState<readonly Check[]>([]);
  const [round, setRound] = useState(0);
  const running = checks.length === 0 || checks.some((check) => check.state === 'running');

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is another run.
  useEffect(() => {
    const run = new AbortController();
    void runChecks(run.signal, setChecks);
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
              {check.trouble !== null && (
                <p className="small soft">
                  {t.troubles[check.trouble].says} {t.troubles[check.trouble].todo}
                </p>
              )}
              {check.note !== null && <p className="small soft">{check.note}</p>}
            </div>
          </li>
        ))}
      </ul>
      <Button
        isDisabled={running}
        onPress={() => {
          setChecks([]);
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
