import type { Locator, Page } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join as joined } from 'node:path';
import { sql } from '../database.ts';
import { expect, test, type Server } from '../fixtures.ts';
import { join, signIn, visit } from '../people.ts';
import { noise, png, send } from '../pictures.ts';
import { drop } from '../uploading.ts';

function card(page: Page, name: string): Locator {
  return page.locator('.upload-card').filter({ has: page.getByLabel(`Title of ${name}`) });
}

/** What a member's pins are called, and what is said of each. */
function pins(site: Server, username: string, columns = 'title'): string[] {
  const of = `select ${columns} from pins join users on users.id = owner_id where username = '${username}' order by title`;
  return sql(site, of).split('\n').filter(Boolean);
}

/** A folder with pictures, a folder in it, and what else lies about in folders. */
function folderOfPictures(folder: string): string {
  mkdirSync(joined(folder, 'June'), { recursive: true });
  for (const name of ['one.png', 'June/two.png', 'June/three.PNG']) {
    writeFileSync(joined(folder, name), png('', 60, 40, name.length * 20).buffer);
  }
  for (const name of ['notes.txt', '.DS_Store', 'June/film.mp4']) writeFileSync(joined(folder, name), 'no picture');
  return folder;
}

test('a folder is chosen or dropped, and what is no picture in it is left out by name', async ({ page, baseURL }, info) => {
  await join(page, baseURL, 'fran');
  const folder = folderOfPictures(info.outputPath('holiday'));
  await visit(page, '/upload');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await (await chooser).setFiles(folder);
  const cards = page.locator('.upload-card');
  await expect(cards).toHaveCount(3);
  const remark = page.getByText('3 other files were not added');
  for (const name of ['notes.txt', '.DS_Store', 'film.mp4']) await expect(remark).toContainText(name);

  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(cards).toHaveCount(0);
  await expect(page.getByText('not added')).toHaveCount(0);
  await drop(page, page.locator('.dropzone'), [folder, joined(folder, 'one.png')]);
  await expect(cards).toHaveCount(4);
  for (const name of ['notes.txt', '.DS_Store', 'film.mp4']) await expect(remark).toContainText(name);
});

test('a picture that one has already is asked about before it is sent: it is skipped, or kept beside the first', async ({ page, site }) => {
  const member = await join(page, site.baseURL, 'dora');
  const [aqua, other] = [png('Aqua.png', 60, 40, 10), png('New.png', 60, 40, 90)];
  const [first] = await send(page, site.baseURL, [aqua]);
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles([aqua, other]);
  await expect(card(page, 'Aqua.png')).toHaveAttribute('data-state', 'known');
  await expect(card(page, 'Aqua.png').locator('.upload-card__words')).toHaveText('You already have this picture');
  await expect(card(page, 'Aqua.png').getByRole('link', { name: 'View existing picture' })).toHaveAttribute('href', `/pin/${first}`);
  await expect(page.locator('.action-bar__words')).toContainText('1 already uploaded');
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  await expect(card(page, 'New.png')).toHaveAttribute('data-state', 'ready', { timeout: 20_000 });
  expect(pins(site, member.username), 'nothing is sent that nobody has decided on').toEqual(['Aqua', 'New']);
  await card(page, 'Aqua.png').getByRole('button', { name: 'Keep both' }).click();
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  await expect(card(page, 'Aqua.png')).toHaveAttribute('data-state', 'ready', { timeout: 20_000 });
  expect(pins(site, member.username)).toEqual(['Aqua', 'Aqua 2', 'New']);

  await page.getByRole('button', { name: 'Clear' }).click();
  await page.locator('#files').setInputFiles([aqua]);
  await card(page, 'Aqua.png').getByRole('button', { name: 'Skip' }).click();
  await expect(page.locator('.upload-card')).toHaveCount(0);
  await page.locator('#files').setInputFiles([aqua, other]);
  const question = page.getByRole('status').filter({ hasText: 'You already have 2 of these pictures.' });
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Skip these' }).click();
  await expect(page.locator('.upload-card')).toHaveCount(0);
  await expect(question).toHaveCount(0);
});

