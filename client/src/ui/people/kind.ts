import type { PeerSnapshot } from '../../call/snapshot';
import { t } from '../text';

/** Rooms that the server makes for test calls begin so; whom it sends into one is there to be tested with. */
const TEST_ROOM = /^test-/;

/** What somebody is who is no person; null for a person at a browser. */
export function kindWord({ kind }: Pick<PeerSnapshot, 'kind'>, room: string): string | null {
  switch (kind) {
    case 'browser':
      return null;
    case 'headless':
      return t.people.program;
    case 'server':
      return TEST_ROOM.test(room) ? t.people.testPartner : t.people.server;
  }
}
