// Makes the files of a site ready to be sent: smaller, each with its hash in its name, and compressed beside it.
//
//   node .ci/finish-site.mjs wasm-release|wasm-debug FOLDER HASHES

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const [profile, folder, hashes] = process.argv.slice(2);
const release = profile === 'wasm-release';
const pkg = join(folder, 'pkg');
const run = (program, ...args) => execFileSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });

// What the browsers that people have (browserslist's defaults) need written another way.
const BROWSERS = 'chrome109,edge120,firefox115,safari16';

// By the names that their hashes have in HASHES.
const FILES = {
  css: 'tessera.css',
  'communities-css': 'communities.css',
  'islands-js': 'islands.js',
  'islands-wasm': 'islands.wasm',
  'lazy-js': 'lazy.js',
  'lazy-wasm': 'lazy.wasm',
  'talk-js': 'talk.js',
  'talk-wasm': 'talk.wasm',
};

const lines = [];
for (const [line, file] of Object.entries(FILES)) {
  const path = join(pkg, file);
  const { name, ext } = parse(file);
  if (ext !== '.wasm') {
    const small = join(pkg, `small${ext}`);
    run('esbuild', path, ...(release ? ['--minify'] : []), `--target=${BROWSERS}`, '--log-level=warning', `--outfile=${small}`);
    await rename(small, path);
  } else if (release) {
    run('wasm-opt', '-Oz', path, '-o', path);
  }
  const hash = createHash('sha256').update(await readFile(path)).digest('base64url').slice(0, 22);
  lines.push(`${line}: ${hash}\n`);
  await rename(path, join(pkg, `${name}.${hash}${ext}`));
}
await writeFile(hashes, lines.join(''));

if (release) {
  const COMPRESSED_ALREADY = ['.png', '.webp', '.woff2', '.ico', '.br', '.gz'];
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && !COMPRESSED_ALREADY.includes(extname(entry.name)));
  const [brotli, gz] = [brotliCompress, gzip].map(promisify);
  await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = await readFile(path);
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      await writeFile(`${path}.br`, await brotli(bytes, { params }));
      await writeFile(`${path}.gz`, await gz(bytes, { level: 9 }));
    }),
  );
}
