/** This browser, as a connection test sees it. */
import { browserEnvironment } from '../../call/browserEnvironment';
import { loadSettings } from '../../call/settings';
import type { IceServerChoice } from '../../call/snapshot';
import { type IceTestResult, testIceServer } from '../../connectionTest/iceServer';
import type { Answer, TestEnvironment } from '../../connectionTest/testEnvironment';

const page = browserEnvironment();

async function get(path: string, signal: AbortSignal): Promise<Answer | null> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } }).catch(() => null);
  if (response === null) return null;
  return { status: response.status, body: await response.json().catch(() => null) };
}

/** As of now: the settings are read anew. */
export function testEnvironment(): TestEnvironment {
  const { connection, cameraId, microphoneId } = loadSettings(page.settings);
  const hasWebRtc = 'RTCPeerConnection' in window;
  const { connection: network } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return {
    ...page,
    get,
    hasWebRtc,
    tellsIceErrors: hasWebRtc && 'onicecandidateerror' in RTCPeerConnection.prototype,
    savesData: network?.saveData === true,
    connection,
    devicesWanted: { cameraId, microphoneId },
  };
}

/** Tries one STUN or TURN server; never rejects. */
export function checkServer(choice: IceServerChoice): Promise<IceTestResult> {
  return testIceServer(choice, page, page.clock);
}
