import { House, LogIn } from 'lucide-react';
import type { CallSnapshot } from '../../call/snapshot';
import { Button } from '../controls/Button';
import { Logo } from '../controls/Logo';
import { TroubleNote } from '../controls/TroubleNote';
import { Save } from '../files/FileCard';
import { formatDuration } from '../format';
import { useCall } from '../hooks/useCall';
import { useTitle } from '../hooks/useTitle';
import { pathWords } from '../link/pathWords';
import { Avatar } from '../media/Avatar';
import { navigate } from '../router';
import { t } from '../text';
import './after.css';

/** After the call: how it was, and the ways on. */
export default function After({ snapshot }: { readonly snapshot: CallSnapshot }) {
  const { phase, summary, trouble, room, files } = snapshot;
  const received = files.filter(({ content }) => content !== null);
  const call = useCall();
  const title = phase === 'left' ? t.after.left : t.after.ended;
  useTitle(`${title} · ${room.name}`);
  return (
    <main className="after">
      <Logo />
      <h1>{title}</h1>
      {summary !== null && (
        <p className="after-was">
          {summary.people > 1
            ? t.after.was(formatDuration(summary.durationMs), summary.people)
            : t.after.alone(formatDuration(summary.durationMs))}
        </p>
      )}
      {trouble !== null && <TroubleNote trouble={trouble} />}
      <div className="after-actions">
        {/* Sent out is sent out: the server would say so again. */}
        {trouble?.code !== 'removed' && (
          <Button look="primary" size="large" icon={<LogIn size={20} aria-hidden />} onPress={() => call.again()}>
            {trouble?.code === 'replaced' ? t.after.takeBack : t.after.rejoin}
          </Button>
        )}
        <Button size="large" icon={<House size={20} aria-hidden />} onPress={() => navigate('/')}>
          {t.after.home}
        </Button>
      </div>
      {/* They are kept by this page alone: who goes on from here has lost what is not saved. */}
      {received.length > 0 && (
        <section className="after-links" aria-labelledby="after-files-title">
          <h2 id="after-files-title" className="soft">
            {t.after.files}
          </h2>
          <ul>
            {received.map(({ key, content, fileName }) => (
              <li key={key}>
                <bdi>{fileName}</bdi>
                {content !== null && <Save content={content} fileName={fileName} />}
              </li>
            ))}
          </ul>
        </section>
      )}
      {summary !== null && summary.links.length > 0 && (
        <section className="after-links" aria-labelledby="after-links-title">
          <h2 id="after-links-title" className="soft">
            {t.after.how}
          </h2>
          <ul>
            {summary.links.map((link, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two people may have one name.
              <li key={index}>
                <Avatar name={link.name} small />
                <bdi>{link.name}</bdi>
                <span className="soft">{link.path === null ? t.after.never : pathWords(link.path)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}
