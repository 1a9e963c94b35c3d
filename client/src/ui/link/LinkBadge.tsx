import { ArrowLeftRight, CircleAlert, Ellipsis, Router, Waypoints } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { PeerSnapshot } from '../../call/snapshot';
import { t } from '../text';
import { badgeWord, isRelayed, linkWords } from './pathWords';
import './linkBadge.css';

export interface LinkBadgeProps {
  readonly peer: PeerSnapshot;
  /** Only the sign, where there is no room for a word. */
  readonly compact?: boolean;
  /** In a list beside the stage, where the tile has the same badge. */
  readonly listed?: boolean;
  readonly onPress: () => void;
}

/** How this person is connected, as a sign and a word; opens the link panel. */
export function LinkBadge({ peer, compact = false, listed = false, onPress }: LinkBadgeProps) {
  const { link } = peer;
  const word = badgeWord(link);
  return (
    <AriaButton
      className="link-badge"
      aria-label={t.link.badge(peer.name, linkWords(link))}
      data-testid={listed ? undefined : `badge-${peer.id}`}
      data-path={link.stats?.path?.kind}
      data-state={link.state}
      onPress={onPress}
    >
      <BadgeSign peer={peer} />
      {word !== null && !compact && <span>{word}</span>}
    </AriaButton>
  );
}

function BadgeSign({ peer }: { readonly peer: PeerSnapshot }) {
  const kind = peer.link.stats?.path?.kind;
  if (peer.link.state === 'failed') return <CircleAlert size={14} aria-hidden />;
  if (kind === undefined) return <Ellipsis size={14} aria-hidden />;
  if (kind === 'direct') return <ArrowLeftRight size={14} aria-hidden />;
  return isRelayed(kind) ? <Waypoints size={14} aria-hidden /> : <Router size={14} aria-hidden />;
}
