import type { Page } from '@playwright/test';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join as joined } from 'node:path';
import { sql } from '../database.ts';
import { expect, Server, test as base } from '../fixtures.ts';
import { join, visit } from '../people.ts';
import { noise } from '../pictures.ts';
import { drop, longestTask, watchTasks } from '../uploading.ts';

const MANY = 500;

/** A server of its own, as it is stopped in the middle. */
const test = base.extend<object, { own: Server }>({
  own: [
    async ({}, use) => {
      const own = await Server.start({ RATE_LIMITS: 'off' });
      await use(own);
      await own.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  site: async ({ own }, use) => use(own),
});

/** Photographs, as far as a camera's noise goes: each of other bytes, 40 kB or so. */
function photographs(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const path = joined(folder, `IMG_${String(index + 1).padStart(4, '0')}.png`);
    writeFileSync(path, noise('', 128, 96 + (index % 24), index).buffer);
    return path;
  });
}

/** How many files have arrived, as the page says. */
async function sent(page: Page): Promise<number> {
  const words = await page.locator('.action-bar__words').innerText();
  return Number(/^(\d+) of/.exec(words)?.[1] ?? 0);
}

async function reached(page: Page, count: number): Promise<void> {
  await expect.poll(() => sent(page), { timeout: 120_000, intervals: [50] }).toBeGreaterThanOrEqual(count);
}

/** Takes the network away, as a train does in a tunnel, or gives it back. */
async function network(page: Page, there: boolean): Promise<void> {
  await page.context().setOffline(!there);
}

test('five hundred photographs arrive once each, though the server starts anew and the network goes', async ({
  page,
  site,
  expectProblem,
}, info) => {
  test.setTimeout(300_000);
  // What the browser says of a server and of a network that are not there.
  expectProblem(/net::ERR_(CONNECTION_\w+|INTERNET_DISCONNECTED|EMPTY_RESPONSE|NETWORK_CHANGED|SOCKET_NOT_CONNECTED)/);
  expectProblem(/status of 50[023]|^50[023]: /);
  const member = await join(page, site.baseURL, 'hundreds');
  const folder = info.outputPath('photographs');
  const files = photographs(folder, MANY);
  await watchTasks(page);
  await visit(page, '/upload');
  const loading = await longestTask(page);

  const began = Date.now();
  await drop(page, page.locator('.dropzone'), files);
  const cards = page.locator('.upload-card');
  await expect(cards).toHaveCount(MANY);
  await page.getByLabel('Title of IMG_0001.png').fill('The first of many');
  await page.getByRole('button', { name: `Upload ${MANY} pictures` }).click();
  const note = page.locator('.action-bar__note');

  await reached(page, 100);
  await network(page, false);
  await expect(note).toContainText('Waiting for the connection…');
  // The answers that were under way are in.
  await page.waitForTimeout(500);
  const cut = await sent(page);
  await page.waitForTimeout(2_500);
  expect(await sent(page)).toBe(cut);
  await network(page, true);
  await reached(page, cut + 20);

  await reached(page, MANY / 2);
  await site.stop();
  await expect(note).toContainText('Waiting for the connection…', { timeout: 20_000 });
  await site.start();
  await reached(page, MANY);
  const arrived = Date.now();
  await expect(page.locator('.upload-card[data-state=ready]')).toHaveCount(MANY, { timeout: 180_000 });
  const ended = Date.now();
  await expect(page.getByRole('status').filter({ hasText: `All ${MANY} pictures were uploaded` })).toBeVisible();
  await expect(page.locator('.upload-card[data-state=failed]')).toHaveCount(0);

  const titles = sql(site, `select title from pins join users on users.id = owner_id where username = '${member.username}'`).split('\n');
  const expected = files.map((_, index) => (index === 0 ? 'The first of many' : `IMG_${String(index + 1).padStart(4, '0')}`));
  expect(titles.toSorted()).toEqual(expected.toSorted());

  const longest = await longestTask(page);
  console.log(
    `${MANY} photographs: ${((arrived - began) / 1000).toFixed(1)} s until all had arrived, ${((ended - began) / 1000).toFixed(1)} s until all were ready; ` +
      `longest task ${longest.toFixed(0)} ms (while the page loaded: ${loading.toFixed(0)} ms)`,
  );
  rmSync(folder, { recursive: true });
});
