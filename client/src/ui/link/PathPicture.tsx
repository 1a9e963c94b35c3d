import { Bot, Ellipsis, Router, Server, User, UserRound } from 'lucide-react';
import type { LinkPath, LinkState } from '../../call/snapshot';
import { t } from '../text';
import { type PathNode, pathNodes } from './pathNodes';
import { pathWords } from './pathWords';
import './pathPicture.css';

export interface PathPictureProps {
  readonly path: LinkPath | null;
  readonly state: LinkState;
  /** The far end's name. */
  readonly name: string;
  /** The far end is no person. */
  readonly program: boolean;
}

const WIDTH = 340;
const HEIGHT = 104;
/** With a relay, whose name needs a line of its own. */
const HEIGHT_NAMED = 118;
const MIDDLE = 42;
const RADIUS = 22;
/** Small stations: things one passes, not people. */
const SMALL = 17;
const EDGE = 46;
/** Width of a letter of a relay's name, on average. */
const HOST_LETTER = 6.4;

/** The way that all between two ends takes, station by station. */
export function PathPicture({ path, state, name, program }: PathPictureProps) {
  const nodes: readonly PathNode[] =
    path === null
      ? [
          { kind: 'you', over: null },
          { kind: 'peer', over: null },
        ]
      : pathNodes(path);
  const step = (WIDTH - 2 * EDGE) / (nodes.length - 1);
  const x = (index: number) => EDGE + index * step;
  const height = nodes.some(({ host }) => typeof host === 'string') ? HEIGHT_NAMED : HEIGHT;
  const words = path === null ? t.link.connecting : pathWords(path);

  return (
    <svg
      className="path-picture"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={t.link.picture(words, t.link.you, name)}
      data-state={state}
      data-kind={path?.kind}
    >
      {nodes.slice(1).map((node, index) => {
        const over = nodes[index]?.over ?? null;
        const from = x(index) + radius(nodes[index]) + 5;
        const to = x(index + 1) - radius(node) - 5;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: stations have no other identity than their place.
          <g key={index}>
            <line x1={from} y1={MIDDLE} x2={to} y2={MIDDLE} className="path-line" />
            {over !== null && (
              <text x={(from + to) / 2} y={MIDDLE - 9} className="path-over">
                {t.link.over[`relay-${over}`]}
              </text>
            )}
          </g>
        );
      })}
      {nodes.map((node, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above.
        <Station key={index} node={node} x={x(index)} name={name} program={program} room={step} />
      ))}
      {path === null && (
        <g>
          <circle cx={WIDTH / 2} cy={MIDDLE} r={SMALL} className="path-open" />
          <Ellipsis x={WIDTH / 2 - 9} y={MIDDLE - 9} width={18} height={18} className="path-open-sign" />
        </g>
      )}
    </svg>
  );
}

function radius(node: PathNode | undefined): number {
  return node?.kind === 'you' || node?.kind === 'peer' ? RADIUS : SMALL;
}

interface StationProps {
  readonly node: PathNode;
  readonly x: number;
  readonly name: string;
  readonly program: boolean;
  /** From one station to the next. */
  readonly room: number;
}

function Station({ node, x, name, program, room }: StationProps) {
  const size = node.kind === 'you' || node.kind === 'peer' ? 22 : 17;
  const place = { x: x - size / 2, y: MIDDLE - size / 2, width: size, height: size };
  return (
    <g className={`path-station path-${node.kind}`}>
      <circle cx={x} cy={MIDDLE} r={radius(node)} />
      {node.kind === 'you' && <User {...place} />}
      {node.kind === 'peer' && (program ? <Bot {...place} /> : <UserRound {...place} />)}
      {node.kind === 'nat' && <Router {...place} />}
      {node.kind === 'relay' && <Server {...place} />}
      <text x={x} y={88}>
        {label(node, name)}
      </text>
      {typeof node.host === 'string' && (
        <text x={x} y={105} className="path-host">
          {cut(node.host, Math.floor(room / HOST_LETTER))}
        </text>
      )}
    </g>
  );
}

/** Names are cut: the panel's title has the whole one. */
function label(node: PathNode, name: string): string {
  switch (node.kind) {
    case 'you':
      return t.link.you;
    case 'nat':
      return t.link.nodes.nat;
    case 'relay':
      return t.link.nodes.relay;
    case 'peer':
      return cut(name, 9);
  }
}

function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most
    ? `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : text;
}