test('what one was asked about is asked again on the next page, and what one wants to keep is not', async ({ page, site }) => {
  await join(page, site.baseURL, 'kira');
  const files = [png('Aqua.png', 60, 40, 10), png('Moss.png', 60, 40, 90)];
  await send(page, site.baseURL, files);
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles(files);
  await expect(page.locator('.upload-card[data-state=known]')).toHaveCount(2);
  await card(page, 'Moss.png').getByRole('button', { name: 'Keep both' }).click();
  await visit(page, '/settings');
  await visit(page, '/upload');
  await expect(card(page, 'Aqua.png')).toHaveAttribute('data-state', 'known');
  await expect(card(page, 'Moss.png')).toHaveAttribute('data-state', 'waiting');
});

test('what is said of all holds for each, but for what is said of it', async ({ page, site }) => {
  const member = await join(page, site.baseURL, 'wanda');
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles([png('a.png', 60, 40, 10), png('b.png', 60, 40, 100), png('c.png', 60, 40, 200)]);
  await card(page, 'a.png').getByText('Public').click();
  const all = page.getByRole('region', { name: 'For all pictures' });
  await all.getByText('Unlisted').click();
  await expect(card(page, 'a.png').getByRole('radio', { name: 'Unlisted' })).toBeChecked();
  await card(page, 'b.png').getByText('Private').click();
  await all.getByLabel('Tags for all').fill('Harbour, fog');

  await page.getByRole('button', { name: 'More about b.png' }).click();
  await card(page, 'b.png').getByLabel('Description').fill('Early in the morning.\nNobody about.');
  await card(page, 'b.png').getByLabel('Alternative text').fill('A quay in the fog');
  // Enter in a line of one picture sends nothing.
  await card(page, 'b.png').getByLabel('Tags').fill('quay');
  await page.keyboard.press('Enter');
  await expect(page.locator('.upload-card[data-state=waiting]')).toHaveCount(3);
  await page.getByRole('button', { name: 'Upload 3 pictures' }).click();
  await expect(page.locator('.upload-card[data-state=ready]')).toHaveCount(3, { timeout: 30_000 });

  expect(pins(site, member.username, 'title, visibility')).toEqual(['a|unlisted', 'b|private', 'c|unlisted']);
  const address = await card(page, 'b.png').getByRole('link', { name: 'View' }).getAttribute('href');
  await page.goto(address ?? '');
  for (const words of ['Early in the morning.', 'quay', 'harbour', 'fog']) await expect(page.getByRole('main')).toContainText(words);
  await expect(page.locator('.pin__picture')).toHaveAttribute('alt', 'A quay in the fog');
});

test('a title that is taken is refused with the pin that has it, and a file’s name is numbered', async ({ page, site }) => {
  const member = await join(page, site.baseURL, 'tilda');
  const [first] = await send(page, site.baseURL, [png('Sunset.png', 60, 40, 10)]);
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles([png('Sunset.png', 60, 40, 50), png('other.png', 60, 40, 90)]);
  await page.getByLabel('Title of other.png').fill('Sunset');
  await page.getByRole('button', { name: 'Upload 2 pictures' }).click();
  await expect(card(page, 'Sunset.png')).toHaveAttribute('data-state', 'ready', { timeout: 20_000 });
  await expect(page.getByLabel('Title of Sunset.png')).toHaveValue('Sunset 2');
  await expect(card(page, 'other.png')).toHaveAttribute('data-state', 'failed');
  await expect(card(page, 'other.png').getByRole('link', { name: 'View existing picture' })).toHaveAttribute('href', `/pin/${first}`);
  await page.getByLabel('Title of other.png').fill('Sunrise');
  await page.getByRole('button', { name: 'Retry failed' }).click();
  await expect(card(page, 'other.png')).toHaveAttribute('data-state', 'ready', { timeout: 20_000 });
  expect(pins(site, member.username)).toEqual(['Sunrise', 'Sunset', 'Sunset 2']);
});

