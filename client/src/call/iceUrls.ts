export type IceUrlCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: 'empty' | 'scheme' | 'host' | 'port' | 'transport' | 'stun-query' };

/**
 * Checks a STUN or TURN URI (RFC 7064, RFC 7065): `stun:host[:port]`, `turn:host[:port][?transport=udp|tcp]`, `turns:…`. IPv6 stands in
 * brackets. There is no `//`, no user and no path.
 */
export function checkIceUrl(text: string): IceUrlCheck {
  const url = text.trim();
  if (url === '') return { ok: false, why: 'empty' };
  const parts = /^(stuns?|turns?):([^?]*)(?:\?(.*))?$/i.exec(url);
  if (parts === null) return { ok: false, why: 'scheme' };
  const [, scheme = '', authority = '', query] = parts;
  const place = /^(\[[0-9a-f:.]+\]|[^:[\]/@\s]+)(?::(.*))?$/i.exec(authority);
  const host = place?.[1];
  if (host === undefined) return { ok: false, why: 'host' };
  const name = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;
  if (!host.startsWith('[') && !name.test(host)) return { ok: false, why: 'host' };
  const port = place?.[2];
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) return { ok: false, why: 'port' };
  if (query === undefined) return { ok: true };
  if (/^stuns?$/i.test(scheme)) return { ok: false, why: 'stun-query' };
  return /^transport=(udp|tcp)$/i.test(query) ? { ok: true } : { ok: false, why: 'transport' };
}
