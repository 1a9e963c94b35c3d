import { every, type Timer } from '../clock';
import type { Environment } from './environment';
import type { RoomInfo } from './snapshot';

/** While somebody stands in the lobby, who is inside is asked for so often. */
const REFRESH_MS = 10_000;

/** Asks who is in the room, as long as that is of interest. */
export class Lobby {
  readonly #environment: Environment;
  readonly #found: (info: Omit<RoomInfo, 'name'>) => void;
  readonly #room: string;
  #timer: Timer | null = null;

  constructor(environment: Environment, room: string, found: (info: Omit<RoomInfo, 'name'>) => void) {
    this.#environment = environment;
    this.#room = room;
    this.#found = found;
  }

  enter(): void {
    if (this.#timer !== null) return;
    this.#timer = every(this.#environment.clock, REFRESH_MS, () => void this.#ask());
    void this.#ask();
  }

  leave(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  async #ask(): Promise<void> {
    const info = roomInfo(await this.#environment.fetchRoom(this.#room));
    if (info !== null && this.#timer !== null) this.#found(info);
  }
}

function roomInfo(answer: unknown): Omit<RoomInfo, 'name'> | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const { count, max, names, passwordRequired } = answer as Record<string, unknown>;
  if (typeof count !== 'number' || typeof max !== 'number') return null;
  return {
    count,
    max,
    names: Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [],
    passwordRequired: passwordRequired === true,
  };
}
