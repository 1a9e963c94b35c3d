import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAUSE_MS = 200;

/** Whether a process is still there. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The process that holds a lock; undefined if it has not written its id yet. */
function holder(path) {
  try {
    return Number.parseInt(readFileSync(join(path, 'pid'), 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Does work that only one process may do at a time; the others wait. A folder is the lock, since making one is atomic on every file
 * system; one that a killed process has left behind is cleared away.
 */
export async function withLock(path, work) {
  let nobody = 0;
  for (;;) {
    try {
      mkdirSync(path);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const pid = holder(path);
      nobody = pid === undefined ? nobody + 1 : 0;
      if ((pid !== undefined && !isAlive(pid)) || nobody > 25) {
        rmSync(path, { recursive: true, force: true });
        continue;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  try {
    writeFileSync(join(path, 'pid'), `${process.pid}`);
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
