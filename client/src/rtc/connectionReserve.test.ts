import { describe, expect, it } from 'vitest';
import { FakePeerConnection } from '../testing/fakePeerConnection';
import { ConnectionReserve } from './connectionReserve';

function setUp() {
  const made: FakePeerConnection[] = [];
  const reserve = new ConnectionReserve((configuration) => {
    const connection = new FakePeerConnection(configuration);
    made.push(connection);
    return connection as unknown as RTCPeerConnection;
  });
  return { made, reserve };
}

const relay: RTCConfiguration = { iceTransportPolicy: 'relay' };

describe('ConnectionReserve', () => {
  it('gives the one made ahead once, configured as it is wanted', () => {
    const { made, reserve } = setUp();
    reserve.prepare({});
    reserve.prepare({});
    expect(made).toHaveLength(1);
    expect(reserve.take(relay)).toBe(made[0]);
    expect(made[0]?.configuration).toEqual(relay);
    expect(reserve.take(relay)).toBe(made[1]);
  });

  it('closes what was not used', () => {
    const { made, reserve } = setUp();
    reserve.prepare({});
    reserve.clear();
    expect(made[0]?.closed).toBe(true);
    expect(reserve.take({})).toBe(made[1]);
  });
});
