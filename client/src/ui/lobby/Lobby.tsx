import { LogIn, Settings } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CallSnapshot, RoomInfo } from '../../call/snapshot';
import type { TroubleCode } from '../../call/trouble';
import { SettingsDialog } from '../call/parts';
import { Button } from '../controls/Button';
import { Field } from '../controls/Field';
import { IconButton } from '../controls/IconButton';
import { Logo } from '../controls/Logo';
import { TestLink } from '../controls/TestLink';
import { TroubleNote } from '../controls/TroubleNote';
import { Waiting } from '../controls/Waiting';
import { useCall } from '../hooks/useCall';
import { useTitle } from '../hooks/useTitle';
import { lazyPart } from '../lazyPart';
import { navigate } from '../router';
import { language, t } from '../text';
import { DeviceTroubles } from './DeviceTroubles';
import { Preview } from './Preview';
import './lobby.css';

// Lists that open bring much with them; the first look and joining do without.
const DevicePickers = lazyPart(() => import('./DevicePickers'), { patient: true });

/** Troubles that a connection test can tell more about; the others are about the room. */
const ABOUT_THE_WAY: ReadonlySet<TroubleCode> = new Set([
  'signaling-lost',
  'signaling-refused',
  'server-unreachable',
  'unsupported-browser',
]);

/** How many names are said before "and 3 more". */
const NAMES_SHOWN = 3;

/** Before the call: how one will look and sound, as whom, and who is there. */
export function Lobby({ snapshot }: { readonly snapshot: CallSnapshot }) {
  const { room, self, devices, phase, trouble } = snapshot;
  const call = useCall();
  const [password, setPassword] = useState('');
  const [settings, setSettings] = useState(false);
  const joining = phase === 'joining';
  const willAsk = devices.permission === 'prompt' || devices.permission === 'asking';
  useTitle(room.name);

  // Where the browser has been told already it does not ask again, so the picture can come by itself.
  const granted = devices.permission === 'granted';
  useEffect(() => {
    if (granted) void call.startPreview();
  }, [call, granted]);

  function join(): void {
    // Whoever wants to enter with a device on and has not been asked yet is asked now; joining does not wait for the answer.
    if (devices.permission === 'prompt' && (self.media.camera || self.media.mic)) void call.startPreview();
    void call.join(password === '' ? undefined : password);
  }

  function joinWithout(): void {
    void call.setCamera(false);
    void call.setMicrophone(false);
    void call.join(password === '' ? undefined : password);
  }

  return (
    <div className="lobby">
      <header className="lobby-head">
        <a
          href="/"
          className="lobby-home"
          onClick={(event) => {
            event.preventDefault();
            navigate('/');
          }}
        >
          <Logo />
        </a>
        <IconButton label={t.bar.settings} placement="left" onPress={() => setSettings(true)}>
          <Settings size={20} aria-hidden />
        </IconButton>
      </header>
      <main className="lobby-main">
        <section className="lobby-preview" aria-label={t.lobby.self}>
          <Preview self={self} devices={devices} />
        </section>
        <form
          className="lobby-form"
          onSubmit={(event) => {
            event.preventDefault();
            join();
          }}
        >
          <div className="lobby-title">
            <h1>{t.lobby.title}</h1>
            <p className="lobby-room">{room.name}</p>
            <WhoIsInside room={room} />
          </div>
          <DeviceTroubles devices={devices} />
          {trouble !== null && (
            <TroubleNote trouble={trouble}>{ABOUT_THE_WAY.has(trouble.code) ? <TestLink look="quiet" /> : undefined}</TroubleNote>
          )}
          <Field
            label={t.lobby.name}
            hint={t.lobby.nameHint}
            value={self.name}
            required
            maxLength={64}
            autoComplete="nickname"
            enterKeyHint="go"
            onText={(name) => call.setName(name)}
          />
          <PasswordField snapshot={snapshot} password={password} onPassword={setPassword} />
          <Button
            type="submit"
            look="primary"
            size="large"
            wide
            isDisabled={joining || self.name.trim() === ''}
            icon={<LogIn size={20} aria-hidden />}
          >
            {t.lobby.join}
          </Button>
          {joining && <Waiting what={t.waiting.join} advice={t.waiting.joinLong} />}
          {willAsk && !joining && (
            <Button look="quiet" wide isDisabled={self.name.trim() === ''} onPress={joinWithout}>
              {t.lobby.joinWithout}
            </Button>
          )}
        </form>
        <section className="lobby-pickers" aria-label={t.settings.devices}>
          <DevicePickers devices={devices} />
        </section>
      </main>
      {settings && <SettingsDialog snapshot={snapshot} onClose={() => setSettings(false)} />}
    </div>
  );
}

const listFormat = new Intl.ListFormat(language, { type: 'conjunction' });

/** "Ines, Tomasz and 2 others", as the language joins a list. */
function listed(names: readonly string[], more: number): string {
  return listFormat.format(more > 0 ? [...names, t.lobby.others(more)] : names);
}

function WhoIsInside({ room }: { readonly room: RoomInfo }) {
  if (room.count === null) return <p className="soft lobby-inside">&nbsp;</p>;
  if (room.count === 0) return <p className="soft lobby-inside">{t.lobby.nobody}</p>;
  const shown = room.names.slice(0, NAMES_SHOWN);
  const more = room.count - shown.length;
  return (
    <p className="soft lobby-inside">
      <bdi>{shown.length === 0 ? t.lobby.inside(room.count) : t.lobby.here(listed(shown, more), room.count)}</bdi>
    </p>
  );
}

interface PasswordFieldProps {
  readonly snapshot: CallSnapshot;
  readonly password: string;
  readonly onPassword: (password: string) => void;
}

/** Asked for where the room has one; offered, on demand, to whoever is first. */
function PasswordField({ snapshot, password, onPassword }: PasswordFieldProps) {
  const { room, trouble } = snapshot;
  const [offered, setOffered] = useState(false);
  const asked = room.passwordRequired || trouble?.code === 'password-required' || trouble?.code === 'wrong-password';
  if (!asked && !offered) {
    if (room.count !== 0) return null;
    return (
      <div className="lobby-offer">
        <Button look="quiet" onPress={() => setOffered(true)}>
          {t.lobby.passwordOptional}
        </Button>
      </div>
    );
  }
  return (
    <Field
      label={t.lobby.password}
      hint={asked ? undefined : t.lobby.passwordFirst}
      type="password"
      value={password}
      required={asked}
      maxLength={128}
      autoComplete="off"
      autoFocus={!asked}
      onText={onPassword}
    />
  );
}
