import { useEffect, useRef } from 'react';
import type { Call } from '../../call/snapshot';
import { After, CallView } from '../call/parts';
import { CallContext, useSnapshot } from '../hooks/useCall';
import { Lobby } from '../lobby/Lobby';
import { noteInCall } from './wasInCall';

/** A room, from before the call to after it. */
export function RoomView({ call }: { readonly call: Call }) {
  const snapshot = useSnapshot(call);
  const { phase } = snapshot;

  // Who joins from the lobby stays in it until inside; who comes back by a reload never sees it.
  const fromLobby = useRef(false);
  useEffect(() => {
    if (phase === 'lobby') fromLobby.current = true;
    else if (phase !== 'joining') fromLobby.current = false;
    if (phase !== 'joining') noteInCall(phase === 'in-call');
  }, [phase]);

  // Needed as soon as somebody joins, so it is there by then.
  useEffect(() => void CallView.preload(), []);

  const inLobby = phase === 'lobby' || (phase === 'joining' && fromLobby.current);
  return (
    <CallContext value={call}>
      {inLobby ? (
        <Lobby snapshot={snapshot} />
      ) : phase === 'left' || phase === 'ended' ? (
        <After snapshot={snapshot} />
      ) : (
        <CallView snapshot={snapshot} />
      )}
    </CallContext>
  );
}
