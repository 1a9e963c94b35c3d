import { useEffect, useState } from 'react';
import { type Call, createCall } from '../../call';
import { PageWaiting } from '../controls/Waiting';
import { RoomView } from './RoomView';
import { wasInCall } from './wasInCall';

/** Owns the call of an address: it begins with the page and ends with it. */
export default function RoomPage({ room }: { readonly room: string }) {
  const [call, setCall] = useState<Call | null>(null);
  useEffect(() => {
    const own = createCall({ room });
    setCall(own);
    return () => own.dispose();
  }, [room]);
  return call === null ? <PageWaiting dark={wasInCall()} /> : <RoomView call={call} />;
}
