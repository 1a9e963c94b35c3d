// Runs before the page's own scripts. Notes when media arrives, how long connecting took, and echoes the channel of the lab's headless peer; changes nothing else.
(() => {
  const interval = 100;
  // The page makes a frame for itself where a connection has to look for the network anew; what is in it counts as the page's own.
  const host = location.href === 'about:blank' && window.parent !== window ? window.parent : window;
  const open = (host.__open ??= new Map());
  const times = [];
  let connectTime = null;

  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, args, newTarget) {
      const connection = Reflect.construct(target, args, newTarget);
      open.set(connection, { packets: 0, from: null });
      connection.addEventListener('iceconnectionstatechange', () => {
        const { from } = open.get(connection) ?? { from: null };
        if (connectTime === null && from !== null && ['connected', 'completed'].includes(connection.iceConnectionState)) connectTime = performance.now() - from;
      });
      connection.addEventListener('datachannel', ({ channel }) => {
        if (channel.label === 'lab.echo') channel.addEventListener('message', ({ data }) => channel.readyState === 'open' && channel.send(data));
      });
      return connection;
    },
  });

  for (const method of ['setLocalDescription', 'setRemoteDescription']) {
    const original = RTCPeerConnection.prototype[method];
    RTCPeerConnection.prototype[method] = function timed(...args) {
      const kept = open.get(this);
      if (kept && kept.from === null) kept.from = performance.now();
      return original.apply(this, args);
    };
  }

  if (host !== window) return;

  const look = async () => {
    const now = Date.now();
    let grown = false;
    for (const [connection, kept] of open) {
      if (connection.signalingState === 'closed') {
        open.delete(connection);
        continue;
      }
      let packets = 0;
      (await connection.getStats()).forEach((one) => {
        if (one.type === 'inbound-rtp') packets += one.packetsReceived ?? 0;
        // A headless peer sends no media.
        if (one.type === 'data-channel') packets += one.messagesReceived ?? 0;
      });
      grown ||= packets > kept.packets;
      kept.packets = packets;
    }
    if (grown) times.push(now);
  };
  let looking = false;
  let timer = null;
  // Looks from the first question on: it costs time that encoders need.
  window.__flow = () => {
    timer ??= setInterval(() => {
      if (looking) return;
      looking = true;
      look().finally(() => {
        looking = false;
      });
    }, interval);
    return JSON.stringify(times);
  };
  window.__connectTime = () => connectTime;

  const until = (target, event, holds) =>
    new Promise((resolve) => {
      const listen = () => {
        if (!holds()) return;
        target.removeEventListener(event, listen);
        resolve();
      };
      target.addEventListener(event, listen);
      listen();
    });
  const ufrag = ({ localDescription }) => /a=ice-ufrag:(\S+)/.exec(localDescription?.sdp ?? '')?.[1];
  window.__restartIce = async (count) => {
    let done = 0;
    for (; done < count; done++) {
      const [connection] = [...open.keys()].filter((one) => one.signalingState !== 'closed');
      const before = ufrag(connection);
      connection.restartIce();
      await until(connection, 'signalingstatechange', () => connection.signalingState === 'stable' && ufrag(connection) !== before);
      await until(connection, 'iceconnectionstatechange', () => ['connected', 'completed'].includes(connection.iceConnectionState));
    }
    return done;
  };
})();
