import { Ellipsis, Hand, MessageCircle, Mic, MicOff, MonitorUp, MonitorX, PhoneOff, Settings, Users, Video, VideoOff } from 'lucide-react';
import { type RefObject, useRef } from 'react';
import type { CallSnapshot } from '../../call/snapshot';
import { isApple } from '../browser';
import type { Panel } from '../call/panel';
import { MoreMenu } from '../call/parts';
import { useCall } from '../hooks/useCall';
import { useLevel } from '../hooks/useLevel';
import { useMedia } from '../hooks/useMedia';
import { t } from '../text';
import { BarButton } from './BarButton';
import type { MoreMenuProps } from './MoreMenu';
import './bar.css';

export interface BottomBarProps extends Omit<MoreMenuProps, 'narrow' | 'handUp' | 'triggerRef' | 'onPeople' | 'onClose'> {
  readonly snapshot: CallSnapshot;
  readonly hidden: boolean;
  /** There is no room for everything: people, hand and settings stand in the menu. */
  readonly narrow: boolean;
  readonly unread: number;
  readonly panel: Panel | null;
  readonly talking: boolean;
  readonly menuOpen: boolean;
  readonly barRef: RefObject<HTMLDivElement | null>;
  readonly onPanel: (panel: Panel) => void;
  readonly onMenuOpen: (open: boolean) => void;
}

/** The controls of the call, near and few. */
export function BottomBar(props: BottomBarProps) {
  const { snapshot, hidden, narrow, unread, panel, talking, menuOpen, barRef, onPanel, onMenuOpen, ...menu } = props;
  const { self, devices, room } = snapshot;
  const call = useCall();
  const more = useRef<HTMLButtonElement>(null);
  const key = (letter: string) => (isApple() ? `⌘${letter}` : `Ctrl+${letter}`);
  const { mic, camera, screen, hand } = self.media;

  return (
    <div className="bar" ref={barRef} role="toolbar" aria-label={t.bar.label} data-hidden={hidden || undefined} data-keeps-controls>
      <div className="bar-side bar-room">{!narrow && <span>{room.name}</span>}</div>
      <div className="bar-middle">
        <MicButton on={mic} hint={key('D')} talking={talking} urged={self.speakingWhileMuted && !talking} />
        <BarButton
          label={camera ? t.bar.cameraOff : t.bar.cameraOn}
          hint={key('E')}
          look={camera ? 'normal' : 'off'}
          onPress={() => void call.setCamera(!camera)}
        >
          {camera ? <Video size={22} aria-hidden /> : <VideoOff size={22} aria-hidden />}
        </BarButton>
        {devices.canShareScreen && (
          <BarButton
            label={screen ? t.bar.stopShare : t.bar.share}
            look={screen ? 'active' : 'normal'}
            onPress={() => void call.setScreen(!screen)}
          >
            {screen ? <MonitorX size={22} aria-hidden /> : <MonitorUp size={22} aria-hidden />}
          </BarButton>
        )}
        {!narrow && (
          <BarButton label={hand ? t.bar.lowerHand : t.bar.raiseHand} look={hand ? 'active' : 'normal'} onPress={() => call.setHand(!hand)}>
            <Hand size={22} aria-hidden />
          </BarButton>
        )}
        {narrow && <ChatButton unread={unread} open={panel?.kind === 'chat'} onPanel={onPanel} />}
        <BarButton label={t.bar.more} buttonRef={more} expanded={menuOpen} onPress={() => onMenuOpen(!menuOpen)}>
          <Ellipsis size={22} aria-hidden />
        </BarButton>
        {menuOpen && (
          <MoreMenu
            {...menu}
            narrow={narrow}
            handUp={hand}
            triggerRef={more}
            onPeople={() => onPanel({ kind: 'people' })}
            onClose={() => onMenuOpen(false)}
          />
        )}
        <BarButton label={t.bar.leave} look="leave" onPress={() => void call.leave()}>
          <PhoneOff size={22} aria-hidden />
        </BarButton>
      </div>
      <div className="bar-side bar-end">
        {!narrow && (
          <>
            <ChatButton unread={unread} open={panel?.kind === 'chat'} onPanel={onPanel} />
            <BarButton
              label={t.bar.people}
              look={panel?.kind === 'people' ? 'active' : 'normal'}
              expanded={panel?.kind === 'people'}
              onPress={() => onPanel({ kind: 'people' })}
            >
              <Users size={22} aria-hidden />
            </BarButton>
            <BarButton label={t.bar.settings} onPress={menu.onSettings}>
              <Settings size={22} aria-hidden />
            </BarButton>
          </>
        )}
      </div>
    </div>
  );
}

interface ChatButtonProps {
  readonly unread: number;
  readonly open: boolean;
  readonly onPanel: (panel: Panel) => void;
}

function ChatButton({ unread, open, onPanel }: ChatButtonProps) {
  return (
    <BarButton
      label={unread > 0 ? t.bar.chatUnread(unread) : t.bar.chat}
      look={open ? 'active' : 'normal'}
      expanded={open}
      count={unread}
      onPress={() => onPanel({ kind: 'chat' })}
    >
      <MessageCircle size={22} aria-hidden />
    </BarButton>
  );
}

interface MicButtonProps {
  readonly on: boolean;
  readonly hint: string;
  /** Open only as long as the space bar is held. */
  readonly talking: boolean;
  /** Somebody speaks although muted. */
  readonly urged: boolean;
}

function MicButton({ on, hint, talking, urged }: MicButtonProps) {
  const call = useCall();
  const level = useRef<HTMLSpanElement>(null);
  const touch = useMedia('(pointer: coarse)');
  useLevel(call, 'self', level);
  return (
    <div className="bar-mic">
      <BarButton
        label={on ? t.bar.micOff : t.bar.micOn}
        hint={hint}
        look={on ? (talking ? 'active' : 'normal') : 'off'}
        onPress={() => void call.setMicrophone(!on)}
      >
        {on ? <Mic size={22} aria-hidden /> : <MicOff size={22} aria-hidden />}
        <span className="bar-level" ref={level} data-on={on || undefined} aria-hidden="true" />
      </BarButton>
      <p className="bar-hint" role="status">
        {(urged || talking) && <span>{talking ? t.call.talking : touch ? t.call.mutedHintTouch : t.call.mutedHint}</span>}
      </p>
    </div>
  );
}
