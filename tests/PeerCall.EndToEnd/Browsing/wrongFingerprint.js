// Runs before the page's own scripts. The page's descriptions leave it with the fingerprint of another certificate, as if somebody in between had taken the server's place.
(() => {
  const { send } = WebSocket.prototype;
  window.WebSocket.prototype.send = function forged(frame) {
    const other = (_, beginning, digits) => beginning + [...digits].map((digit) => (digit === ':' ? ':' : digit === '0' ? 'F' : '0')).join('');
    return send.call(this, typeof frame === 'string' ? frame.replace(/(a=fingerprint:sha-256 )([0-9A-F:]+)/g, other) : frame);
  };
})();
