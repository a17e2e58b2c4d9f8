import type { Locator, Page, Request, TestInfo } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join as joined } from 'node:path';
import { Connection } from '../connection.ts';
import { sql } from '../database.ts';
import { expect, Server, test as base } from '../fixtures.ts';
import { join, visit } from '../people.ts';
import { heavy } from '../pictures.ts';
import { keptFields, watchCards } from '../uploading.ts';

/** The largest piece, as src/app/uploads/pieces.rs has it. */
const PIECE = 8 << 20;

/** A file of two pieces and a half, and in the middle of its second. */
const LARGE = 21_000_000;
const HALF = 12_000_000;

/** More than the page and all that it asks take beside a file. */
const BESIDE = 500_000;

/** What the first piece is of the file, in percent. */
const FIRST = Math.floor((100 * PIECE) / LARGE);

/** A server of its own, as it is killed in the middle, and a connection to it that can be held up and cut. */
const test = base.extend<{ connection: Connection }, { own: Server }>({
  own: [
    async ({}, use) => {
      const own = await Server.start({ RATE_LIMITS: 'off' });
      await use(own);
      await own.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  site: async ({ own }, use) => use(own),
  connection: async ({ site }, use) => {
    const connection = await Connection.to(site);
    await use(connection);
    await connection.close();
  },
  baseURL: async ({ connection }, use) => use(connection.baseURL),
});

/** What a browser says of a server that is not there, or only just. */
const NOT_THERE = /net::ERR_|WebSocket connection|status of 50[023]/;

/** The server may still be reading a piece that was cut off. */
const STILL_READING = /status of (409|423)/;

/** What a member's pins are called. */
function pins(site: Server, username: string): string[] {
  const titles = sql(site, `select title from pins join users on users.id = owner_id where username = '${username}'`);
  return titles.split('\n').filter(Boolean);
}

/** Chooses a file of so many bytes on the upload page, and waits until the browser has it. */
async function choose(page: Page, info: TestInfo, name: string, bytes = LARGE): Promise<Locator> {
  const folder = info.outputPath('large');
  mkdirSync(folder, { recursive: true });
  const path = joined(folder, name);
  writeFileSync(path, heavy(name, bytes).buffer);
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles(path);
  const card = page.locator('.upload-card');
  await expect(card).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Upload 1 picture' })).toBeEnabled();
  return card;
}

/** Where in the file each piece begins that is sent from now on. */
function pieces(page: Page): number[] {
  const offsets: number[] = [];
  page.on('request', (request: Request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  return offsets;
}

async function expectArrived(card: Locator): Promise<void> {
  await expect(card).toHaveAttribute('data-state', /processing|ready/, { timeout: 40_000 });
}

for (const { what, lose, regain } of [
  {
    what: 'the network was lost',
    lose: (connection: Connection) => connection.cut(),
    regain: (connection: Connection) => connection.mend(),
  },
  {
    what: 'the server was killed',
    lose: (_: Connection, site: Server) => site.kill(),
    regain: async (connection: Connection, site: Server) => {
      connection.release();
      await site.start();
    },
  },
]) {
  test(`a large file goes on where it was after ${what}, and becomes one pin`, async ({ page, site, connection, expectProblem }, info) => {
    test.setTimeout(120_000);
    expectProblem(NOT_THERE);
    expectProblem(STILL_READING);
    const member = await join(page, connection.baseURL, 'remy');
    const card = await choose(page, info, 'Große Wolke 雲.png');
    const offsets = pieces(page);
    const before = connection.passed;
    const held = connection.hold(HALF);
    await page.getByRole('button', { name: 'Upload 1 picture' }).click();
    await held;
    await lose(connection, site);
    await expect(page.locator('.action-bar__note')).toHaveText('Waiting for the connection…');
    await expect(card.locator('.upload-card__words')).toHaveText(`Waiting, ${FIRST}% uploaded`);
    await expect(page.locator('.action-bar__words')).toContainText('0 of 1 uploaded, 8.4 MB of 21 MB');

    await regain(connection, site);
    await expectArrived(card);
    expect(pins(site, member.username)).toEqual(['Große Wolke 雲']);
    const [first, second, ...rest] = offsets;
    expect([first, second]).toEqual([0, PIECE]);
    expect(Math.min(...rest)).toBeGreaterThanOrEqual(PIECE);
    // No more than one piece travelled twice.
    expect(connection.passed - before).toBeLessThan(LARGE + PIECE + BESIDE);
  });
}

test('a large file goes on where it was after the page was loaded anew, as far as it had come', async ({ page, site, connection, expectProblem }, info) => {
  test.setTimeout(120_000);
  expectProblem(STILL_READING);
  const member = await join(page, connection.baseURL, 'rita');
  await choose(page, info, 'Reloaded.png');
  const before = connection.passed;
  const held = connection.hold(HALF);
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  await held;
  // What the first piece has brought is written down, and where the next one goes.
  await expect.poll(() => keptFields(page, 'offset')).toEqual([String(PIECE)]);
  const offsets = pieces(page);
  await page.reload();
  const card = page.locator('.upload-card');
  await expect(card).toHaveCount(1);
  const seen = await watchCards(page);
  await expect.poll(() => offsets.length).toBeGreaterThan(0);
  expect(offsets[0]).toBeGreaterThanOrEqual(PIECE);
  await expect(card.locator('.upload-card__words')).toHaveText(/^Uploading, \d+%$/);
  connection.release();
  await expectArrived(card);
  const [history] = await seen();
  expect(Math.min(...(history?.progress ?? []))).toBeGreaterThanOrEqual(FIRST);
  expect(pins(site, member.username)).toEqual(['Reloaded']);
  expect(connection.passed - before).toBeLessThan(LARGE + PIECE + BESIDE);
});

test('what is said of a file while the connection is lost counts, though it had begun', async ({ page, site, connection, expectProblem }, info) => {
  expectProblem(NOT_THERE);
  expectProblem(STILL_READING);
  const member = await join(page, connection.baseURL, 'ruth');
  const card = await choose(page, info, 'Untold.png', PIECE + 1_000_000);
  const held = connection.hold(PIECE + BESIDE);
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  await held;
  await connection.cut();
  await expect(card.locator('.upload-card__words')).toHaveText(/^Waiting, 8\d% uploaded$/);
  await page.getByLabel('Title of Untold.png').fill('Told');
  await connection.mend();
  await expectArrived(card);
  expect(pins(site, member.username)).toEqual(['Told']);
  // What had begun with the other title is gone.
  expect(sql(site, `select count(*) from resumable_uploads join users on users.id = owner_id where username = '${member.username}'`)).toBe('1');
});

test('a file that is taken off the list half-way is deleted at the site as well', async ({ page, site, connection, expectProblem }, info) => {
  expectProblem(STILL_READING);
  const member = await join(page, connection.baseURL, 'rolf');
  await choose(page, info, 'Gone.png', PIECE + 1_000_000);
  const held = connection.hold(PIECE + BESIDE);
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  await held;
  const deletion = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.getByRole('button', { name: 'Remove Gone.png' }).click();
  const deleted = await deletion;
  expect(deleted.status()).toBe(204);
  connection.release();
  const state = await page.request.get(deleted.url(), { headers: { 'tus-resumable': '1.0.0' } });
  expect([404, 410]).toContain(state.status());
  expect(pins(site, member.username)).toEqual([]);
});
