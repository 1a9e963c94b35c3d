import { Check, CircleAlert, Download, File, FileArchive, FileImage, FileMusic, FilePlay, FileText, RotateCw, X } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import type { FileEntry, FileShare } from '../../call/snapshot';
import { Button } from '../controls/Button';
import { IconButton } from '../controls/IconButton';
import { formatBytes, formatTime } from '../format';
import { useCall } from '../hooks/useCall';
import { t } from '../text';
import { fileTroubleWords, percentOf, shareWords, shownName } from './fileWords';
import { chooseSink, savesToDisk, TO_DISK_FROM } from './saveToDisk';
import './files.css';

export interface FileCardProps {
  readonly entry: FileEntry;
  /** With name and time above; false when it stands under something else of the same person. */
  readonly headed: boolean;
}

/** A file in the conversation: what it is, how far it has come with whom, and what can be done about it. */
export const FileCard = memo(function FileCard({ entry, headed }: FileCardProps) {
  const own = entry.from === null;
  const moving = entry.shares.some(({ state }) => state !== 'done' && state !== 'failed');
  const asks = !own && entry.shares[0]?.state === 'offered';
  return (
    <div className={own ? 'chat-message chat-own' : 'chat-message'} data-testid="file" data-file={entry.fileName}>
      {headed && (
        <p className="chat-head">
          <bdi>{own ? t.chat.you : entry.name}</bdi>
          <time dateTime={new Date(entry.at).toISOString()}>{formatTime(entry.at)}</time>
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; this groups what belongs to one file. */}
      <div className="file-card" role="group" aria-label={entry.fileName}>
        <div className="file-head">
          <span className="file-sign">
            <FileSign name={entry.fileName} />
          </span>
          <span className="file-words">
            <bdi className="file-name" title={entry.fileName}>
              {shownName(entry.fileName)}
            </bdi>
            <span className="soft small">{formatBytes(entry.size)}</span>
          </span>
          {moving && !asks && <Stop entry={entry} />}
        </div>
        {entry.trouble !== null && <Line look="failed" words={fileTroubleWords(entry.trouble, own, entry.name)} />}
        {/* Said aloud by the notices when it is there or is not: every step of it would drown the conversation. */}
        <div className="file-shares" aria-live="off">
          {entry.shares.map((share) => (
            <Share key={share.peerId} entry={entry} share={share} named={entry.shares.length > 1} />
          ))}
        </div>
        {asks && <Question entry={entry} />}
        {entry.content !== null && <Save content={entry.content} fileName={entry.fileName} />}
      </div>
    </div>
  );
});

function Stop({ entry }: { readonly entry: FileEntry }) {
  const call = useCall();
  return (
    <IconButton label={t.files.cancel(entry.fileName)} placement="left" className="file-stop" onPress={() => call.cancelFile(entry.key)}>
      <X size={18} aria-hidden />
    </IconButton>
  );
}

interface ShareProps {
  readonly entry: FileEntry;
  readonly share: FileShare;
  /** Several have a share: each with the name. */
  readonly named: boolean;
}

function Share({ entry, share, named }: ShareProps) {
  const words = shareWords(entry, share);
  const bar = share.state === 'running' || share.state === 'interrupted';
  return (
    <div className="file-share" data-state={share.state} data-testid="file-share">
      {bar && <Bar percent={percentOf(share, entry.size)} label={named ? t.files.progressOf(share.name) : t.files.progress} />}
      <Line look={share.state} words={words} name={named && bar ? share.name : null} />
    </div>
  );
}

function Bar({ percent, label }: { readonly percent: number; readonly label: string }) {
  return (
    <div className="file-bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}

function Line({ look, words, name = null }: { readonly look: FileShare['state']; readonly words: string; readonly name?: string | null }) {
  return (
    <p className="file-line small" data-look={look}>
      {look === 'done' && <Check size={14} aria-hidden />}
      {look === 'failed' && <CircleAlert size={14} aria-hidden />}
      {look === 'interrupted' && <RotateCw size={14} className="turning" aria-hidden />}
      {name !== null && <bdi className="file-to">{name}</bdi>}
      <bdi>{words}</bdi>
    </p>
  );
}

/** Whether one wants it: nothing of a stranger comes unasked. */
function Question({ entry }: { readonly entry: FileEntry }) {
  const call = useCall();
  async function take(): Promise<void> {
    if (entry.size < TO_DISK_FROM || !savesToDisk()) {
      call.acceptFile(entry.key);
      return;
    }
    const sink = await chooseSink(entry.fileName);
    if (sink !== null) call.acceptFile(entry.key, sink);
  }
  return (
    <div className="file-actions">
      <Button look="primary" aria-label={t.files.acceptNamed(entry.fileName)} onPress={() => void take()}>
        {t.files.accept}
      </Button>
      <Button aria-label={t.files.declineNamed(entry.fileName)} onPress={() => call.declineFile(entry.key)}>
        {t.files.decline}
      </Button>
    </div>
  );
}

/** The file that has come, as a link to save it by. */
export function Save({ content, fileName }: { readonly content: Blob; readonly fileName: string }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(content);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [content]);
  if (address === null) return null;
  return (
    <div className="file-actions">
      <a className="button button-plain" href={address} download={fileName} aria-label={t.files.saveNamed(fileName)}>
        <Download size={18} aria-hidden />
        <span>{t.files.save}</span>
      </a>
    </div>
  );
}

/** What kind of file it looks like, by its ending alone. */
function FileSign({ name }: { readonly name: string }) {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (/^(png|jpe?g|gif|webp|avif|heic|svg|bmp|tiff?)$/.test(ending)) return <FileImage size={20} aria-hidden />;
  if (/^(mp3|ogg|opus|wav|flac|m4a|aac)$/.test(ending)) return <FileMusic size={20} aria-hidden />;
  if (/^(mp4|webm|mkv|mov|avi)$/.test(ending)) return <FilePlay size={20} aria-hidden />;
  if (/^(zip|gz|xz|zst|7z|rar|tar|tgz)$/.test(ending)) return <FileArchive size={20} aria-hidden />;
  if (/^(txt|md|pdf|docx?|odt|rtf|csv|xlsx?|ods|pptx?|odp|html?)$/.test(ending)) return <FileText size={20} aria-hidden />;
  return <File size={20} aria-hidden />;
}