test('an answer that was lost makes no second pin, a busy site is given time, and only a refusal is a failure', async ({
  page,
  site,
  expectProblem,
}) => {
  expectProblem(/net::ERR_FAILED|status of (422|429|500)|^500: /);
  const member = await join(page, site.baseURL, 'lotta');
  const answers = ['lost', 'busy', 'fault'];
  const asked: string[] = [];
  await page.route('**/upload', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    asked.push(answers[0] ?? 'through');
    switch (answers.shift()) {
      case 'lost':
        await route.fetch();
        return route.abort();
      case 'busy':
        return route.fulfill({ status: 429, headers: { 'retry-after': '2' }, body: '' });
      case 'fault':
        return route.fulfill({ status: 500, body: '' });
      default:
        return route.continue();
    }
  });
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles(png('once.png', 60, 40, 10));
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  const note = page.locator('.action-bar__note');
  await expect(note).toHaveText('Waiting for the connection…');
  await expect(note).toHaveText('The site is busy. Trying again soon…');
  await expect(page.locator('.upload-card')).toHaveAttribute('data-state', 'ready', { timeout: 20_000 });
  expect(asked).toEqual(['lost', 'busy', 'fault', 'through']);
  expect(pins(site, member.username)).toEqual(['once']);
});

test('uploads are paused and go on while one looks at other pages, also those that are loaded anew, and nothing asks', async ({ page, site }, info) => {
  test.setTimeout(120_000);
  const member = await join(page, site.baseURL, 'paul');
  const folder = info.outputPath('twenty');
  mkdirSync(folder, { recursive: true });
  const files = Array.from({ length: 20 }, (_, index) => joined(folder, `n${index}.png`));
  for (const [index, file] of files.entries()) writeFileSync(file, noise('', 80, 60, index).buffer);
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles(files);
  const line = await page.context().newCDPSession(page);
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 30_000 });
  await page.getByRole('button', { name: 'Upload 20 pictures' }).click();
  // Whoever goes by keyboard is where the button was.
  await expect(page.getByRole('button', { name: 'Pause' })).toBeFocused();
  await expect(page.locator('.upload-card[data-state=sending]')).not.toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.locator('.action-bar__note')).toHaveText('Paused');
  await expect(page.locator('.upload-card[data-state=sending]')).toHaveCount(0);
  const words = await page.locator('.action-bar__words').innerText();
  await page.waitForTimeout(1500);
  expect(await page.locator('.action-bar__words').innerText()).toBe(words);

  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('banner').getByRole('link', { name: 'Explore' }).click();
  await expect(page.getByRole('link', { name: /^Uploading: \d+ of \d+/ })).toBeVisible();
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await visit(page, '/settings');
  await page.getByRole('link', { name: /^Uploading: \d+ of/ }).click();
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await expect.poll(() => pins(site, member.username).length, { timeout: 60_000 }).toBe(20);
  await expect(page.locator('.upload-card:not([data-state=ready])')).toHaveCount(0, { timeout: 60_000 });
  expect(pins(site, member.username)).toHaveLength(20);
  expect(asked).toEqual([]);
});

test('whoever is signed out in the middle signs in again elsewhere, and loses nothing', async ({ page, site, expectProblem }) => {
  expectProblem(/status of 401/);
  const member = await join(page, site.baseURL, 'saul');
  await visit(page, '/upload');
  await page.locator('#files').setInputFiles([png('a.png', 60, 40, 10), png('b.png', 60, 40, 100)]);
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Upload 2 pictures' }).click();
  await expect(page.getByRole('alert')).toContainText('You are signed out');
  await expect(page.locator('.upload-card[data-state=waiting]')).toHaveCount(2);
  const elsewhere = await page.context().newPage();
  await signIn(elsewhere, member.username, member.password);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.locator('.upload-card[data-state=ready]')).toHaveCount(2, { timeout: 30_000 });
  expect(pins(site, member.username)).toEqual(['a', 'b']);
});
