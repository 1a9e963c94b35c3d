/** What a socket tells; nothing follows `closed`. */
export interface SocketEvents {
  opened(): void;
  received(frame: string): void;
  /** A WebSocket close code (RFC 6455 §7.4); 1006 where there was none. */
  closed(code: number, reason: string): void;
}

/** The part of a WebSocket that signaling needs. */
export interface SignalingSocket {
  send(frame: string): void;
  /** Starts the closing handshake; what was sent before still goes out. */
  close(code: number): void;
}

/** Opens a socket to `/ws` with the subprotocol `peercall.v1`. */
export type OpenSocket = (events: SocketEvents) => SignalingSocket;
