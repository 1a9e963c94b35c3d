/** A frame outlives its connection so long: what was asked of the connection before it was closed is still answered. */
const OUTLIVES_MS = 10_000;

/** Chromium, whatever it is called. Others look at the network themselves whenever they gather. */
export function framesLookAnew(): boolean {
  return 'userAgentData' in navigator;
}

/**
 * A connection of a frame that is made for it. Chromium tells a page of another address only once that has been the same for two seconds (one on Android, half of one on macOS), so until then a connection
 * of the page gathers where this end was; a new frame asks the system itself. Null where there can be no frame.
 */
export function connectionOfNewFrame(configuration: RTCConfiguration): RTCPeerConnection | null {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.tabIndex = -1;
  document.body.append(frame);
  const Connection = (frame.contentWindow as (Window & { RTCPeerConnection?: typeof RTCPeerConnection }) | null)?.RTCPeerConnection;
  if (Connection === undefined) {
    frame.remove();
    return null;
  }
  const connection = new Connection(configuration);
  const { close } = connection;
  connection.close = () => {
    close.call(connection);
    setTimeout(() => frame.remove(), OUTLIVES_MS);
  };
  return connection;
}
