import { Circle, CircleCheck, CircleMinus, CircleX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LineState, TestLine } from '../../connectionTest/testLine';
import { words } from '../text/connectionTest';
import { lineWords } from './lineWords';

export interface TestRowProps {
  readonly line: TestLine;
  readonly tellsIceErrors: boolean;
  /** What belongs to it: a meter, a question. */
  readonly children?: ReactNode;
}

/** One line: how it stands, what it is about, what was found and what to do. */
export function TestRow({ line, tellsIceErrors, children }: TestRowProps) {
  const { name, place, figure, says } = lineWords(line, tellsIceErrors);
  const own = line.what === 'server' && line.own;
  const coded = line.code !== null && line.state !== 'passed';
  return (
    <li className="test-row" data-state={line.state} data-line={line.id} data-code={line.code ?? undefined}>
      <Sign state={line.state} />
      <div className="test-row-words">
        <p className="test-row-head">
          <span className="test-row-name">{name}</span>
          <span className="visually-hidden">: {words.states[line.state]}</span>
          {own && <span className="test-own">{words.own}</span>}
          {figure !== null && <span className="test-figure">{figure}</span>}
        </p>
        {place !== null && <p className="test-place">{place}</p>}
        {says !== '' && <p className="small soft">{says}</p>}
        {coded && <code className="test-code">{line.code}</code>}
        {children}
      </div>
    </li>
  );
}

export function Sign({ state, size = 20 }: { readonly state: LineState; readonly size?: number }) {
  switch (state) {
    case 'running':
      return <span className="spinner" aria-hidden />;
    case 'passed':
      return <CircleCheck size={size} aria-hidden />;
    case 'warned':
      return <TriangleAlert size={size} aria-hidden />;
    case 'failed':
      return <CircleX size={size} aria-hidden />;
    case 'skipped':
      return <CircleMinus size={size} aria-hidden />;
    case 'waiting':
      return <Circle size={size} aria-hidden />;
  }
}
