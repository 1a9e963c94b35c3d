import { Eye } from 'lucide-react';
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CallSnapshot } from '../../call/snapshot';
import { IconButton } from '../controls/IconButton';
import { Waiting } from '../controls/Waiting';
import { useElementSize } from '../hooks/useElementSize';
import { kindWord } from '../people/kind';
import { t } from '../text';
import { EmptyStage } from './EmptyStage';
import { DEFAULT_ASPECT } from './layoutGrid';
import { PeerTile } from './PeerTile';
import { type Corner, type Placement, planStage, type StageInput } from './planStage';
import { ScreenTile, screenKey } from './ScreenTile';
import { SELF_KEY, SelfTile } from './SelfTile';
import { ShareSwitch } from './ShareSwitch';
import { useArrivalOrder } from './useArrivalOrder';
import { middleAspect, useAspects } from './useAspects';
import './stage.css';
import './tile.css';

/** Height that the controls keep for themselves, in px: the same whether they show or not, so that nothing jumps. */
const BAR_SPACE = 92;
/** The same where the window is low, as on a phone on its side. */
const BAR_SPACE_LOW = 64;
const LOW_BELOW = 420;

/** How long tiles glide after somebody left or was pinned (ms). A resized window moves them at once. */
const GLIDE_MS = 200;

export interface StageProps {
  readonly snapshot: CallSnapshot;
  /** The address to send to others. */
  readonly link: string;
  /** The tile that a person wants to have the stage: its key, or null for none. */
  readonly pinned: string | null;
  readonly selfHidden: boolean;
  readonly onPin: (key: string | null) => void;
  readonly onSelfHidden: (hidden: boolean) => void;
  readonly onLink: (peerId: string) => void;
  readonly onSoundHeld: () => void;
}

/** The people. All tiles are siblings in one box and only change their places, so that no video is ever made anew. */
export function Stage({ snapshot, link, pinned, selfHidden, onPin, onSelfHidden, onLink, onSoundHeld }: StageProps) {
  const { peers, self, room, phase } = snapshot;
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(box);
  const aspects = useAspects();
  const [corner, setCorner] = useState<Corner>('bottom-right');

  const peerKeys = useArrivalOrder(peers.map((peer) => peer.id));
  const screenKeys = useArrivalOrder(peers.filter((peer) => peer.screen !== null).map((peer) => screenKey(peer.id)));
  const known = pinned !== null && (peerKeys.includes(pinned) || screenKeys.includes(pinned) || (pinned === SELF_KEY && !selfHidden));
  // What somebody starts to share comes to the front, unless another tile is pinned.
  const focus = known ? pinned : (screenKeys[screenKeys.length - 1] ?? null);

  const pausedFor = peers
    .filter((peer) => peer.link.paused)
    .map((peer) => peer.name)
    .join(', ');
  const joining = phase === 'joining';
  const aspect = middleAspect(peerKeys.map(aspects.of)) ?? DEFAULT_ASPECT;
  const selfAspect = aspects.of(SELF_KEY) ?? DEFAULT_ASPECT;
  const plan = useMemo(() => {
    const input: StageInput = {
      width,
      height,
      bottomInset: height < LOW_BELOW ? BAR_SPACE_LOW : BAR_SPACE,
      joining,
      peers: peerKeys,
      screens: screenKeys,
      self: SELF_KEY,
      selfHidden,
      corner,
      focus,
      aspect,
      selfAspect,
    };
    return planStage(input);
  }, [width, height, joining, peerKeys, screenKeys, selfHidden, corner, focus, aspect, selfAspect]);

  useGlide(box, plan, corner);
  const hide = useCallback(() => onSelfHidden(true), [onSelfHidden]);
  const place = (key: string) => plan.get(key) ?? NOWHERE;

  return (
    <div className="stage" ref={box} data-peers={peers.length}>
      {peers.length === 0 &&
        (joining ? (
          <div className="stage-joining">
            <Waiting what={t.waiting.join} advice={t.waiting.joinLong} />
          </div>
        ) : (
          <EmptyStage room={room.name} link={link} beside={selfHidden ? 'nothing' : 'self'} />
        ))}
      {peers.map((peer) => (
        <PeerTile
          key={peer.id}
          peer={peer}
          place={place(peer.id)}
          aspect={aspects.of(peer.id)}
          pinned={pinned === peer.id}
          kind={kindWord(peer, room.name)}
          speakerId={snapshot.devices.speakerId}
          onAspect={aspects.tell}
          onPin={onPin}
          onLink={onLink}
          onSoundHeld={onSoundHeld}
        />
      ))}
      {peers.map((peer) =>
        peer.screen === null ? null : <ScreenTile key={screenKey(peer.id)} peer={peer} place={place(screenKey(peer.id))} onPin={onPin} />,
      )}
      <SelfTile
        self={self}
        place={place(SELF_KEY)}
        aspect={aspects.of(SELF_KEY)}
        pinned={pinned === SELF_KEY}
        corner={corner}
        pausedFor={pausedFor}
        onAspect={aspects.tell}
        onPin={onPin}
        onCorner={setCorner}
        onHide={hide}
      />
      {screenKeys.length > 1 && <ShareSwitch peers={peers} keys={screenKeys} shown={focus} onShow={onPin} />}
      {selfHidden && (
        <IconButton label={t.call.showSelf} className="round-button stage-show-self" placement="left" onPress={() => onSelfHidden(false)}>
          <Eye size={18} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

const NOWHERE = { x: 0, y: 0, width: 0, height: 0, role: 'hidden' } as const;

/**
 * Lets tiles glide for a moment after their arrangement has changed, unless somebody or something came: then a link is being made, and a layout with every
 * frame would take the processor that its checks, its keys and its first picture need.
 */
function useGlide(box: RefObject<HTMLDivElement | null>, plan: ReadonlyMap<string, Placement>, corner: Corner): void {
  const before = useRef<ReadonlySet<string>>(new Set());
  const arrangement = [...plan].map(([key, place]) => `${key} ${place.role}`).join() + corner;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the arrangement is what starts it; a plan for another size moves the tiles at once.
  useLayoutEffect(() => {
    const stage = box.current;
    const came = [...plan.keys()].some((key) => !before.current.has(key));
    before.current = new Set(plan.keys());
    if (stage === null) return;
    stage.toggleAttribute('data-gliding', !came);
    const timer = setTimeout(() => stage.toggleAttribute('data-gliding', false), GLIDE_MS);
    return () => clearTimeout(timer);
  }, [box, arrangement]);
}
