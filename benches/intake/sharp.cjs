// Makes the sizes of a plan (see costs.rs), one pipeline a size, as sharp's documentation shows it. Prints its memory at its highest, in kB.
const { readFileSync } = require('node:fs');
const sharp = require('sharp');

async function make({ path, sizes }) {
  for (const { width, height, quality, full, to } of sizes) {
    const picture = sharp(path);
    await (full ? picture : picture.resize({ width, height, fit: 'fill' })).webp({ quality }).toFile(to);
  }
}

async function main() {
  for (const photograph of JSON.parse(readFileSync(process.argv[2], 'utf8'))) await make(photograph);
  console.log(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}

main();
