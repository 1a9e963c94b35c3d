import { RotateCw } from 'lucide-react';
import type { NetworkLine, TestLine } from '../../connectionTest/testLine';
import { testReport } from '../../connectionTest/testReport';
import { Button } from '../controls/Button';
import { CopyButton } from '../controls/CopyButton';
import { Logo } from '../controls/Logo';
import { useTitle } from '../hooks/useTitle';
import { navigate } from '../router';
import { words } from '../text/connectionTest';
import { DeviceCard } from './DeviceCard';
import { testEnvironment } from './environment';
import { Sign, TestRow } from './TestRow';
import { useConnectionTest } from './useConnectionTest';
import { useDeviceTest } from './useDeviceTest';
import { type VerdictWords, verdictWords } from './verdictWords';
import '../controls/waiting.css';
import './test.css';

const GROUPS: readonly { readonly id: 'here' | 'relays' | 'paths'; readonly of: readonly NetworkLine['what'][] }[] = [
  { id: 'here', of: ['browser', 'signaling'] },
  { id: 'relays', of: ['servers', 'server'] },
  { id: 'paths', of: ['loop', 'direct', 'bandwidth'] },
];

/** The page /test: runs when it is opened, and says in one sentence what a call from here has to expect. */
export default function TestPage() {
  useTitle(words.title);
  const { findings, again } = useConnectionTest();
  const devices = useDeviceTest();
  const { lines, verdict, serverVersion } = findings;
  const { tellsIceErrors } = testEnvironment();
  const said = verdict === null ? null : verdictWords(verdict, devices.lines);
  const report = () =>
    testReport([...lines, ...devices.lines], {
      at: Date.now(),
      browser: navigator.userAgent,
      serverVersion,
      summary: said?.sentence ?? null,
    });

  return (
    <div className="test">
      <header className="test-head">
        <a
          href="/"
          className="test-home"
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            navigate('/');
          }}
        >
          <Logo />
        </a>
      </header>
      <main className="test-main">
        <div className="test-side">
          <h1>{words.title}</h1>
          <Summary said={said} lines={lines} />
          <div className="test-actions">
            <Button icon={<RotateCw size={18} aria-hidden />} onPress={again}>
              {words.again}
            </Button>
            <CopyButton text={report} label={words.copy} done={words.copied} failed={words.copyFailed} />
          </div>
          <DeviceCard test={devices} />
        </div>
        <div className="test-groups">
          {GROUPS.map(({ id, of }) => (
            <section key={id} className="test-group" aria-labelledby={`test-${id}`}>
              <h2 id={`test-${id}`}>{words.groups[id]}</h2>
              <ul className="test-card">
                {lines
                  .filter(({ what }) => of.includes(what))
                  .map((line) => (
                    <TestRow key={line.id} line={line} tellsIceErrors={tellsIceErrors} />
                  ))}
              </ul>
            </section>
          ))}
        </div>
      </main>
    </div>
  );
}

const SIGNS = { good: 'passed', limited: 'warned', bad: 'failed' } as const;

/** The sentence is what a screen reader is told when it comes; the lines are read by who goes through them. */
function Summary({ said, lines }: { readonly said: VerdictWords | null; readonly lines: readonly TestLine[] }) {
  const done = lines.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
  return (
    <div className="test-summary" data-tone={said?.tone ?? 'running'}>
      <Sign state={said === null ? 'running' : SIGNS[said.tone]} size={28} />
      <div className="test-row-words">
        <p className="test-sentence" role="status">
          {said?.sentence ?? words.running}
        </p>
        {said === null && (
          <progress
            className="test-progress"
            value={done}
            max={Math.max(1, lines.length)}
            aria-label={words.progress(done, lines.length)}
          />
        )}
        {said !== null && said.cause !== null && (
          <>
            <p className="small">{said.cause.words}</p>
            <code className="test-code">{said.cause.code}</code>
          </>
        )}
      </div>
    </div>
  );
}
