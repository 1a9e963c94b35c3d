import { Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { IceServerChoice } from '../../call/snapshot';
import type { IceTestResult } from '../../connectionTest/iceServer';
import { Button } from '../controls/Button';
import { Field } from '../controls/Field';
import { IconButton } from '../controls/IconButton';
import { Switch } from '../controls/Switch';
import { checkIceUrl } from '../core';
import { checkServer } from '../test/environment';
import { iceTestWords } from '../test/serverWords';
import { t } from '../text';

export interface OwnServersProps {
  readonly servers: readonly IceServerChoice[];
  readonly onChange: (servers: readonly IceServerChoice[]) => void;
}

type Tested = 'testing' | IceTestResult;

/** STUN and TURN servers of one's own: added, switched, checked, removed. A new one is checked at once. */
export function OwnServers({ servers, onChange }: OwnServersProps) {
  const [tested, setTested] = useState<Readonly<Record<string, Tested>>>({});

  async function test(server: IceServerChoice): Promise<void> {
    setTested((old) => ({ ...old, [server.url]: 'testing' }));
    const result = await checkServer(server);
    setTested((old) => ({ ...old, [server.url]: result }));
  }

  function add(server: IceServerChoice): void {
    onChange([...servers.filter((one) => one.url !== server.url), server]);
    void test(server);
  }

  return (
    <section className="settings-group" aria-labelledby="own-title">
      <h3 id="own-title" className="soft">
        {t.settings.own}
      </h3>
      {servers.length === 0 && <p className="soft small">{t.settings.ownNone}</p>}
      <ul className="ice-own">
        {servers.map((server) => (
          <li key={server.url}>
            <Switch
              label={server.url}
              name={t.settings.use(server.url)}
              on={server.enabled}
              onChange={(enabled) => onChange(servers.map((one) => (one.url === server.url ? { ...one, enabled } : one)))}
            />
            <div className="ice-row">
              <TestResult tested={tested[server.url]} />
              <Button
                look="quiet"
                isDisabled={tested[server.url] === 'testing'}
                aria-label={t.settings.test(server.url)}
                onPress={() => void test(server)}
              >
                {t.settings.check}
              </Button>
              <IconButton label={t.settings.remove(server.url)} onPress={() => onChange(servers.filter((one) => one.url !== server.url))}>
                <Trash2 size={18} aria-hidden />
              </IconButton>
            </div>
          </li>
        ))}
      </ul>
      <AddServer onAdd={add} />
    </section>
  );
}

function TestResult({ tested }: { readonly tested: Tested | undefined }) {
  let words = '';
  let look = 'soft';
  if (tested === 'testing') {
    words = t.settings.testing;
  } else if (tested !== undefined) {
    words = iceTestWords(tested);
    look = tested.reachable ? 'ice-good' : 'field-error';
  }
  return (
    <p className={`small ${look}`} role="status">
      {words}
    </p>
  );
}

function AddServer({ onAdd }: { readonly onAdd: (server: IceServerChoice) => void }) {
  const [url, setUrl] = useState('');
  const [username, setUsername] = useState('');
  const [credential, setCredential] = useState('');
  const [error, setError] = useState<'url' | 'credential' | null>(null);
  const isTurn = /^turns?:/i.test(url.trim());

  function add(event: FormEvent): void {
    event.preventDefault();
    const address = url.trim();
    if (!checkIceUrl(address)) {
      setError('url');
      return;
    }
    if (isTurn && (username === '' || credential === '')) {
      setError('credential');
      return;
    }
    onAdd({ url: address, enabled: true, ...(isTurn && { username, credential }) });
    setUrl('');
    setUsername('');
    setCredential('');
    setError(null);
  }

  return (
    <form className="ice-add" onSubmit={add}>
      <Field
        label={t.settings.url}
        placeholder={t.settings.urlPlaceholder}
        value={url}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={error === 'url' ? t.settings.urlBad : null}
        onText={(text) => {
          setUrl(text);
          setError(null);
        }}
      />
      {isTurn && (
        <div className="ice-secret">
          <Field label={t.settings.username} value={username} autoComplete="off" spellCheck={false} onText={setUsername} />
          <Field
            label={t.settings.credential}
            type="password"
            value={credential}
            autoComplete="off"
            error={error === 'credential' ? t.settings.needsCredential : null}
            onText={(text) => {
              setCredential(text);
              setError(null);
            }}
          />
        </div>
      )}
      <div>
        <Button type="submit" icon={<Plus size={18} aria-hidden />} isDisabled={url.trim() === ''}>
          {t.settings.add}
        </Button>
      </div>
    </form>
  );
}
