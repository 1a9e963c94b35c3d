import type { ClientMessage, SignalBody } from './messages';

type ClientType = ClientMessage['type'];
type Encoders = { readonly [T in ClientType]: (message: Extract<ClientMessage, { type: T }>) => object };

// `JSON.stringify` leaves out members that are undefined, so an optional member may simply be named.
const body = (signal: SignalBody): object => ({
  link: signal.link,
  remoteLink: signal.remoteLink,
  ...('description' in signal ? { description: signal.description } : { candidate: signal.candidate }),
});

/** One encoder per message: only the members of the protocol leave this page, `type` first. */
const encoders: Encoders = {
  hello: (m) => ({ type: m.type, version: m.version, client: m.client, token: m.token, resume: m.resume }),
  join: (m) => ({ type: m.type, id: m.id, room: m.room, name: m.name, password: m.password, kind: m.kind, media: m.media }),
  leave: (m) => ({ type: m.type, id: m.id }),
  signal: (m) => ({ type: m.type, id: m.id, to: m.to, ...body(m) }),
  chat: (m) => ({ type: m.type, id: m.id, text: m.text }),
  typing: (m) => ({ type: m.type, active: m.active }),
  update: (m) => ({ type: m.type, id: m.id, media: m.media }),
  remove: (m) => ({ type: m.type, id: m.id, peer: m.peer }),
  report: (m) => ({ type: m.type, to: m.to, stats: m.stats }),
  ack: (m) => ({ type: m.type, seq: m.seq }),
  ping: (m) => ({ type: m.type, seq: m.seq }),
};

/** Every message type that a client may send. */
export const CLIENT_TYPES = Object.keys(encoders) as readonly ClientType[];

/** One text frame. */
export function encodeClientMessage(message: ClientMessage): string {
  const encode = encoders[message.type] as (message: ClientMessage) => object;
  return JSON.stringify(encode(message));
}
