import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Call, CallSnapshot } from '../../call/snapshot';

/** The call of this page. Set by `RoomView`; what stands outside a room has none. */
export const CallContext = createContext<Call | null>(null);

/** The call, to raise intents on. */
export function useCall(): Call {
  const call = useContext(CallContext);
  if (call === null) throw new Error('useCall needs a CallContext above it');
  return call;
}

/** What the call looks like now; the view is rendered again when it changes. */
export function useSnapshot(call: Call): CallSnapshot {
  const subscribe = useCallback((listener: () => void) => call.subscribe(listener), [call]);
  const read = useCallback(() => call.getSnapshot(), [call]);
  return useSyncExternalStore(subscribe, read);
}
