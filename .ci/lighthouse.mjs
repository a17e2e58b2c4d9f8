// Measures a running site with Lighthouse's preset for phones: each page three times, of which the run with the middle performance
// counts. Prints a table, and what keeps a page from what is wanted: 95 for performance and 100 for the rest.
//
//   node .ci/lighthouse.mjs LIGHTHOUSE SITE PIN BOARD
//
// LIGHTHOUSE is its program, SITE an address such as http://127.0.0.1:3000, PIN and BOARD are ids as PostgreSQL writes them.

import { spawnSync } from 'node:child_process';

const [lighthouse, site, pin, board] = process.argv.slice(2);

const RUNS = 3;

const PAGES = [
  ['Explore', '/'],
  ['Pin', `/pin/${shortened(pin)}`],
  ['Profile', '/@bench'],
  ['Board', `/board/${shortened(board)}`],
  ['Search', '/search?q=wallpaper'],
];

/** With the lowest score that is wanted. */
const CATEGORIES = [
  ['performance', 'performance', 95],
  ['accessibility', 'accessibility', 100],
  ['best-practices', 'best practices', 100],
  ['seo', 'SEO', 100],
];

const milliseconds = (value) => `${Math.round(value)} ms`;

const FIGURES = [
  ['largest-contentful-paint', 'LCP', milliseconds],
  ['total-blocking-time', 'TBT', milliseconds],
  ['cumulative-layout-shift', 'CLS', (value) => value.toFixed(3)],
  ['server-response-time', 'TTFB', milliseconds],
];

/** As in end2end/playwright.config.ts. */
const CHROME_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** An id as addresses have it: 22 base58 characters (src/model/ids.rs). */
function shortened(uuid) {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let id = '';
  while (id.length < 22) {
    id = alphabet[Number(rest % 58n)] + id;
    rest /= 58n;
  }
  return id;
}

/** One run, as Lighthouse's own report. Now and then Chromium records no trace: then it runs again. */
function run(path, tries = 3) {
  try {
    return runOnce(path);
  } catch (error) {
    if (tries <= 1) throw error;
    console.log(`lighthouse: ${path}: one more try`);
    return run(path, tries - 1);
  }
}

function runOnce(path) {
  const options = [
    '--quiet',
    '--output=json',
    '--output-path=stdout',
    '--no-enable-error-reporting',
    `--only-categories=${CATEGORIES.map(([category]) => category).join()}`,
    `--chrome-flags=${CHROME_FLAGS.join(' ')}`,
  ];
  const env = { ...process.env, CHROME_PATH: '/usr/bin/chromium', NO_UPDATE_NOTIFIER: '1' };
  const stdio = ['ignore', 'pipe', 'inherit'];
  const printed = spawnSync(lighthouse, [site + path, ...options], { env, stdio, maxBuffer: 1 << 28, encoding: 'utf8' });
  if (printed.status !== 0) throw new Error(`${path}: Lighthouse ended with ${printed.status}`);
  const report = JSON.parse(printed.stdout);
  if (report.runtimeError) throw new Error(`${path}: ${report.runtimeError.message}`);
  return report;
}

const score = (report, category) => Math.round(100 * report.categories[category].score);

/** The run with the middle performance. */
function middle(path) {
  const runs = Array.from({ length: RUNS }, () => run(path));
  const sorted = runs.toSorted((one, other) => score(one, 'performance') - score(other, 'performance'));
  return sorted[Math.floor(RUNS / 2)];
}

/** What keeps a page from what is wanted, a line each. */
function missed(page, report) {
  return CATEGORIES.filter(([category, , wanted]) => score(report, category) < wanted).map(([category, label, wanted]) => {
    const short = report.categories[category].auditRefs
      .filter(({ id, weight }) => weight > 0 && report.audits[id].score !== null && report.audits[id].score < 1)
      .map(({ id }) => report.audits[id].title);
    return `${page}: ${label} ${score(report, category)}, wanted ${wanted}: ${short.join('; ')}`;
  });
}

const line = (cells) => console.log(cells.map((cell, column) => (column === 0 ? cell.padEnd(9) : cell.padStart(16))).join(''));

console.log(`lighthouse: as a phone, the middle of ${RUNS} runs`);
line(['', ...CATEGORIES.map(([, label]) => label), ...FIGURES.map(([, label]) => label)]);
const below = [];
for (const [page, path] of PAGES) {
  const report = middle(path);
  const scores = CATEGORIES.map(([category]) => String(score(report, category)));
  const figures = FIGURES.map(([audit, , write]) => write(report.audits[audit].numericValue));
  line([page, ...scores, ...figures]);
  below.push(...missed(page, report));
  if (report.audits['cumulative-layout-shift'].numericValue > 0) below.push(`${page}: the layout shifts`);
}
for (const each of below) console.log(`below what is wanted: ${each}`);
