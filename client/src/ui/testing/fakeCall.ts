/** A call without a server: shows the snapshot it is given, notes every intent, and changes nothing by itself. */
import type { Call, CallIntents, CallSnapshot, LevelListener } from '../../call/snapshot';

export interface FakeCall extends Call {
  /** Every intent that was raised, in order: its name and what it was given. */
  readonly raised: readonly { readonly intent: keyof CallIntents; readonly given: readonly unknown[] }[];
  /** Shows another snapshot. */
  show(change: (now: CallSnapshot) => CallSnapshot): void;
  /** Lets somebody be heard. */
  speak(who: string, level: number, speaking: boolean): void;
}

export function fakeCall(first: CallSnapshot): FakeCall {
  let now = first;
  const raised: { intent: keyof CallIntents; given: readonly unknown[] }[] = [];
  const listeners = new Set<() => void>();
  const levels = new Map<string, Set<LevelListener>>();
  const note =
    (intent: keyof CallIntents) =>
    (...given: unknown[]): void => {
      raised.push({ intent, given });
    };
  const noteLater =
    (intent: keyof CallIntents) =>
    async (...given: unknown[]): Promise<void> => {
      raised.push({ intent, given });
    };

  return {
    raised,
    show(change) {
      now = change(now);
      for (const listener of listeners) listener();
    },
    speak(who, level, speaking) {
      for (const listener of levels.get(who) ?? []) listener(level, speaking);
    },
    getSnapshot: () => now,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onLevel(who, listener) {
      const own = levels.get(who) ?? new Set();
      levels.set(who, own.add(listener));
      return () => own.delete(listener);
    },
    dispose: () => listeners.clear(),
    startPreview: noteLater('startPreview'),
    setName: note('setName'),
    chooseCamera: noteLater('chooseCamera'),
    chooseMicrophone: noteLater('chooseMicrophone'),
    chooseSpeaker: note('chooseSpeaker'),
    setMicrophone: noteLater('setMicrophone'),
    setCamera: noteLater('setCamera'),
    setScreen: noteLater('setScreen'),
    setHand: note('setHand'),
    join: noteLater('join'),
    again: note('again'),
    leave: noteLater('leave'),
    sendChat: note('sendChat'),
    retryChat: note('retryChat'),
    typing: note('typing'),
    sendFile: note('sendFile'),
    acceptFile: note('acceptFile'),
    declineFile: note('declineFile'),
    cancelFile: note('cancelFile'),
    reconnectNow: note('reconnectNow'),
    removePeer: note('removePeer'),
    restartLink: note('restartLink'),
    setConnection: note('setConnection'),
    serverIce: () => ['stun:turn.example.org:3478', 'turn:turn.example.org:3478?transport=udp', 'turns:turn.example.org:443?transport=tcp'],
  };
}
