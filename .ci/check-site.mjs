// Starts the browser's part of a finished build as a browser does, up to where it needs a page: what the tools between
// compiler and site have broken shows here, not at somebody's first visit.
//
//   node .ci/check-site.mjs target/site/pkg

import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const names = await readdir(folder);
const find = (ending) => join(folder, names.find((name) => name.startsWith('tessera.') && name.endsWith(ending)));

const place = await mkdtemp(join(tmpdir(), 'tessera-check-'));
try {
  // By its new name Node reads it as a module.
  const script = join(place, 'tessera.mjs');
  await copyFile(find('.js'), script);
  const { default: start } = await import(pathToFileURL(script).href);
  const exported = await start({ module_or_path: await readFile(find('.wasm')) });
  if (typeof exported.hydrate !== 'function') throw new Error('it has no hydrate()');
  console.log("build: the browser's part starts");
} catch (error) {
  console.error(`build: the browser's part does not start: ${error}`);
  process.exitCode = 1;
} finally {
  await rm(place, { recursive: true });
}
