import { type ReactNode, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import type { CallSnapshot } from '../../call/snapshot';
import { Dialog } from '../controls/Dialog';
import DevicePickers from '../lobby/DevicePickers';
import { DeviceTroubles } from '../lobby/DeviceTroubles';
import { KeyList } from '../shortcuts/KeyList';
import { t } from '../text';
import { setTheme, storedTheme, THEMES, type Theme } from '../theme';
import { ConnectionSettingsForm } from './ConnectionSettingsForm';
import './settings.css';

export interface SettingsDialogProps {
  readonly snapshot: CallSnapshot;
  readonly onClose: () => void;
}

/** Everything that is set once and kept. Each change holds at once; there is nothing to save. */
export default function SettingsDialog({ snapshot, onClose }: SettingsDialogProps) {
  const sections: readonly { readonly id: string; readonly title: string; readonly content: ReactNode }[] = [
    {
      id: 'devices',
      title: t.settings.devices,
      content: (
        <div className="settings-stack">
          <DeviceTroubles devices={snapshot.devices} />
          <DevicePickers devices={snapshot.devices} />
        </div>
      ),
    },
    { id: 'connection', title: t.settings.connection, content: <ConnectionSettingsForm /> },
    { id: 'look', title: t.settings.look, content: <LookForm /> },
    { id: 'keys', title: t.settings.keys, content: <KeyList /> },
  ];
  return (
    <Dialog title={t.settings.title} size="wide" onClose={onClose}>
      <Tabs className="settings">
        <TabList className="settings-tabs" aria-label={t.settings.title}>
          {sections.map((section) => (
            <Tab key={section.id} id={section.id} className="settings-tab">
              {section.title}
            </Tab>
          ))}
        </TabList>
        {sections.map((section) => (
          <TabPanel key={section.id} id={section.id} className="settings-panel">
            {section.content}
          </TabPanel>
        ))}
      </Tabs>
      <p className="soft small settings-kept">{t.settings.kept}</p>
    </Dialog>
  );
}

const THEME_NAMES: Readonly<Record<Theme, string>> = { system: t.settings.system, light: t.settings.light, dark: t.settings.dark };

function LookForm() {
  const [theme, choose] = useState(storedTheme);
  return (
    <fieldset className="look">
      <legend className="field-label">{t.settings.theme}</legend>
      {THEMES.map((one) => (
        <label key={one} className="look-choice" data-theme-choice={one}>
          <input
            type="radio"
            name="theme"
            checked={theme === one}
            onChange={() => {
              choose(one);
              setTheme(one);
            }}
          />
          <span className="look-sample" aria-hidden="true">
            <span />
          </span>
          {THEME_NAMES[one]}
        </label>
      ))}
    </fieldset>
  );
}
