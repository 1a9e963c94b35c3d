import { Dialog } from '../controls/Dialog';
import { t } from '../text';
import { KeyList } from './KeyList';

/** What `?` opens. */
export default function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title={t.keys.title} onClose={onClose}>
      <KeyList />
    </Dialog>
  );
}
