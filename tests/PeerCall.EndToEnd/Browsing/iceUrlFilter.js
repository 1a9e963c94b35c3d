// Runs before the page's own scripts. Leaves the page only those STUN and TURN servers whose URL matches, so that a test can choose the way to the relay.
// The pattern is set before it, as `__iceUrls`.
(() => {
  const matches = new RegExp(window.__iceUrls);
  const only = (configuration) => ({
    ...configuration,
    iceServers: (configuration?.iceServers ?? []).map((server) => ({ ...server, urls: [server.urls].flat().filter((url) => matches.test(url)) })).filter((server) => server.urls.length > 0),
  });
  const set = RTCPeerConnection.prototype.setConfiguration;
  RTCPeerConnection.prototype.setConfiguration = function setConfiguration(configuration) {
    return set.call(this, only(configuration));
  };
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct: (target, [configuration, ...rest], newTarget) => Reflect.construct(target, [only(configuration), ...rest], newTarget),
  });
})();
