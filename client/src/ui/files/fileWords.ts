/** What is said about a file that is on its way, or did not come through. */
import type { FileEntry, FileShare, FileTrouble } from '../../call/snapshot';
import { formatBytes, formatSpeed } from '../format';
import { t } from '../text';

/** Why a file is not there, and what can be done: one sentence or two. `name`: the far end's. */
export function fileTroubleWords(trouble: FileTrouble, own: boolean, name: string): string {
  const words = (own ? t.files.notSent : t.files.notReceived)[trouble];
  return typeof words === 'string' ? words : words(name);
}

/** Whole percents; 100 only when all is there. */
export function percentOf({ bytes }: FileShare, size: number): number {
  return size === 0 ? 0 : Math.floor((100 * bytes) / size);
}

/** So many characters of a name are shown; what is too much goes from its middle, for the ending says what a file is. */
const SHOWN = 48;
const SHOWN_END = 16;

export function shownName(name: string): string {
  const letters = [...name];
  return letters.length <= SHOWN ? name : `${letters.slice(0, SHOWN - SHOWN_END - 1).join('')}…${letters.slice(-SHOWN_END).join('')}`;
}

/** How one share stands, in a few words. */
export function shareWords(entry: FileEntry, share: FileShare): string {
  const own = entry.from === null;
  switch (share.state) {
    case 'offered':
      return own ? t.files.waitingFor(share.name) : t.files.offers(share.name);
    case 'running':
      return t.files.running(
        formatBytes(share.bytes),
        formatBytes(entry.size),
        share.bytesPerSecond === null ? null : formatSpeed(share.bytesPerSecond),
      );
    case 'interrupted':
      return t.files.interrupted;
    case 'done':
      if (own) return t.files.delivered(share.name);
      return entry.saved ? t.files.saved : t.files.received;
    case 'failed':
      return fileTroubleWords(share.trouble ?? 'lost', own, share.name);
  }
}
