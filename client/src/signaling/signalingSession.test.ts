import { describe, expect, it } from 'vitest';
import { FakeServer, joined, recordingEvents, welcome } from '../testing/fakeServer';
import { VirtualClock } from '../testing/virtualClock';
import { SignalingSession } from './signalingSession';

function setUp(random = 0.5) {
  const clock = new VirtualClock();
  const server = new FakeServer();
  const events = recordingEvents();
  let token: string | null = null;
  const store = {
    load: () => token,
    save(next: string) {
      token = next;
    },
  };
  const session = new SignalingSession({ openSocket: server.openSocket, clock, random: () => random, token: store, events });
  const seen = (kind: string) => events.log.filter(([what]) => what === kind);
  return { clock, server, events, session, store, seen };
}

function inRoom() {
  const all = setUp();
  all.events.wanted = true;
  all.session.start();
  all.server.last.welcome();
  all.server.last.say(joined(), { type: 'ack', id: 1 });
  return all;
}

const chat = (seq: number, text = `m${seq}`) => ({ type: 'chat', seq, from: 'peer0001', text, at: 1 });

describe('the start of a session', () => {
  it('says hello before anybody wants to join, and joins in one round trip', () => {
    const { session, server, events, store } = setUp();
    session.start();
    server.last.welcome();
    expect(server.last.received).toEqual([{ type: 'hello', version: 1 }]);
    expect(session.state).toBe('connected');
    events.wanted = true;
    session.join();
    session.join();
    expect(server.last.of('join')).toEqual([{ type: 'join', id: 1, room: 'quiet-harbour-4821', name: 'Ada' }]);
    server.last.say(joined());
    expect(store.load()).toBe('t1');
    expect(events.log.at(-1)?.[0]).toBe('received');
  });

  it('gives up a connection that does not open or does not greet', async () => {
    const { session, server, clock } = setUp();
    session.start();
    await clock.advance(10_300);
    expect(server.connections).toHaveLength(2);
    server.last.open();
    await clock.advance(10_600);
    expect(server.connections[1]?.closedByClient).toBe(4000);
    expect(server.connections).toHaveLength(3);
  });

  it('tells of a refused join and may join again with a new id', () => {
    const { session, server, events, seen } = setUp();
    events.wanted = true;
    session.start();
    server.last.welcome();
    server.last.say({ type: 'error', seq: 1, code: 'wrong-password', text: '', retryable: false, inReplyTo: 1 });
    expect(seen('refused')).toEqual([['refused', 'wrong-password']]);
    session.join();
    expect(server.last.of('join').map(({ id }) => id)).toEqual([1, 2]);
  });

  it('opens an idle lobby again ten times, then waits for the join', async () => {
    const { session, server, clock, events } = setUp();
    session.start();
    for (let minute = 0; minute < 11; minute++) {
      server.last.welcome();
      server.last.close(4404);
      await clock.advance(250);
    }
    expect(session.state).toBe('idle');
    expect(server.connections).toHaveLength(11);
    events.wanted = true;
    session.join();
    server.last.welcome();
    expect(server.last.of('join')).toHaveLength(1);
  });
});

