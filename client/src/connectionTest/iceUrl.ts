import type { RelayTransport } from '../call/snapshot';

/** What a STUN or TURN URL (RFC 7064, RFC 7065) says of the server. */
export interface IceUrlKind {
  readonly turn: boolean;
  readonly transport: RelayTransport;
  /** Without the port; as written. */
  readonly host: string;
}

export function iceUrlKind(url: string): IceUrlKind {
  const turn = /^turns?:/i.test(url);
  const transport = /^(turn|stun)s:/i.test(url) ? 'tls' : /[?&]transport=tcp/i.test(url) ? 'tcp' : 'udp';
  const host = /^[a-z]+:(?:\/\/)?(\[[^\]]*\]|[^:?]*)/i.exec(url)?.[1] ?? url;
  return { turn, transport, host: host.toLowerCase() };
}
