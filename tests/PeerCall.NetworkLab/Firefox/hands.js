// Runs before the page's own scripts. A person's hands, for a browser whose driver has none: by the names of controls that are seen. Changes nothing else.
(() => {
  const button = (name) =>
    [...document.querySelectorAll('button')].find((one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === name && one.checkVisibility());
  window.__offers = (name) => button(name)?.disabled === false;
  window.__press = (name) => button(name).click();
  window.__fill = (label, text) => {
    const field = [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === label).control;
    field.focus();
    // The page's library reads a field by its own setter.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  window.__playing = () => [...document.querySelectorAll('video')].filter((video) => video.videoWidth > 0 && !video.paused).length;
  window.__badges = () => [...document.querySelectorAll("[data-testid^='badge-']")].map((badge) => badge.getAttribute('data-path'));
})();