describe('acknowledgement', () => {
  it('is cumulative, and an error excepts the message that it names', () => {
    const { session, server, seen } = inRoom();
    const first = session.send({ type: 'chat', text: 'a' });
    const second = session.send({ type: 'chat', text: 'b' });
    const third = session.send({ type: 'chat', text: 'c' });
    expect(server.last.of('chat').map(({ id }) => id)).toEqual([2, 3, 4]);
    server.last.say({ type: 'error', seq: 2, code: 'internal', text: '', retryable: true, inReplyTo: 3 }, { type: 'ack', id: 4 });
    expect(seen('settled')).toEqual([
      ['settled', second, 'internal'],
      ['settled', first, null],
      ['settled', third, null],
    ]);
  });

  it('refuses by itself what would close the session as too big', () => {
    const { session, server, seen } = inRoom();
    const ticket = session.send({ type: 'chat', text: 'x'.repeat(70_000) });
    expect(server.last.of('chat')).toEqual([]);
    expect(seen('settled')).toEqual([['settled', ticket, 'bad-message']]);
  });

  it('confirms what is large at once, then after 64 messages, after 128 KiB and with every ping', async () => {
    const { server, clock } = inRoom();
    expect(server.last.of('ack')).toEqual([{ type: 'ack', seq: 1 }]);
    for (let seq = 2; seq <= 65; seq++) server.last.say(chat(seq));
    expect(server.last.of('ack').slice(1)).toEqual([{ type: 'ack', seq: 65 }]);
    for (let seq = 66; seq <= 98; seq++) server.last.say(chat(seq, 'ä'.repeat(2_000)));
    expect(server.last.of('ack').slice(2)).toEqual([{ type: 'ack', seq: 98 }]);
    server.last.say(chat(99));
    await clock.advance(25_000);
    expect(server.last.of('ping')).toEqual([{ type: 'ping', seq: 99 }]);
  });

  it('ignores a seq that it has seen, and counts one that it does not understand', async () => {
    const { server, seen, clock } = inRoom();
    server.last.say(chat(2), chat(2), chat(1), { type: 'from-the-future', seq: 3 }, chat(3), chat(4));
    expect(seen('received').map(([, message]) => (message as { seq: number }).seq)).toEqual([1, 2, 4]);
    await clock.advance(25_000);
    expect(server.last.of('ping')).toEqual([{ type: 'ping', seq: 4 }]);
  });
});

describe('resume', () => {
  it('sends a message again whose ack was lost, and settles what was applied', async () => {
    const { session, server, clock, seen, store } = inRoom();
    const applied = session.send({ type: 'chat', text: 'applied' });
    const lost = session.send({ type: 'chat', text: 'lost' });
    server.last.close(1006);
    const away = session.send({ type: 'chat', text: 'written while away' });
    expect(session.state).toBe('reconnecting');
    await clock.advance(250);
    server.last.open();
    expect(server.last.received).toEqual([{ type: 'hello', version: 1, token: 't1', resume: { session: 's1', lastSeq: 1 } }]);
    server.last.say({ type: 'resumed', lastId: 2, seq: 1, token: 't2' });
    expect(store.load()).toBe('t2');
    expect(seen('settled')).toEqual([['settled', applied, null]]);
    expect(server.last.of('chat').map(({ id, text }) => [id, text])).toEqual([
      [3, 'lost'],
      [4, 'written while away'],
    ]);
    server.last.say({ type: 'ack', id: 4 });
    expect(seen('settled').map(([, ticket]) => ticket)).toEqual([applied, lost, away]);
  });

  it('takes the replay in order before it believes that a processed message succeeded', async () => {
    const { session, server, clock, seen } = inRoom();
    const good = session.send({ type: 'chat', text: 'good' });
    const bad = session.send({ type: 'chat', text: 'bad' });
    server.last.close(1006);
    await clock.advance(250);
    server.last.open();
    server.last.say({ type: 'resumed', lastId: 3, seq: 3 }, chat(2));
    expect(seen('settled')).toEqual([]);
    server.last.say({ type: 'error', seq: 3, code: 'internal', text: '', retryable: true, inReplyTo: 3 });
    expect(seen('settled')).toEqual([
      ['settled', bad, 'internal'],
      ['settled', good, null],
    ]);
    expect(seen('received')).toHaveLength(2);
  });

  it('finds out whether a join was applied whose answer was lost', async () => {
    const { session, server, clock, events, seen } = setUp();
    events.wanted = true;
    session.start();
    server.last.welcome();
    server.last.close(1006);
    await clock.advance(250);
    server.last.open();
    expect(server.last.of('hello')[0]).toMatchObject({ resume: { session: 's1', lastSeq: 0 } });
    server.last.say({ type: 'resumed', lastId: 0, seq: 0 });
    expect(server.last.of('join')).toEqual([{ type: 'join', id: 1, room: 'quiet-harbour-4821', name: 'Ada' }]);
    server.last.close(1006);
    await clock.advance(500);
    server.last.open();
    server.last.say({ type: 'resumed', lastId: 1, seq: 1 }, joined());
    expect(server.last.of('join')).toEqual([]);
    expect(seen('received')).toHaveLength(1);
  });

  it('gives a message that a draining server refused a new id, and keeps the order', async () => {
    const { session, server, clock, seen } = inRoom();
    session.send({ type: 'chat', text: 'a' });
    session.send({ type: 'chat', text: 'b' });
    server.last.say(
      { type: 'draining', reconnectInMs: 2_000 },
      { type: 'error', seq: 2, code: 'draining', text: '', retryable: true, inReplyTo: 2 },
    );
    session.send({ type: 'chat', text: 'c' });
    expect(server.last.of('chat')).toHaveLength(2);
    server.last.close(1001);
    await clock.advance(999);
    expect(server.connections).toHaveLength(1);
    await clock.advance(1);
    server.last.open();
    server.last.say({ type: 'resumed', lastId: 2, seq: 2 });
    expect(server.last.of('chat').map(({ id, text }) => [id, text])).toEqual([
      [5, 'a'],
      [6, 'b'],
      [7, 'c'],
    ]);
    expect(seen('settled')).toEqual([]);
  });
});

