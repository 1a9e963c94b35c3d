import { useCallback, useRef, useState } from 'react';
import type { CallSnapshot } from '../../call/snapshot';
import { BottomBar } from '../bar/BottomBar';
import { useUnread } from '../chat/useUnread';
import { copyText } from '../controls/CopyButton';
import { useNoStrayDrop } from '../files/useFileDrop';
import { useCall } from '../hooks/useCall';
import { useElementSize } from '../hooks/useElementSize';
import { useTitle } from '../hooks/useTitle';
import { useViewportHeight } from '../hooks/useViewportHeight';
import { useWakeLock } from '../hooks/useWakeLock';
import { useInvitation } from '../invitation';
import { usePreload } from '../lazyPart';
import { Notices } from '../notices/Notices';
import { useShortcuts } from '../shortcuts/useShortcuts';
import { Stage } from '../stage/Stage';
import { t } from '../text';
import { Banner } from './Banner';
import { type Panel, samePanel } from './panel';
import { CALL_PARTS, ChatPanel, LinkPanel, PeoplePanel, SettingsDialog, ShortcutsDialog } from './parts';
import { useFullScreen } from './useFullScreen';
import { useIdle } from './useIdle';
import './call.css';

/** In a stage narrower than this the bar has no room for everything (as in bar.css), in px. */
const NARROW_BELOW = 720;

/** The call itself: the people, the controls, and one panel beside them. */
export default function CallView({ snapshot }: { readonly snapshot: CallSnapshot }) {
  const { self, room, phase, chat, files } = snapshot;
  const call = useCall();
  const stage = useRef<HTMLElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(stage);
  const narrow = width > 0 && width < NARROW_BELOW;
  const [panel, setPanel] = useState<Panel | null>(null);
  const [dialog, setDialog] = useState<'settings' | 'shortcuts' | null>(null);
  const [menuOpen, setMenuOpen] = useState(false);
  const [pinned, setPinned] = useState<string | null>(null);
  const [selfHidden, setSelfHidden] = useState(false);
  const [soundHeld, setSoundHeld] = useState(false);
  const [talking, setTalking] = useState(false);
  const [linkCopied, setLinkCopied] = useState('');
  // Here and not in the panel: what is half written survives closing it.
  const [draft, setDraft] = useState('');
  const [fullScreen, toggleFullScreen] = useFullScreen();

  const link = useInvitation(room.name);
  const unread = useUnread(chat, files, panel?.kind === 'chat');
  useTitle(room.name, unread);
  useWakeLock(phase === 'in-call');
  useViewportHeight();
  useNoStrayDrop();
  // The first picture comes first.
  const connecting = snapshot.peers.some((peer) => peer.link.state === 'connecting');
  usePreload(CALL_PARTS, phase === 'in-call' && snapshot.signaling === 'connected' && !connecting);
  const idle = useIdle(stage, bar, !menuOpen && dialog === null && snapshot.peers.length > 0);

  const openLink = useCallback((peerId: string) => setPanel({ kind: 'link', peerId }), []);
  const holdSound = useCallback(() => setSoundHeld(true), []);
  const closePanel = useCallback(() => setPanel(null), []);

  useShortcuts({
    microphone: () => void call.setMicrophone(!self.media.mic),
    camera: () => void call.setCamera(!self.media.camera),
    talk: (held) => {
      if (held ? self.media.mic : !talking) return;
      setTalking(held);
      void call.setMicrophone(held);
    },
    help: () => setDialog('shortcuts'),
    escape: () => {
      if (panel === null) return false;
      closePanel();
      return true;
    },
  });

  function playSound(): void {
    for (const video of stage.current?.querySelectorAll('video') ?? []) void video.play().catch(() => undefined);
    setSoundHeld(false);
  }

  async function copyLink(): Promise<void> {
    const copied = await copyText(link);
    setLinkCopied(copied ? t.call.copied : link);
    setTimeout(() => setLinkCopied(''), copied ? 2_000 : 10_000);
  }

  return (
    <div className="call" data-panel={panel !== null || undefined}>
      <main className="call-stage" ref={stage} data-idle={idle || undefined} aria-label={t.call.stage}>
        <Stage
          snapshot={snapshot}
          link={link}
          pinned={pinned}
          selfHidden={selfHidden}
          onPin={setPinned}
          onSelfHidden={setSelfHidden}
          onLink={openLink}
          onSoundHeld={holdSound}
        />
        <Banner snapshot={snapshot} soundHeld={soundHeld} onPlaySound={playSound} />
        <Notices notices={snapshot.notices} chatOpen={panel?.kind === 'chat'} onChat={() => setPanel({ kind: 'chat' })} />
        <p className="call-copied" role="status">
          {linkCopied !== '' && <span>{linkCopied}</span>}
        </p>
        <BottomBar
          snapshot={snapshot}
          hidden={idle}
          narrow={narrow}
          unread={unread}
          panel={panel}
          talking={talking}
          barRef={bar}
          selfHidden={selfHidden}
          fullScreen={fullScreen}
          onPanel={(wanted) => setPanel((open) => (samePanel(open, wanted) ? null : wanted))}
          onSelfHidden={setSelfHidden}
          onCopyLink={() => void copyLink()}
          onFullScreen={toggleFullScreen}
          onSettings={() => setDialog('settings')}
          onShortcuts={() => setDialog('shortcuts')}
          menuOpen={menuOpen}
          onMenuOpen={setMenuOpen}
        />
      </main>
      {panel !== null && (
        <div className="call-panel">
          {panel.kind === 'chat' && <ChatPanel snapshot={snapshot} draft={draft} onDraft={setDraft} onClose={closePanel} />}
          {panel.kind === 'people' && (
            <PeoplePanel
              snapshot={snapshot}
              pinned={pinned}
              onPin={setPinned}
              onLink={openLink}
              onCopyLink={() => void copyLink()}
              onClose={closePanel}
            />
          )}
          {panel.kind === 'link' && <LinkPanel key={panel.peerId} snapshot={snapshot} peerId={panel.peerId} onClose={closePanel} />}
        </div>
      )}
      {dialog === 'settings' && <SettingsDialog snapshot={snapshot} onClose={() => setDialog(null)} />}
      {dialog === 'shortcuts' && <ShortcutsDialog onClose={() => setDialog(null)} />}
    </div>
  );
}
