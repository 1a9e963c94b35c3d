/**
 * One connection made ahead. The first of a page starts the browser's threads and makes a certificate, which is better done while somebody
 * still looks into the mirror than after the press on Join. It gathers and sends nothing until it is used.
 */
export class ConnectionReserve {
  readonly #create: (configuration: RTCConfiguration) => RTCPeerConnection;
  #spare: RTCPeerConnection | null = null;

  constructor(create: (configuration: RTCConfiguration) => RTCPeerConnection) {
    this.#create = create;
  }

  /** Nothing happens while there is one already. */
  prepare(configuration: RTCConfiguration): void {
    this.#spare ??= this.#create(configuration);
  }

  /** The one made ahead, with this configuration instead of its own, or a new one. `bundlePolicy` and certificates must be the same (W3C webrtc §4.4.1.6). */
  take(configuration: RTCConfiguration): RTCPeerConnection {
    const spare = this.#spare;
    if (spare === null) return this.#create(configuration);
    this.#spare = null;
    spare.setConfiguration(configuration);
    return spare;
  }

  /** Closes the one made ahead. */
  clear(): void {
    this.#spare?.close();
    this.#spare = null;
  }
}
