// Starts all bundles of a finished build as a browser does, up to where they need a page: what the tools between
// compiler and site have broken shows here, not at somebody's first visit.
//
//   node .ci/check-site.mjs target/site/pkg

import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const names = await readdir(folder);

function find(bundle, ending) {
  const name = names.find((each) => each.startsWith(`${bundle}.`) && each.endsWith(ending));
  if (name === undefined) throw new Error(`there is no ${bundle}${ending}`);
  return join(folder, name);
}

const place = await mkdtemp(join(tmpdir(), 'tessera-check-'));
try {
  for (const [bundle, begin] of [['islands', 'start'], ['lazy', 'start'], ['talk', 'start']]) {
    try {
      // By its new name Node reads it as a module.
      const script = join(place, `${bundle}.mjs`);
      await copyFile(find(bundle, '.js'), script);
      const { default: start } = await import(pathToFileURL(script).href);
      const exported = await start({ module_or_path: await readFile(find(bundle, '.wasm')) });
      if (typeof exported[begin] !== 'function') throw new Error(`it has no ${begin}()`);
      console.log(`build: the bundle ${bundle} starts`);
    } catch (error) {
      console.error(`build: the bundle ${bundle} does not start: ${error}`);
      process.exitCode = 1;
    }
  }
} finally {
  await rm(place, { recursive: true });
}