describe('a session that the server has forgotten', () => {
  it('is joined again; what is pending gets new ids behind the join, what makes no sense is dropped', async () => {
    const { session, server, clock, events, seen } = inRoom();
    const said = session.send({ type: 'chat', text: 'keep me' });
    session.send({ type: 'signal', to: 'gone0001', link: 'a', candidate: null });
    server.last.close(1006);
    await clock.advance(250);
    server.last.open();
    server.last.say({ type: 'resume-failed', reason: 'unknown-session' }, welcome('s2', 'me000000'));
    expect(server.last.types).toEqual(['hello', 'join']);
    const late = session.send({ type: 'chat', text: 'and me' });
    expect(server.last.of('chat')).toEqual([]);
    events.keeps = (intent) => intent.type !== 'signal';
    server.last.say({ type: 'ack', id: 1 }, joined({ settleMs: 60_000, token: 't9' }));
    expect(server.last.types.filter((type) => type !== 'ack')).toEqual(['hello', 'join', 'chat', 'chat']);
    expect(server.last.of('chat').map(({ id, text }) => [id, text])).toEqual([
      [2, 'keep me'],
      [3, 'and me'],
    ]);
    server.last.say({ type: 'ack', id: 3 }, chat(2));
    expect(seen('settled').map(([, ticket]) => ticket)).toEqual([said, late]);
    expect(seen('received').map(([, message]) => (message as { type: string }).type)).toEqual(['joined', 'joined', 'chat']);
  });
});

