// Runs before the page's own script and only looks: when Join was pressed, when pictures of others were shown, which tiles were there.
// Times are Date.now(): the one clock that two browsers and the measuring program share.
(() => {
  const seen = { pressedAt: 0, loadedAt: 0, frames: [], tilesMost: 0, tilesGoneAt: 0, interruptedAt: 0 };
  const watched = new WeakSet();

  const watch = (video) => {
    if (watched.has(video)) return;
    watched.add(video);
    const shown = () => {
      seen.frames.push(Date.now());
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  };

  const look = () => {
    for (const video of document.querySelectorAll('video[data-testid^="video-"]')) watch(video);
    const tiles = document.querySelectorAll('[data-testid^="tile-"]').length;
    seen.tilesMost = Math.max(seen.tilesMost, tiles);
    if (tiles > 0) seen.tilesGoneAt = 0;
    else if (seen.tilesMost > 0 && seen.tilesGoneAt === 0) seen.tilesGoneAt = Date.now();
    if (seen.interruptedAt === 0 && document.querySelector('[data-testid^="interrupted-"]')) seen.interruptedAt = Date.now();
  };

  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ['data-testid'],
  });
  addEventListener('load', () => { seen.loadedAt = Date.now(); });
  addEventListener('pointerdown', (event) => {
    if (event.target.closest?.('button')?.textContent.trim() === 'Join') seen.pressedAt = Date.now();
  }, true);

  window.__observed = () => JSON.stringify(seen);
  // What was before does not count for what is measured next.
  window.__observeAnew = () => { seen.frames = []; seen.tilesMost = 0; seen.tilesGoneAt = 0; seen.interruptedAt = 0; look(); };
})();
