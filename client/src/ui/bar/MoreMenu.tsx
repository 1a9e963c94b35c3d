import { Eye, EyeOff, Hand, Keyboard, Link, Maximize, Minimize, Settings, Users } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useCall } from '../hooks/useCall';
import { t } from '../text';
import '../controls/popover.css';

export interface MoreMenuProps {
  readonly narrow: boolean;
  readonly handUp: boolean;
  readonly selfHidden: boolean;
  readonly fullScreen: boolean;
  readonly onSelfHidden: (hidden: boolean) => void;
  readonly onCopyLink: () => void;
  readonly onFullScreen: () => void;
  readonly onSettings: () => void;
  readonly onShortcuts: () => void;
  readonly onPeople: () => void;
  readonly triggerRef: RefObject<HTMLButtonElement | null>;
  readonly onClose: () => void;
}

/** What is needed seldom, and on a narrow screen also what has no room in the bar. */
export default function MoreMenu(props: MoreMenuProps) {
  const { narrow, handUp, selfHidden, fullScreen, triggerRef, onClose } = props;
  const call = useCall();
  return (
    <Popover
      isOpen
      triggerRef={triggerRef}
      className="popover menu-popover"
      placement="top"
      offset={12}
      aria-label={t.bar.more}
      onOpenChange={(open) => !open && onClose()}
    >
      <Menu className="menu" aria-label={t.bar.more} autoFocus="first" onClose={onClose}>
        {narrow && <Item text={t.bar.people} sign={<Users size={18} aria-hidden />} onAction={props.onPeople} />}
        {narrow && (
          <Item
            text={handUp ? t.bar.lowerHand : t.bar.raiseHand}
            sign={<Hand size={18} aria-hidden />}
            onAction={() => call.setHand(!handUp)}
          />
        )}
        <Item text={t.bar.copyLink} sign={<Link size={18} aria-hidden />} onAction={props.onCopyLink} />
        <Item
          text={selfHidden ? t.call.showSelf : t.call.hideSelf}
          sign={selfHidden ? <Eye size={18} aria-hidden /> : <EyeOff size={18} aria-hidden />}
          onAction={() => props.onSelfHidden(!selfHidden)}
        />
        {document.fullscreenEnabled && (
          <Item
            text={fullScreen ? t.bar.exitFullScreen : t.bar.fullScreen}
            sign={fullScreen ? <Minimize size={18} aria-hidden /> : <Maximize size={18} aria-hidden />}
            onAction={props.onFullScreen}
          />
        )}
        {narrow && <Item text={t.bar.settings} sign={<Settings size={18} aria-hidden />} onAction={props.onSettings} />}
        <Item text={t.bar.shortcuts} sign={<Keyboard size={18} aria-hidden />} onAction={props.onShortcuts} />
      </Menu>
    </Popover>
  );
}

interface ItemProps {
  readonly text: string;
  readonly sign: ReactNode;
  readonly onAction: () => void;
}

function Item({ text, sign, onAction }: ItemProps) {
  return (
    <MenuItem className="menu-item" textValue={text} onAction={onAction}>
      {sign}
      {text}
    </MenuItem>
  );
}
