import { useEffect, useState } from 'react';
import type { DevicesSnapshot } from '../../call/snapshot';
import type { Trouble } from '../../call/trouble';
import { Button } from '../controls/Button';
import { TestLink } from '../controls/TestLink';
import { TroubleNote } from '../controls/TroubleNote';
import { useCall } from '../hooks/useCall';
import { t } from '../text';

/** What keeps camera and microphone from working, each with its own way on; said once where it is the same for both. */
export function DeviceTroubles({ devices }: { readonly devices: DevicesSnapshot }) {
  const { cameraTrouble, microphoneTrouble } = devices;
  if (cameraTrouble !== null && cameraTrouble.code === microphoneTrouble?.code) {
    return <DeviceTrouble trouble={cameraTrouble} about={t.lobby.bothDevices} />;
  }
  return (
    <>
      {cameraTrouble !== null && <DeviceTrouble trouble={cameraTrouble} about={t.lobby.camera} />}
      {microphoneTrouble !== null && <DeviceTrouble trouble={microphoneTrouble} about={t.lobby.microphone} />}
    </>
  );
}

function DeviceTrouble({ trouble, about }: { readonly trouble: Trouble; readonly about: string }) {
  const call = useCall();
  if (trouble.code === 'insecure-context') {
    return (
      <TroubleNote trouble={trouble}>
        <HttpsLink />
      </TroubleNote>
    );
  }
  return (
    <TroubleNote trouble={trouble} about={about}>
      <Button onPress={() => void call.startPreview()}>{t.app.retry}</Button>
      <TestLink look="quiet" />
    </TroubleNote>
  );
}

/** The same page by https, on the port that the server tells. */
function HttpsLink() {
  const [href, setHref] = useState<string | null>(null);
  useEffect(() => {
    const asked = new AbortController();
    fetch('/api/info', { signal: asked.signal })
      .then((response) => response.json() as Promise<unknown>)
      .then((info) => setHref(httpsAddress(info, window.location)))
      // Without an answer there is no link to give; the sentence above says what to look for.
      .catch(() => undefined);
    return () => asked.abort();
  }, []);
  if (href === null) return null;
  return (
    <a className="button button-plain button-normal" href={href}>
      {t.lobby.httpsLink}
    </a>
  );
}

/** The https address of a page, from what `GET /api/info` answered; null where there is none. */
export function httpsAddress(info: unknown, page: Pick<Location, 'hostname' | 'pathname'>): string | null {
  if (typeof info !== 'object' || info === null || !('httpsPort' in info) || typeof info.httpsPort !== 'number') return null;
  return `https://${page.hostname}${info.httpsPort === 443 ? '' : `:${info.httpsPort}`}${page.pathname}`;
}
