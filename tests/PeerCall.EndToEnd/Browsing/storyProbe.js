// Runs before the page's own scripts. Notes what happens to the page's peer connections and on its WebSockets, with the time of the wall clock, which all
// browsers of a test share: a test that fails tells it. Descriptions and candidates stay out, their kinds are enough. Changes nothing else.
(() => {
  const longest = 500;
  // The page makes a frame for itself where a connection has to look for the network anew; what is in it counts as the page's own.
  const host = location.href === 'about:blank' && window.parent !== window ? window.parent : window;
  host.__noted ??= { story: [], connections: 0 };
  const { story } = host.__noted;
  const numbers = new WeakMap();

  const note = (what) => {
    if (story.length < longest) story.push(`${new Date().toISOString().slice(17, 23)} ${what}`);
  };
  const nameOf = (connection) => `pc${numbers.get(connection)}`;
  const kindOf = (candidate) => / typ (\w+)/.exec(candidate ?? '')?.[1] ?? 'end';

  for (const method of ['setLocalDescription', 'setRemoteDescription', 'addIceCandidate', 'setConfiguration', 'restartIce', 'close']) {
    const original = RTCPeerConnection.prototype[method];
    RTCPeerConnection.prototype[method] = function noted(...args) {
      const detail = method === 'addIceCandidate' ? kindOf(args[0]?.candidate) : (args[0]?.type ?? '');
      note(`${nameOf(this)} ${method} ${detail}`);
      const result = original.apply(this, args);
      if (method !== 'addIceCandidate') result?.then?.(() => note(`${nameOf(this)} ${method} done`), () => undefined);
      result?.then?.(undefined, (error) => note(`${nameOf(this)} ${method} failed: ${error}`));
      return result;
    };
  }
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, args, newTarget) {
      const connection = Reflect.construct(target, args, newTarget);
      numbers.set(connection, ++host.__noted.connections);
      note(`${nameOf(connection)} made${host === window ? '' : ' in a frame'}`);
      for (const state of ['signalingState', 'iceGatheringState', 'iceConnectionState', 'connectionState'])
        connection.addEventListener(`${state.toLowerCase()}change`, () => note(`${nameOf(connection)} ${state} ${connection[state]}`));
      connection.addEventListener('icecandidate', ({ candidate }) => note(`${nameOf(connection)} found ${candidate?.protocol ?? ''} ${candidate?.type ?? 'end'}`));
      connection.addEventListener('icecandidateerror', ({ errorCode }) => note(`${nameOf(connection)} error ${errorCode}`));
      return connection;
    },
  });

  // Where the page has kept itself busy, nothing else happens.
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      const from = new Date(performance.timeOrigin + startTime).toISOString().slice(17, 23);
      note(`busy for ${Math.round(duration)} ms from ${from}`);
    }
  }).observe({ type: 'longtask' });

  const told = (text) => {
    const { type, description, candidate, link, remoteLink, peer, stats } = JSON.parse(text);
    if (type === 'signal') return `${type} ${description?.type ?? kindOf(candidate?.candidate)} ${link} ${remoteLink ?? '-'}`;
    return `${type} ${peer?.id ?? ''} ${stats?.state ?? ''}`;
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function noted(frame) {
    note(`ws > ${told(frame)}`);
    return send.call(this, frame);
  };
  window.WebSocket = new Proxy(window.WebSocket, {
    construct(target, args, newTarget) {
      const socket = Reflect.construct(target, args, newTarget);
      socket.addEventListener('message', ({ data }) => note(`ws < ${told(data)}`));
      socket.addEventListener('open', () => note('ws open'));
      socket.addEventListener('close', ({ code }) => note(`ws close ${code}`));
      return socket;
    },
  });

  for (const event of ['online', 'offline']) window.addEventListener(event, () => note(event));
  navigator.connection?.addEventListener?.('change', () => note(`network ${navigator.connection.type ?? ''}`));

  window.__story = () => story.join('\n');
})();
