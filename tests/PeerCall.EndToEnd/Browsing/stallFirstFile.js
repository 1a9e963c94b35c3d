// Runs before the page's own scripts. The first channel on which this page sends a file takes so many bytes and then, as it seems to the page, nothing more: so a
// test can end its link while a file is on its way, however fast the machine is. The number is set before it, as `__stallAfter`.
(() => {
  const sent = new WeakMap();
  let first = null;
  const { send } = RTCDataChannel.prototype;
  window.__fileBytes = 0;
  RTCDataChannel.prototype.send = function counted(data) {
    if (typeof data !== 'string') {
      first ??= this;
      sent.set(this, (sent.get(this) ?? 0) + data.byteLength);
      window.__fileBytes += data.byteLength;
    }
    return send.call(this, data);
  };
  const { get } = Object.getOwnPropertyDescriptor(RTCDataChannel.prototype, 'bufferedAmount');
  Object.defineProperty(RTCDataChannel.prototype, 'bufferedAmount', {
    get() {
      return this === first && (sent.get(this) ?? 0) >= window.__stallAfter ? Number.MAX_SAFE_INTEGER : get.call(this);
    },
  });
})();
