import { useState } from 'react';
import type { ConnectionSettings } from '../../call/snapshot';
import { Switch } from '../controls/Switch';
import { loadConnection } from '../core';
import { useCall } from '../hooks/useCall';
import { t } from '../text';
import { OwnServers } from './OwnServers';

/** How calls may find their way. A change holds for the running call too. */
export function ConnectionSettingsForm() {
  const call = useCall();
  const [settings, setSettings] = useState<ConnectionSettings>(loadConnection);
  const given = call.serverIce();

  function change(part: Partial<ConnectionSettings>): void {
    const next = { ...settings, ...part };
    setSettings(next);
    call.setConnection(next);
  }

  const relays = [...(settings.useServerIce ? given : []), ...settings.ownServers.filter((one) => one.enabled).map((one) => one.url)];
  const noRelay = settings.relayOnly && given.length > 0 && !relays.some((url) => url.startsWith('turn'));

  return (
    <div className="settings-stack">
      <section className="settings-group" aria-labelledby="given-title">
        <h3 id="given-title" className="soft">
          {t.settings.given}
        </h3>
        <Switch label={t.settings.givenUse} on={settings.useServerIce} onChange={(useServerIce) => change({ useServerIce })} />
        {given.length === 0 ? (
          <p className="soft small">{t.settings.givenNone}</p>
        ) : (
          <ul className="ice-given">
            {given.map((url) => (
              <li key={url}>{url}</li>
            ))}
          </ul>
        )}
      </section>
      <OwnServers servers={settings.ownServers} onChange={(ownServers) => change({ ownServers })} />
      <section className="settings-group">
        <Switch
          label={t.settings.relayOnly}
          text={noRelay ? t.settings.relayOnlyNone : t.settings.relayOnlyText}
          on={settings.relayOnly}
          onChange={(relayOnly) => change({ relayOnly })}
        />
        <Switch
          label={t.settings.lowData}
          text={t.settings.lowDataText}
          on={settings.lowData}
          onChange={(lowData) => change({ lowData })}
        />
      </section>
    </div>
  );
}
