import type { RelayTransport } from '../call/snapshot';

/** The parts of a STUN or TURN URL (RFC 7064, RFC 7065) that tell where it leads. */
export interface IceUrl {
  /** `host:port`, the port also where it is the default one. */
  readonly server: string;
  readonly host: string;
  /** Null for STUN, which relays nothing. */
  readonly transport: RelayTransport | null;
}

/** Null for what is no STUN or TURN URL. */
export function parseIceUrl(url: string | null): IceUrl | null {
  const parts = url === null ? null : /^(stun|turn)(s?):(?:\/\/)?(\[[^\]]+\]|[^:?[\]]+)(?::(\d+))?(?:\?transport=(\w+))?$/i.exec(url);
  const host = parts?.[3];
  if (parts === null || host === undefined) return null;
  const secure = parts[2] !== '';
  const transport = secure ? 'tls' : parts[5]?.toLowerCase() === 'tcp' ? 'tcp' : 'udp';
  return { server: `${host}:${parts[4] ?? (secure ? 5349 : 3478)}`, host, transport: /^turn/i.test(parts[1] ?? '') ? transport : null };
}

/** Whether two URLs lead to the same server in the same way: what is left out has its default. */
export function sameIceUrl(one: string, other: string): boolean {
  const [a, b] = [parseIceUrl(one), parseIceUrl(other)];
  return a !== null && b !== null && a.transport === b.transport && a.server.toLowerCase() === b.server.toLowerCase();
}

export function isTurn(url: string): boolean {
  return parseIceUrl(url)?.transport != null;
}

/** What UDP leads to: STUN, and TURN unless it says otherwise. */
export function isOverUdp(url: string): boolean {
  const transport = parseIceUrl(url)?.transport ?? null;
  return transport === null || transport === 'udp';
}
