import type { ConnectionSettings, IceServerChoice } from '../call/snapshot';
import type { IceServer } from '../protocol/messages';

/** One server of the person's own, as `RTCConfiguration` wants it. */
export function ownServer(choice: IceServerChoice): RTCIceServer {
  return {
    urls: [choice.url],
    ...(choice.username === undefined ? {} : { username: choice.username }),
    ...(choice.credential === undefined ? {} : { credential: choice.credential }),
  };
}

/** What the server hands out and what the person has added, in this order, under the person's settings. */
export function iceConfiguration(given: readonly IceServer[], settings: ConnectionSettings): RTCConfiguration {
  const servers = settings.useServerIce ? given.map((server) => ({ ...server, urls: [...server.urls] })) : [];
  const own = settings.ownServers.filter(({ enabled }) => enabled).map(ownServer);
  return {
    iceServers: [...servers, ...own],
    iceTransportPolicy: settings.relayOnly ? 'relay' : 'all',
    bundlePolicy: 'max-bundle',
    // Pooled candidates would be gathered for links that are never made; gathering starts with the offer anyway.
    iceCandidatePoolSize: 0,
  };
}

export function hasTurn(configuration: RTCConfiguration): boolean {
  return (configuration.iceServers ?? []).some(({ urls }) => [urls].flat().some((url) => /^turns?:/i.test(url)));
}
