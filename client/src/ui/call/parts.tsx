/**
 * What can be opened from within a call, and what comes after it. All of it is loaded once the call runs, so that it also opens
 * while the server is away.
 */
import { PageWaiting, Waiting } from '../controls/Waiting';
import { lazyPart } from '../lazyPart';
import { t } from '../text';

const beside = { waiting: <Waiting what={t.waiting.page} advice={t.waiting.pageLong} /> };

/** The call itself: loaded while somebody stands in the lobby. */
export const CallView = lazyPart(() => import('./CallView'), { waiting: <PageWaiting dark /> });
export const ChatPanel = lazyPart(() => import('../chat/ChatPanel'), beside);
export const MoreMenu = lazyPart(() => import('../bar/MoreMenu'));
export const PeoplePanel = lazyPart(() => import('../people/PeoplePanel'), beside);
export const LinkPanel = lazyPart(() => import('../link/LinkPanel'), beside);
export const SettingsDialog = lazyPart(() => import('../settings/SettingsDialog'));
export const ShortcutsDialog = lazyPart(() => import('../shortcuts/ShortcutsDialog'));
export const QrDialog = lazyPart(() => import('../stage/QrDialog'));
export const After = lazyPart(() => import('../after/After'), { waiting: <PageWaiting /> });

/** In the order in which they are likely to be wanted. */
export const CALL_PARTS = [ChatPanel, MoreMenu, PeoplePanel, LinkPanel, SettingsDialog, ShortcutsDialog, After, QrDialog];
