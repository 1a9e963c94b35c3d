// Builds the client: `npm ci` when the lock file has changed, `npm run build` into a folder aside, compressed copies, and then the
// swap with client/dist, so that a server that runs meanwhile never meets half a page. Called by Client.targets:
//   node build-client.mjs <client folder> <folder for the stamp>
// Of several calls at once one works; the others wait and find the work done.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressFolder } from './compress-folder.mjs';
import { withLock } from './folder-lock.mjs';

const [client, state] = process.argv.slice(2).map((path) => resolve(path));
const dist = join(client, 'dist');
const next = join(state, 'next');
const old = join(state, 'old');
const stamp = join(state, 'built.stamp');
const installed = join(client, 'node_modules', '.package-lock.json');

/** Runs npm in the client's folder; its output is the build's. */
function npm(...args) {
  const { status, error } = spawnSync('npm', args, { cwd: client, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error || status !== 0) {
    throw new Error(`npm ${args.join(' ')} failed${error ? `: ${error.message}` : ''}; its output above says why`);
  }
}

/** Time of the latest change among the files that make the page; the same ones as in Client.targets. */
function newestInput() {
  let newest = statSync(fileURLToPath(import.meta.url)).mtimeMs;
  const visit = (folder, deep) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (deep) visit(path, true);
      } else if (!/\.test\.tsx?$|\.md$|^biome\.json$/.test(entry.name)) {
        newest = Math.max(newest, statSync(path).mtimeMs);
      }
    }
  };
  visit(client, false);
  for (const folder of ['src', 'public']) {
    if (existsSync(join(client, folder))) visit(join(client, folder), true);
  }
  return newest;
}

function build() {
  const began = new Date();
  if (existsSync(stamp) && existsSync(join(dist, 'index.html')) && statSync(stamp).mtimeMs >= newestInput()) return;

  // npm leaves a copy of the lock file in node_modules: as new as the original means that nothing has to be installed.
  const lock = join(client, 'package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    npm('ci', '--no-audit', '--no-fund');
    if (existsSync(installed)) utimesSync(installed, began, new Date());
  }
  rmSync(next, { recursive: true, force: true });
  npm('run', 'build', '--', '--outDir', next, '--emptyOutDir');
  compressFolder(next);

  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
  // The stamp is as old as the start of this build: a file that was saved meanwhile is newer, and built the next time.
  writeFileSync(stamp, 'The page was built from what was here at the time of this file.\n');
  utimesSync(stamp, began, began);
}

try {
  mkdirSync(state, { recursive: true });
  await withLock(join(state, 'lock'), build);
} catch (error) {
  console.error(`PeerCall client: ${error.message}.`);
  process.exitCode = 1;
}
