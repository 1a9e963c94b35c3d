import { RotateCw } from 'lucide-react';
import { type ReactNode, useContext, useEffect, useMemo } from 'react';
import { callReport } from '../../call/callReport';
import type { CallSnapshot, LinkPath, LinkSnapshot, LinkStats } from '../../call/snapshot';
import type { TroubleCode } from '../../call/trouble';
import { SidePanel } from '../call/SidePanel';
import { Button } from '../controls/Button';
import { CheckLink } from '../controls/CheckLink';
import { CopyButton } from '../controls/CopyButton';
import { TroubleNote } from '../controls/TroubleNote';
import { formatBitrate, formatMs, formatPercent } from '../format';
import { ClockContext } from '../hooks/clock';
import { useCall } from '../hooks/useCall';
import { t } from '../text';
import { PathPicture } from './PathPicture';
import { linkWords, pathMeaning, relayWords } from './pathWords';
import { Sparkline } from './Sparkline';
import './linkPanel.css';

export interface LinkPanelProps {
  readonly snapshot: CallSnapshot;
  readonly peerId: string;
  readonly onClose: () => void;
}

/** How one is connected to somebody: as a picture, in words, in numbers, and for engineers in the names of W3C. */
export default function LinkPanel({ snapshot, peerId, onClose }: LinkPanelProps) {
  const call = useCall();
  const now = useContext(ClockContext);
  const peer = snapshot.peers.find((one) => one.id === peerId);
  const gone = peer === undefined;
  useEffect(() => {
    if (gone) onClose();
  }, [gone, onClose]);
  if (peer === undefined) return null;

  const { link, name } = peer;
  const media = peer.kind === 'browser';
  const path = link.stats?.path ?? null;
  return (
    <SidePanel title={t.link.title(name)} onClose={onClose}>
      <div className="side-panel-body link-panel">
        <PathPicture path={path} state={link.state} name={name} program={!media} />
        <div className="link-words">
          <p className="link-said" data-testid="link-words">
            {linkWords(link)}
          </p>
          <p className="soft">{pathMeaning(link, name, media)}</p>
          {link.paused && <p className="soft">{t.link.paused(name)}</p>}
          {link.farPaused && <p className="soft">{t.link.farPaused(name)}</p>}
        </div>
        {path !== null && <Relays path={path} name={name} />}
        {link.trouble !== null && (
          <TroubleNote trouble={link.trouble}>
            <CheckLink />
          </TroubleNote>
        )}
        <Graphs link={link} media={media} />
        <Facts link={link} media={media} />
        <div className="link-actions">
          <CopyButton
            text={() => callReport(call.getSnapshot(), now(), sentence)}
            label={t.link.copyReport}
            done={t.link.copied}
            failed={t.link.copyFailed}
          />
          <Button icon={<RotateCw size={18} aria-hidden />} onPress={() => call.restartLink(peerId)}>
            {t.link.restart}
          </Button>
        </div>
        <Engineers raw={link.stats?.raw ?? {}} />
      </div>
    </SidePanel>
  );
}

function sentence(code: TroubleCode): string {
  const { says, todo } = t.troubles[code];
  return `${says} ${todo}`;
}

/** Which servers pass the packets on, and how each end reaches its own; nothing where none does. */
function Relays({ path, name }: { readonly path: LinkPath; readonly name: string }) {
  if (path.ourRelay === null && path.theirRelay === null) return null;
  return (
    <dl className="link-relays" data-testid="link-relays">
      {path.ourRelay !== null && <Fact label={t.link.yourRelay}>{relayWords(path.ourRelay)}</Fact>}
      {path.theirRelay !== null && <Fact label={t.link.theirRelay(name)}>{relayWords(path.theirRelay)}</Fact>}
    </dl>
  );
}

/** Rate of picture, sound and data together in bit/s; null while none is known. */
function total(one: { readonly bitrate: number } | null, other: { readonly bitrate: number } | null, data: number | null): number | null {
  return one === null && other === null && data === null ? null : (one?.bitrate ?? 0) + (other?.bitrate ?? 0) + (data ?? 0);
}

/** The greater of both: the one that is noticed. */
function worst(one: number | null | undefined, other: number | null | undefined): number | null {
  if (one === null || one === undefined) return other ?? null;
  return other === null || other === undefined ? one : Math.max(one, other);
}

interface Measure {
  readonly label: string;
  readonly of: (stats: LinkStats) => number | null;
  readonly format: (value: number | null) => string;
  /** The graph reaches at least this far. */
  readonly least: number;
  /** Only media has it. */
  readonly ofMedia?: boolean;
}

const MEASURES: readonly Measure[] = [
  { label: t.link.roundTrip, of: (stats) => stats.roundTripMs, format: formatMs, least: 60 },
  {
    label: t.link.loss,
    of: (stats) => worst(stats.videoIn?.lossPercent, stats.audioIn?.lossPercent),
    format: formatPercent,
    least: 5,
    ofMedia: true,
  },
  {
    label: t.link.jitter,
    of: (stats) => worst(stats.videoIn?.jitterMs, stats.audioIn?.jitterMs),
    format: formatMs,
    least: 30,
    ofMedia: true,
  },
  { label: t.link.receiving, of: (stats) => total(stats.videoIn, stats.audioIn, stats.dataIn), format: formatBitrate, least: 200_000 },
  { label: t.link.sending, of: (stats) => total(stats.videoOut, stats.audioOut, stats.dataOut), format: formatBitrate, least: 200_000 },
];

interface NumbersProps {
  readonly link: LinkSnapshot;
  /** False for a program, which has neither picture nor sound. */
  readonly media: boolean;
}

function Graphs({ link, media }: NumbersProps) {
  return (
    <dl className="link-graphs">
      {MEASURES.filter(({ ofMedia = false }) => media || !ofMedia).map((measure) => (
        <Graph key={measure.label} measure={measure} link={link} />
      ))}
    </dl>
  );
}

function Graph({ measure, link }: { readonly measure: Measure; readonly link: LinkSnapshot }) {
  const values = useMemo(() => link.history.map(measure.of), [link.history, measure]);
  const { stats } = link;
  return (
    <div className="link-graph">
      <dt>{measure.label}</dt>
      <dd className="link-value">{measure.format(stats === null ? null : measure.of(stats))}</dd>
      <dd className="link-line">
        <Sparkline values={values} least={measure.least} name={`${measure.label}, ${t.link.lastMinute}`} />
      </dd>
    </div>
  );
}

function Facts({ link, media }: NumbersProps) {
  const picture = link.stats?.videoIn ?? null;
  const codecs = [picture?.codec, link.stats?.audioIn?.codec].filter((codec) => codec !== null && codec !== undefined);
  return (
    <dl className="link-facts">
      {media && (
        <>
          <Fact label={t.link.resolution}>
            {picture === null || picture.width === null || picture.height === null
              ? t.link.noneYet
              : t.units.picture(
                  picture.width,
                  picture.height,
                  picture.framesPerSecond === null ? null : Math.round(picture.framesPerSecond),
                )}
          </Fact>
          <Fact label={t.link.codec}>{codecs.length === 0 ? t.link.noneYet : codecs.join(' · ')}</Fact>
        </>
      )}
      <Fact label={t.link.connected}>{formatMs(link.connectMs)}</Fact>
      <Fact label={t.link.restarts}>{link.restarts}</Fact>
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Engineers({ raw }: { readonly raw: Readonly<Record<string, string>> }) {
  return (
    <details className="link-raw">
      <summary>{t.link.engineers}</summary>
      <p className="soft small">{t.link.engineersNote}</p>
      <dl>
        {Object.entries(raw).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
