import type { Locator, Page } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join as joined } from 'node:path';
import { sql } from '../database.ts';
import { expect, test, type Server } from '../fixtures.ts';
import { join, signIn, signOut, visit } from '../people.ts';
import { noise, png } from '../pictures.ts';
import { drop, keptFiles } from '../uploading.ts';

/** What a member's pins are called, and what is said of each. */
function pins(site: Server, username: string, columns = 'title'): string[] {
  const of = `select ${columns} from pins join users on users.id = owner_id where username = '${username}' order by title`;
  return sql(site, of).split('\n').filter(Boolean);
}

function cards(page: Page, state?: string): Locator {
  return page.locator(state ? `.upload-card[data-state=${state}]` : '.upload-card');
}

/** Chooses pictures, and waits until the browser has them. */
async function choose(page: Page, names: string[]): Promise<void> {
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles(names.map((name, index) => png(`${name}.png`, 60, 40, index * 50)));
  await expect(cards(page)).toHaveCount(names.length);
  await expect.poll(() => keptFiles(page)).toBe(names.length);
}

/** Notes each question whether to leave a page. */
function questions(page: Page): string[] {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  return asked;
}

test('three hundred pictures arrive once each, though one goes to another page, reloads, and closes the tab half-way', async ({ page, site }, info) => {
  test.setTimeout(240_000);
  const member = await join(page, site.baseURL, 'nora');
  const folder = info.outputPath('hundreds');
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: 300 }, (_, index) => `n${String(index).padStart(3, '0')}`);
  const files = names.map((name) => joined(folder, `${name}.png`));
  for (const [index, file] of files.entries()) writeFileSync(file, noise('', 60, 40, index).buffer);
  const arrived = (count: number) =>
    expect.poll(() => pins(site, member.username).length, { timeout: 120_000 }).toBeGreaterThanOrEqual(count);
  // A line that is slow enough for all that is done meanwhile.
  await page.context().route('**/upload', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await new Promise((resolve) => setTimeout(resolve, 150));
    // Where the page is gone meanwhile, so is its request.
    await route.continue().catch(() => undefined);
  });

  await visit(page, '/upload');
  const asked = questions(page);
  await drop(page, page.locator('.dropzone'), files);
  await expect(cards(page)).toHaveCount(300);
  await expect.poll(() => keptFiles(page)).toBe(300);
  await page.getByRole('button', { name: 'Upload 300 pictures' }).click();
  await arrived(20);
  await page.getByRole('banner').getByRole('link', { name: 'Explore' }).click();
  await expect(page.getByRole('link', { name: /^Uploading: \d+ of \d+/ })).toBeVisible();
  await arrived(60);
  await page.reload();
  await expect(page.getByRole('link', { name: /^Uploading: \d+ of/ })).toBeVisible();
  await arrived(150);
  const { length } = pins(site, member.username);
  const context = page.context();
  await page.close();
  expect(length).toBeLessThan(290);

  const again = await context.newPage();
  await visit(again, '/');
  await again.getByRole('link', { name: /^Uploading: \d+ of/ }).click();
  await arrived(300);
  await expect(cards(again, 'ready')).not.toHaveCount(0);
  await expect(again.locator('.upload-card:not([data-state=ready])')).toHaveCount(0, { timeout: 120_000 });
  expect(pins(site, member.username)).toEqual(names);
  expect(asked).toEqual([]);
  await expect.poll(() => keptFiles(again)).toBe(0);
  await visit(again, '/upload');
  await again.waitForTimeout(500);
  await expect(cards(again)).toHaveCount(0);
});

test('what was said of pictures outlives a reload, and nobody sees more of them than was said', async ({ page, site }) => {
  const member = await join(page, site.baseURL, 'olga');
  await choose(page, ['a', 'b']);
  const all = page.getByRole('region', { name: 'For all pictures' });
  await all.getByText('Private').click();
  await all.getByLabel('Tags for all').fill('harbour');
  await page.getByLabel('Title of a.png').fill('The quay');
  // As long as it takes until what is typed is kept.
  await page.waitForTimeout(600);
  await page.reload();
  await expect(cards(page)).toHaveCount(2);
  await expect(page.getByLabel('Title of a.png')).toHaveValue('The quay');
  await expect(all.getByRole('radio', { name: 'Private' })).toBeChecked();
  await expect(all.getByLabel('Tags for all')).toHaveValue('harbour');
  await page.getByRole('button', { name: 'Upload 2 pictures' }).click();
  await expect(cards(page, 'ready')).toHaveCount(2, { timeout: 30_000 });
  expect(pins(site, member.username, 'title, visibility')).toEqual(['The quay|private', 'b|private']);
});

test('what one member chose, no other member sees or sends, and it is there when the first signs in again', async ({ page, site }) => {
  const first = await join(page, site.baseURL, 'pia');
  await choose(page, ['a', 'b', 'c']);
  await signOut(page);
  const second = await join(page, site.baseURL, 'quentin');
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles(png('mine.png', 60, 40, 10));
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  await expect(cards(page, 'ready')).toHaveCount(1, { timeout: 30_000 });
  await expect(cards(page)).toHaveCount(1);
  expect([pins(site, second.username), pins(site, first.username)]).toEqual([['mine'], []]);

  await signOut(page);
  await signIn(page, first.username, first.password);
  await visit(page, '/upload');
  await page.getByRole('button', { name: 'Upload 3 pictures' }).click();
  await expect(cards(page, 'ready')).toHaveCount(3, { timeout: 30_000 });
  expect([pins(site, second.username), pins(site, first.username)]).toEqual([['mine'], ['a', 'b', 'c']]);
});

test('a page left open by one member sends nothing for another who has signed in since', async ({ page, site, expectProblem }) => {
  expectProblem(/status of 401/);
  const first = await join(page, site.baseURL, 'rosa');
  await choose(page, ['a', 'b']);
  await page.context().clearCookies();
  const second = await join(page, site.baseURL, 'stan');
  await page.getByRole('button', { name: 'Upload 2 pictures' }).click();
  await expect(page.getByRole('alert')).toContainText('You are signed out');
  await expect(cards(page, 'waiting')).toHaveCount(2);
  expect([pins(site, first.username), pins(site, second.username)]).toEqual([[], []]);
});

test('of two tabs one has the list; when it is closed, the other takes it over beside its own', async ({ page, site }) => {
  const member = await join(page, site.baseURL, 'tess');
  await choose(page, ['a', 'b']);
  await page.getByRole('region', { name: 'For all pictures' }).getByText('Private').click();
  await page.waitForTimeout(600);
  const other = await page.context().newPage();
  await visit(other, '/upload');
  await other.locator('#files').setInputFiles(png('c.png', 60, 40, 200));
  await expect(cards(other)).toHaveCount(1);
  await page.close();
  await expect(cards(other)).toHaveCount(3);
  await expect.poll(() => keptFiles(other)).toBe(3);
  await other.getByRole('button', { name: 'Upload 3 pictures' }).click();
  await expect(cards(other, 'ready')).toHaveCount(3, { timeout: 30_000 });
  expect(pins(site, member.username, 'title, visibility')).toEqual(['a|private', 'b|private', 'c|public']);
});

test('where the browser keeps nothing, leaving asks first', async ({ page, site }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  await join(page, site.baseURL, 'ursa');
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles(png('a.png', 60, 40, 10));
  await page.getByLabel('Title of a.png').click();
  const asked = page.waitForEvent('dialog');
  await page.evaluate(() => void setTimeout(() => (location.href = '/settings'), 0));
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await expect(cards(page)).toHaveCount(1);
});