describe('the connection', () => {
  it.each([1000, 1003, 1007, 1009, 4400, 4402, 4403, 4405, 4409])('is never retried after close code %i', async (code) => {
    const { session, server, clock, seen } = inRoom();
    server.last.close(code);
    expect(session.state).toBe('closed');
    expect(seen('ended')).toEqual([['ended', code]]);
    await clock.advance(600_000);
    session.networkChanged();
    expect(server.connections).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  it.each([1001, 1006, 1011, 4401, 4404, 4408, 4429])('is retried after close code %i', async (code) => {
    const { server, clock } = inRoom();
    server.last.close(code);
    await clock.advance(250);
    expect(server.connections).toHaveLength(2);
  });

  it('is taken for dead when no pong comes, and what the old socket still says is ignored', async () => {
    const { server, clock, seen } = inRoom();
    const old = server.last;
    await clock.advance(25_000);
    await clock.advance(4_999);
    expect(old.closedByClient).toBeNull();
    await clock.advance(1);
    expect(old.closedByClient).toBe(4000);
    await clock.advance(250);
    expect(server.connections).toHaveLength(2);
    old.say(chat(2));
    old.close(1006);
    expect(seen('received')).toHaveLength(1);
  });

  it('is given up within a second after a change of the network, unless a pong comes', async () => {
    const { session, server, clock } = inRoom();
    session.networkChanged();
    server.last.say({ type: 'pong' });
    await clock.advance(5_000);
    const old = server.last;
    expect(old.closedByClient).toBeNull();

    // Asked already, and with all the time that a heartbeat has.
    await clock.advance(20_000);
    session.networkChanged();
    await clock.advance(749);
    expect(old.closedByClient).toBeNull();
    await clock.advance(1);
    expect(old.closedByClient).toBe(4000);
  });

  it('lives on while pongs come', async () => {
    const { server, clock } = inRoom();
    for (let turn = 0; turn < 5; turn++) {
      await clock.advance(25_000);
      server.last.say({ type: 'pong' });
    }
    expect(server.last.of('ping')).toHaveLength(5);
    expect(server.connections).toHaveLength(1);
  });

  it('backs off, and tries at once when the system is online again', async () => {
    const { session, server, clock } = inRoom();
    for (const wait of [250, 500, 1_000, 2_000]) {
      server.last.close(1006);
      await clock.advance(wait - 1);
      const before = server.connections.length;
      await clock.advance(1);
      expect(server.connections).toHaveLength(before + 1);
    }
    server.last.close(1006);
    session.networkChanged();
    expect(server.connections).toHaveLength(6);
  });

  it('tries at once when somebody wants something, and not more often than once a second', async () => {
    const { session, server, clock } = inRoom();
    for (const wait of [250, 500, 1_000, 2_000, 4_000, 8_000]) {
      server.last.close(1006);
      await clock.advance(wait);
    }
    await clock.advance(1_000);
    server.last.close(1006);
    expect(server.connections).toHaveLength(7);
    session.reconnectNow();
    expect(server.connections).toHaveLength(8);
    session.reconnectNow();
    server.last.close(1006);
    session.reconnectNow();
    session.reconnectNow();
    await clock.advance(999);
    expect(server.connections).toHaveLength(8);
    await clock.advance(1);
    expect(server.connections).toHaveLength(9);
    await clock.advance(9_000);
    expect(server.connections).toHaveLength(9);
  });

  it('does not wait longer because somebody wants something', async () => {
    const { session, server, clock } = inRoom();
    server.last.close(1006);
    await clock.advance(250);
    server.last.close(1006);
    session.reconnectNow();
    await clock.advance(500);
    expect(server.connections).toHaveLength(3);
  });

  it('leaves a stopping server the time that it has asked for, and does nothing while connected or closed', async () => {
    const { session, server, clock } = inRoom();
    session.reconnectNow();
    expect(server.connections).toHaveLength(1);
    await clock.advance(5_000);
    server.last.say({ type: 'draining', reconnectInMs: 4_000 });
    server.last.close(1001);
    session.reconnectNow();
    await clock.advance(1_999);
    expect(server.connections).toHaveLength(1);
    await clock.advance(1);
    expect(server.connections).toHaveLength(2);
    server.last.close(4403);
    session.reconnectNow();
    expect(server.connections).toHaveLength(2);
  });

  it('is asked at once whether it still lives when the network changes', async () => {
    const { session, server, clock } = inRoom();
    session.networkChanged();
    session.networkChanged();
    expect(server.last.of('ping')).toHaveLength(1);
    await clock.advance(1_000);
    expect(server.connections).toHaveLength(2);
  });

  it('says leave and closes with 1000 at the end', () => {
    const { session, server, clock } = inRoom();
    session.close();
    expect(server.last.of('leave')).toEqual([{ type: 'leave', id: 2 }]);
    expect(server.last.closedByClient).toBe(1000);
    expect(clock.waiting).toBe(0);
  });
});
