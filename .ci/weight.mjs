// Prints the size of what browsers load, compressed with brotli as the server sends it, and fails above a budget.
//
//   node .ci/weight.mjs target/site

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const pkg = join(process.argv[2], 'pkg');

// In bytes.
const ROWS = [
  { names: ['islands.js', 'islands.wasm'], budget: 150_000 },
  { names: ['tessera.css'], budget: 14_000 },
  { names: ['communities.css'], budget: 5_000, note: 'on pages of communities and conversations' },
  { names: ['lazy.js', 'lazy.wasm'], budget: 120_000, note: 'to upload, arrange and select' },
  { names: ['talk.js', 'talk.wasm'], budget: 120_000, note: 'to talk' },
];

/** The compressed size of a file whose name has a hash in it: `islands.HASH.js.br` for `islands.js`. */
function size(name) {
  const [stem, kind] = name.split('.');
  const found = files.filter((each) => each.startsWith(`${stem}.`) && each.endsWith(`.${kind}.br`));
  if (found.length !== 1) stop(`${found.length} files in ${pkg} are a compressed ${name}, not 1: \`make build\` makes them`);
  return statSync(join(pkg, found[0])).size;
}

function stop(message) {
  console.error(`weight: ${message}`);
  process.exit(1);
}

let files = [];
try {
  files = readdirSync(pkg);
} catch {
  stop(`there is no ${pkg}: \`make build\` makes it`);
}

const rows = ROWS.map(({ names, budget, note = '' }) => {
  const bytes = names.map(size).reduce((sum, each) => sum + each);
  return { label: names.join(' + '), bytes, budget, note };
});
const over = rows.filter(({ bytes, budget }) => bytes > budget);

const number = (value) => value.toLocaleString('en');
const line = (label, bytes, budget, note) =>
  console.log(`  ${label.padEnd(26)}${bytes.padStart(10)}${budget.padStart(10)}  ${note}`.trimEnd());

console.log('weight: what pages load, in bytes after brotli');
line('', 'size', 'budget', '');
for (const row of rows) line(row.label, number(row.bytes), number(row.budget), over.includes(row) ? 'OVER BUDGET' : row.note);

for (const { label, bytes, budget } of over) {
  console.error(`weight: ${label}: ${number(bytes - budget)} bytes above the budget`);
  process.exitCode = 1;
}
