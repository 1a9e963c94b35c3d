/** The parts of a candidate that tell something of the network. */
export interface CandidateParts {
  readonly type: string;
  readonly protocol: string;
  /** An IP address, or an mDNS name where the browser hides it. */
  readonly address: string;
  readonly port: number;
  readonly foundation: string;
  /** Where it begins (RFC 8839 §5.1, `raddr` and `rport`); null where it is left out or hidden. */
  readonly related: { readonly address: string; readonly port: number } | null;
}

const LINE = /^(?:a=)?(?:candidate:)?(\S+) \d+ (\S+) \d+ (\S+) (\d+) typ (\S+)(?: raddr (\S+) rport (\d+))?/i;

/** Read from the line: the members that RTCIceCandidate has for it are missing in some browsers. Null for the end of candidates and for what is none. */
export function candidateParts(candidate: Pick<RTCIceCandidate, 'candidate'> | null): CandidateParts | null {
  const parts = LINE.exec(candidate?.candidate ?? '');
  if (parts === null) return null;
  const [, foundation = '', protocol = '', address = '', port = '', type = '', relatedAddress, relatedPort] = parts;
  // Chromium hides where it begins behind 0.0.0.0:0, Firefox behind port 9.
  const hidden = relatedAddress === undefined || /^(0\.0\.0\.0|::)$/.test(relatedAddress);
  return {
    type,
    protocol: protocol.toLowerCase(),
    address,
    port: Number(port),
    foundation,
    related: hidden ? null : { address: relatedAddress, port: Number(relatedPort) },
  };
}

/**
 * Whether an address means something only inside a network, so that a TURN server which keeps to its job does not relay to it: private, loopback, link-local,
 * shared (RFC 6890, RFC 4193).
 */
export function isInsideOnly(address: string): boolean {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.\d+\.\d+$/i.exec(address);
  if (v4 !== null) {
    const [a, b] = [Number(v4[1]), Number(v4[2])];
    return (
      a === 0 ||
      a === 10 ||
      a === 127 ||
      (a === 100 && b >= 64 && b < 128) ||
      (a === 169 && b === 254) ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168)
    );
  }
  return /^(::1?$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(address);
}
