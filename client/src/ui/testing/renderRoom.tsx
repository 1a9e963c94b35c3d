/** Renders a room with a call that the test shows and asks. */
import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, vi } from 'vitest';
import type { CallSnapshot } from '../../call/snapshot';
import { CallView } from '../call/parts';
import { ClockContext } from '../hooks/clock';
import { RoomView } from '../room/RoomView';
import { type FakeCall, fakeCall } from './fakeCall';
import { NOW, snapshot } from './snapshots';

beforeAll(() => CallView.preload());

// No test reaches out: the page's few requests find no server.
beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no server in tests')));
});

afterEach(() => {
  vi.unstubAllGlobals();
  cleanup();
  window.localStorage.clear();
  window.sessionStorage.clear();
});

export function renderRoom(part: Partial<CallSnapshot> = {}): FakeCall {
  const call = fakeCall(snapshot(part));
  render(
    <ClockContext value={() => NOW}>
      <RoomView call={call} />
    </ClockContext>,
  );
  return call;
}

/** What was asked of the call by one intent, in order. */
export function given(call: FakeCall, intent: FakeCall['raised'][number]['intent']): (readonly unknown[])[] {
  return call.raised.filter((one) => one.intent === intent).map((one) => one.given);
}
