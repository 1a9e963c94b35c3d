/** What of an address tells the network but not the person: /24 of IPv4, /48 of IPv6; null for what is no address, as a host name (mDNS). */
export function networkOf(address: string): string | null {
  const v4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/i.exec(address);
  if (v4 !== null) return `${v4[1]}.${v4[2]}.${v4[3]}.0/24`;
  if (!/^[0-9a-f:.]+(?:%.*)?$/i.test(address) || !address.includes(':')) return null;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head.split(':').filter((group) => group !== '');
  // What `::` leaves out are zeros; only the first three groups matter.
  if (tail !== undefined) while (groups.length < 3) groups.push('0');
  return `${groups.slice(0, 3).join(':')}::/48`;
}

/** The same for showing it. Host names lose all but their end. */
export function shortAddress(address: string): string {
  const network = networkOf(address);
  if (network !== null) return network;
  const end = address.lastIndexOf('.');
  return end < 0 ? '…' : `…${address.slice(end)}`;
}
