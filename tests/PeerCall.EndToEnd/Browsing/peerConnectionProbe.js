// Runs before the page's own scripts. Keeps every RTCPeerConnection that the page makes, so that a test can read getStats; changes nothing else.
(() => {
  // The page makes a frame for itself where a connection has to look for the network anew; what is in it counts as the page's own.
  const host = location.href === 'about:blank' && window.parent !== window ? window.parent : window;
  const kept = (host.__peerConnections ??= []);
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, args, newTarget) {
      const connection = Reflect.construct(target, args, newTarget);
      kept.push(connection);
      return connection;
    },
  });

  // One reading over all open connections, as JSON.
  window.__readMedia = async () => {
    const links = [];
    for (const connection of kept.filter((one) => one.signalingState !== 'closed')) {
      const report = await connection.getStats();
      const byId = new Map();
      report.forEach((one) => byId.set(one.id, one));
      const all = [...byId.values()];
      const inbound = (kind) => all.filter((one) => one.type === 'inbound-rtp' && one.kind === kind);
      const sum = (list, name) => list.reduce((total, one) => total + (one[name] ?? 0), 0);
      const transport = all.find((one) => one.type === 'transport' && one.selectedCandidatePairId);
      const pair = transport && byId.get(transport.selectedCandidatePairId);
      const local = pair && byId.get(pair.localCandidateId);
      const remote = pair && byId.get(pair.remoteCandidateId);
      links.push({
        state: connection.connectionState,
        framesDecoded: sum(inbound('video'), 'framesDecoded'),
        videoStreams: inbound('video').filter((one) => one.framesDecoded > 0).length,
        audioPackets: sum(inbound('audio'), 'packetsReceived'),
        audioEnergy: sum(inbound('audio'), 'totalAudioEnergy'),
        localType: local?.candidateType ?? null,
        remoteType: remote?.candidateType ?? null,
        relayProtocol: local?.relayProtocol ?? null,
      });
    }
    return JSON.stringify(links);
  };
})();
