import { isApple } from '../browser';
import { t } from '../text';
import './keyList.css';

/** The keys, for their dialog and for the settings. */
export function KeyList() {
  const mod = isApple() ? '⌘' : 'Ctrl';
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [t.keys.microphone, [mod, 'D']],
    [t.keys.camera, [mod, 'E']],
    [t.keys.talk, [t.keys.space]],
    [t.keys.escape, ['Esc']],
    [t.keys.move, [t.keys.arrows]],
    [t.keys.help, ['?']],
  ];
  return (
    <dl className="key-list">
      {rows.map(([what, keys]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            {keys.map((key) => (
              <kbd key={key} className="key">
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
