// A browser's peer connections, driven by a test over a WebSocket. Requests are {id, peer, command, arguments}; answers {id, result} or
// {id, error}; what happens by itself is told as {event, peer, value}. Waiting has no limit here: the test has one.
'use strict';

const parameters = new URLSearchParams(location.search);
const link = new WebSocket(`ws://${location.host}/link?name=${parameters.get('name')}`);
const peers = new Map();
const tell = (message) => link.readyState === WebSocket.OPEN && link.send(JSON.stringify(message));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
const toBase64 = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''));
const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const happens = (target, name, holds) => new Promise((resolve) => {
  if (holds()) return resolve();
  const look = () => {
    if (!holds()) return;
    target.removeEventListener(name, look);
    resolve();
  };
  target.addEventListener(name, look);
});

/** One data channel: what came and nobody took, or an echo. */
class Channel {
  #channel;
  #inbox = [];
  #waiters = [];
  #echoes = false;
  wasOpen = false;

  constructor(channel) {
    this.#channel = channel;
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) => this.#take(data);
    void happens(channel, 'open', () => channel.readyState === 'open').then(() => (this.wasOpen = true));
  }

  async opened() {
    const channel = this.#channel;
    await happens(channel, 'open', () => channel.readyState === 'open');
    const { label, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated, id } = channel;
    return { label, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated, id };
  }

  closed() {
    return happens(this.#channel, 'close', () => this.#channel.readyState === 'closed');
  }

  close() {
    this.#channel.close();
  }

  get state() {
    return this.#channel.readyState;
  }

  send({ text, binary }) {
    this.#channel.send(text ?? fromBase64(binary));
  }

  async receive() {
    const data = await this.#next();
    return typeof data === 'string' ? { text: data } : { binary: toBase64(data) };
  }

  echo() {
    this.#echoes = true;
    for (const data of this.#inbox.splice(0)) this.#channel.send(data);
  }

  /** Random messages; the hash of all of them. */
  async sendBulk({ bytes, size }) {
    const channel = this.#channel;
    const all = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 65536) crypto.getRandomValues(all.subarray(at, Math.min(bytes, at + 65536)));
    channel.bufferedAmountLowThreshold = 1 << 19;
    for (let at = 0; at < bytes; at += size) {
      if (channel.bufferedAmount > 1 << 20)
        await happens(channel, 'bufferedamountlow', () => channel.bufferedAmount <= channel.bufferedAmountLowThreshold);
      channel.send(all.subarray(at, Math.min(bytes, at + size)));
    }
    return hex(await crypto.subtle.digest('SHA-256', all));
  }

  async receiveBulk({ bytes }) {
    const all = new Uint8Array(bytes);
    for (let at = 0; at < bytes;) {
      const data = new Uint8Array(await this.#next());
      all.set(data, at);
      at += data.length;
    }
    return hex(await crypto.subtle.digest('SHA-256', all));
  }

  #next() {
    return this.#inbox.length > 0 ? Promise.resolve(this.#inbox.shift()) : new Promise((resolve) => this.#waiters.push(resolve));
  }

  #take(data) {
    if (this.#echoes) this.#channel.send(data);
    else if (this.#waiters.length > 0) this.#waiters.shift()(data);
    else this.#inbox.push(data);
  }
}

/** One peer connection. */
class Peer {
  #name;
  #connection;
  #channels = new Map();
  #arrivals = new EventTarget();

  constructor(name, configuration) {
    this.#name = name;
    const connection = new RTCPeerConnection(configuration);
    this.#connection = connection;
    connection.onicecandidate = ({ candidate }) => this.#tell('candidate', candidate && candidate.candidate !== '' ? candidate.toJSON() : null);
    connection.ondatachannel = ({ channel }) => this.#keep(channel);
    for (const change of ['connectionstatechange', 'iceconnectionstatechange', 'signalingstatechange', 'icegatheringstatechange'])
      connection.addEventListener(change, () => this.#tellState());
  }

  async addMedia({ audio, video, camera }) {
    if (camera) {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      for (const track of stream.getTracks()) this.#connection.addTrack(track, stream);
    }
    for (let i = 0; i < audio; i++) this.#connection.addTransceiver('audio');
    for (let i = 0; i < video; i++) this.#connection.addTransceiver('video');
  }

  createChannel({ label, ...options }) {
    this.#keep(this.#connection.createDataChannel(label, options));
  }

  async offer({ restart, complete }) {
    if (restart) this.#connection.restartIce();
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#described(complete);
  }

  async answer({ sdp, complete }) {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#described(complete);
  }

  accept({ sdp }) {
    return this.#connection.setRemoteDescription({ type: 'answer', sdp });
  }

  candidate({ candidate }) {
    return this.#connection.addIceCandidate(candidate);
  }

  /** Negotiates by itself from now on (W3C webrtc §10.7). */
  negotiate({ polite }) {
    const connection = this.#connection;
    let offering = false;
    connection.onnegotiationneeded = async () => {
      offering = true;
      try {
        await connection.setLocalDescription();
        this.#tell('signal', { description: connection.localDescription });
      } finally {
        offering = false;
      }
    };
    connection.onicecandidate = ({ candidate }) => this.#tell('signal', { candidate });
    this.signal = async ({ description, candidate }) => {
      // A candidate of an offer that was ignored, or taken back, fits nothing.
      if (!description) return connection.addIceCandidate(candidate).catch(() => undefined);
      const isOffer = description.type === 'offer';
      if (!polite && isOffer && (offering || connection.signalingState !== 'stable')) return undefined;
      await connection.setRemoteDescription(description);
      if (!isOffer) return undefined;
      await connection.setLocalDescription();
      return this.#tell('signal', { description: connection.localDescription });
    };
  }

  restart() {
    this.#connection.restartIce();
  }

  async state({ wanted }) {
    const connection = this.#connection;
    await happens(connection, 'connectionstatechange', () => wanted.includes(connection.connectionState));
    return connection.connectionState;
  }

  /** The pair in use; null if there is none. */
  async path() {
    const report = await this.#connection.getStats();
    const all = [...report.values()];
    // Firefox had no transport.selectedCandidatePairId for long; its pairs have `selected`.
    const selected = all.find((one) => one.type === 'transport' && one.selectedCandidatePairId)?.selectedCandidatePairId;
    const pair = selected ? report.get(selected) : all.find((one) => one.type === 'candidate-pair' && one.selected);
    if (!pair) return null;
    const [local, remote] = [report.get(pair.localCandidateId), report.get(pair.remoteCandidateId)];
    return { localType: local.candidateType, remoteType: remote.candidateType, relayProtocol: local.relayProtocol ?? null };
  }

  close() {
    this.#connection.close();
    peers.delete(this.#name);
  }

  states() {
    const { connectionState, iceConnectionState, signalingState, iceGatheringState } = this.#connection;
    const channels = [...this.#channels].map(([label, channel]) => `${label}=${channel.state}`).join(' ');
    return `connection ${connectionState}, ICE ${iceConnectionState}, signaling ${signalingState}, gathering ${iceGatheringState}, channels ${channels}`;
  }

  async channel(label) {
    await happens(this.#arrivals, 'channel', () => this.#channels.has(label));
    return this.#channels.get(label);
  }

  wasOpen({ label }) {
    return this.#channels.get(label)?.wasOpen ?? false;
  }

  async #described(complete) {
    if (complete) await happens(this.#connection, 'icegatheringstatechange', () => this.#connection.iceGatheringState === 'complete');
    return this.#connection.localDescription.sdp;
  }

  #keep(channel) {
    this.#channels.set(channel.label, new Channel(channel));
    for (const change of ['open', 'closing', 'close', 'error']) channel.addEventListener(change, () => this.#tellState());
    this.#arrivals.dispatchEvent(new Event('channel'));
    this.#tellState();
  }

  #tell(event, value) {
    tell({ event, peer: this.#name, value });
  }

  #tellState() {
    this.#tell('state', this.states());
  }
}

const onChannel = new Set(['opened', 'closed', 'closeChannel', 'send', 'receive', 'echo', 'sendBulk', 'receiveBulk']);

async function perform({ peer: name, command, arguments: given }) {
  if (command === 'create') {
    peers.set(name, new Peer(name, given));
    return null;
  }
  const peer = peers.get(name);
  if (!peer) throw new Error(`no peer ${name}`);
  if (onChannel.has(command)) {
    const channel = await peer.channel(given.label);
    return channel[command === 'closeChannel' ? 'close' : command](given);
  }
  return peer[command](given);
}

link.onmessage = async ({ data }) => {
  const request = JSON.parse(data);
  try {
    tell({ id: request.id, result: (await perform(request)) ?? null });
  } catch (error) {
    tell({ id: request.id, error: `${error.name}: ${error.message}` });
  }
};

link.onopen = async () => {
  // With devices in use a browser shows its addresses to the page; without, it hides them behind names.
  if (parameters.get('devices') === 'true') window.devices = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  tell({ event: 'ready', value: navigator.userAgent });
};
