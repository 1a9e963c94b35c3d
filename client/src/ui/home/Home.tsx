import { ArrowRight, Clock, RefreshCw, Video, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../controls/Button';
import { Field } from '../controls/Field';
import { IconButton } from '../controls/IconButton';
import { Logo } from '../controls/Logo';
import { TestLink } from '../controls/TestLink';
import { forgetRoom, normaliseRoom, recentRooms, suggestRoomName } from '../core';
import { useTitle } from '../hooks/useTitle';
import { navigate, roomPath } from '../router';
import { t } from '../text';
import { HomeArt } from './HomeArt';
import { TestCall } from './TestCall';
import './home.css';

/** The start: a new call, or one that somebody has sent a link to. */
export function Home() {
  useTitle(null);
  return (
    <div className="home">
      <header className="home-head">
        <Logo />
      </header>
      <main className="home-main">
        <section className="home-words">
          <h1>{t.home.headline}</h1>
          <p className="home-line">{t.home.line}</p>
          <NewCall />
          <p className="home-or" aria-hidden="true">
            <span>{t.home.or}</span>
          </p>
          <JoinCall />
          <RecentRooms />
        </section>
        <HomeArt />
      </main>
      <footer className="home-foot">
        <TestLink look="quiet" />
        <TestCall />
      </footer>
    </div>
  );
}

function NewCall() {
  const [room, setRoom] = useState(suggestRoomName);
  const [bad, setBad] = useState(false);

  function start(): void {
    const name = normaliseRoom(room);
    if (name === null) setBad(true);
    else navigate(roomPath(name));
  }

  return (
    <form
      className="home-form"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <Field
        label={t.home.room}
        value={room}
        maxLength={64}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={bad ? t.home.roomHint : null}
        onText={(text) => {
          setRoom(text);
          setBad(false);
        }}
        trailing={
          <IconButton label={t.home.another} onPress={() => setRoom(suggestRoomName())}>
            <RefreshCw size={18} aria-hidden />
          </IconButton>
        }
      />
      <Button type="submit" look="primary" size="large" wide icon={<Video size={20} aria-hidden />}>
        {t.home.newCall}
      </Button>
    </form>
  );
}

function JoinCall() {
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);

  function join(): void {
    const room = normaliseRoom(text);
    if (room === null) setBad(true);
    else navigate(roomPath(room));
  }

  return (
    <form
      className="home-form home-join"
      onSubmit={(event) => {
        event.preventDefault();
        join();
      }}
    >
      <Field
        label={t.home.joinLabel}
        placeholder={t.home.joinPlaceholder}
        value={text}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="go"
        error={bad ? t.home.joinBad : null}
        onText={(next) => {
          setText(next);
          setBad(false);
        }}
      />
      <Button type="submit" icon={<ArrowRight size={18} aria-hidden />}>
        {t.home.join}
      </Button>
    </form>
  );
}

function RecentRooms() {
  const [rooms, setRooms] = useState(recentRooms);
  if (rooms.length === 0) return null;
  return (
    <section className="home-recent" aria-labelledby="recent-title">
      <h3 id="recent-title" className="soft">
        {t.home.recent}
      </h3>
      <ul>
        {rooms.slice(0, 4).map((room) => (
          <li key={room}>
            <a
              href={roomPath(room)}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                navigate(roomPath(room));
              }}
            >
              <Clock size={16} aria-hidden />
              <span>{room}</span>
            </a>
            <IconButton
              label={t.home.forget(room)}
              onPress={() => {
                forgetRoom(room);
                setRooms(recentRooms());
              }}
            >
              <X size={16} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
