/** Whether this tab was in a call when it was reloaded, so that the page comes back dark and does not flash. A look only: nothing depends on it. */

const KEY = 'peercall.stage';

export function noteInCall(inCall: boolean): void {
  try {
    if (inCall) window.sessionStorage.setItem(KEY, '1');
    else window.sessionStorage.removeItem(KEY);
  } catch {
    // Storage is switched off: then the page flashes.
  }
}

export function wasInCall(): boolean {
  try {
    return window.sessionStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
