import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { another, expectSuccess, hydrated, join, submit, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import { expectShown, pictureId, say } from '../pins.ts';

/** Somebody with these pictures, ready to be seen. */
async function withPictures(page: Page, baseURL: string | undefined, name: string, titles: string[]) {
  const { username } = await join(page, baseURL, name);
  const pins = await send(page, baseURL, titles.map((title, index) => png(`${title}.png`, 400, 300, index * 70)));
  await waitReady(page, pins);
  return { username, pins };
}

test('every word of a pin can be changed, and is seen', async ({ page, baseURL }) => {
  const { pins } = await withPictures(page, baseURL, 'edith', ['Draft', 'Other']);
  const [pin, other] = pins;
  await say(page, baseURL, other, { tags: 'waterbirds' });
  await visit(page, `/pin/${pin}`);
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await expect(page).toHaveURL(/\/edit/);
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Edit picture');
  await page.getByLabel('Title').fill('A heron');
  const words = 'Seen at dawn.\nMore at https://example.org/herons_(grey)?a=1, and <b>nothing</b> at javascript:alert(1).';
  await page.getByLabel('Description').fill(words);
  await page.getByLabel('Alternative text').fill('A grey heron among reeds');
  const tags = page.getByLabel('Tags');
  await tags.fill('#Reeds, wat');
  await tags.press('End');
  await tags.pressSequentially('er');
  await page.getByRole('option', { name: 'waterbirds' }).click();
  await expect(tags).toHaveValue('#Reeds, waterbirds, ');
  await page.getByLabel('Source').fill('https://www.example.org/heron/');
  await page.getByText('Unlisted', { exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, `/pin/${pin}?saved=1`, 'Your changes are saved.');

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A heron');
  const prose = page.locator('.prose');
  expect(await prose.evaluate((prose: HTMLElement) => prose.innerText)).toBe(words);
  await expect(prose.getByRole('link')).toHaveText(['https://example.org/herons_(grey)?a=1']);
  await expect(prose.getByRole('link')).toHaveAttribute('rel', 'nofollow ugc noopener noreferrer');
  await expect(page.locator('.pin__picture')).toHaveAttribute('alt', 'A grey heron among reeds');
  await expect(page.getByText('A grey heron among reeds', { exact: true })).toBeHidden();
  await page.getByText('Alternative text').click();
  await expect(page.getByText('A grey heron among reeds', { exact: true })).toBeVisible();
  const links = page.getByRole('list', { name: 'Tags' }).getByRole('link');
  await expect(links).toHaveText(['#reeds', '#waterbirds']);
  await expect(links.first()).toHaveAttribute('href', '/?tag=reeds');
  const source = page.getByRole('link', { name: 'example.org/heron', exact: true });
  await expect(source).toHaveAttribute('href', 'https://www.example.org/heron/');
  await expect(source).toHaveAttribute('rel', /nofollow/);
  await expect(page.getByText('Unlisted: anyone with the link can see it')).toBeVisible();

  // The form holds what was saved, and all of it can be taken away again.
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await expect(page).toHaveURL(/\/edit/);
  await hydrated(page);
  await expect(page.getByLabel('Description')).toHaveValue(words);
  await expect(page.getByLabel('Tags')).toHaveValue('reeds, waterbirds');
  await expect(page.getByRole('radio', { name: 'Unlisted' })).toBeChecked();
  for (const label of ['Description', 'Alternative text', 'Tags', 'Source']) await page.getByLabel(label).fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, `/pin/${pin}?saved=1`, 'Your changes are saved.');
  await expect(page.locator('.prose')).toHaveCount(0);
  await expect(page.getByText('Alternative text')).toHaveCount(0);
  await expect(page.getByText('Source')).toHaveCount(0);
});

test('a title that is taken, and words that do not fit, are told at their fields', async ({ page, baseURL, expectProblem }) => {
  expectProblem(/status of (409|422)/);
  const { pins } = await withPictures(page, baseURL, 'tina', ['Sunset', 'Dawn']);
  await visit(page, `/pin/${pins[1]}/edit`);
  await page.getByLabel('Title').fill('sunset');
  await page.getByLabel('Description').fill('Kept while it is put right');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('You already have a picture called “Sunset”');
  await expect(page.getByLabel('Title')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Description')).toHaveValue('Kept while it is put right');
  const [taken] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('alert').getByRole('link', { name: /^View “Sunset”/ }).click(),
  ]);
  await expect(taken).toHaveURL(`/pin/${pins[0]}`);
  await taken.close();

  await page.getByLabel('Title').fill('x'.repeat(151));
  await page.getByLabel('Tags').fill('y'.repeat(41));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#title-error')).toContainText('at most 150 characters');
  await expect(page.locator('#tags-error')).toContainText('at most 40 characters');
});

test('a picture is replaced: its address stays, its bytes are others', async ({ page, baseURL }) => {
  const { pins } = await withPictures(page, baseURL, 'rosa', ['Before']);
  const pin = pins[0] ?? '';
  await visit(page, `/pin/${pin}`);
  const before = await pictureId(page);
  await visit(page, `/pin/${pin}/edit`);
  await page.getByLabel('Replace the picture').setInputFiles(png('After.png', 250, 500, 300));
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, `/pin/${pin}?saved=1`, 'Your changes are saved.');
  await waitReady(page, [pin]);
  await page.reload();
  await expect(page.locator('.pin__panel > .facts')).toContainText('250 × 500');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Before');
  const after = await pictureId(page);
  expect(after).not.toBe(before);
  expect((await page.request.get(`/media/${after}-0`)).status()).toBe(200);
  expect((await page.request.get(`/media/${before}-0`)).status()).toBe(404);
});

test('a pin is deleted once that is asked, and comes back', async ({ page, baseURL }) => {
  const { pins } = await withPictures(page, baseURL, 'dora', ['Kept', 'Gone']);
  await visit(page, `/pin/${pins[1]}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Delete this picture?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await page.getByRole('button', { name: 'Delete' }).click();
  await question.getByRole('button', { name: 'Delete' }).click();
  await expectSuccess(page, /\/uploads\?deleted=\w+&count=1/, '1 picture deleted.');
  await expectShown(page, ['Kept']);
  expect((await page.request.get(`/pin/${pins[1]}`)).status()).toBe(404);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectSuccess(page, '/uploads?restored=1', 'Your picture was restored.');
  await expectShown(page, ['Gone', 'Kept']);
});

test('nobody else can change or delete a pin', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of (401|403|404)/);
  const { pins } = await withPictures(page, baseURL, 'olga', ['Seen', 'Hidden']);
  const [seen, hidden] = pins;
  await say(page, baseURL, hidden, { visibility: 'private' });
  const stranger = await another(browser, baseURL);
  expect((await stranger.goto(`/pin/${seen}/edit`))?.status()).toBe(401);
  await join(stranger, baseURL, 'stranger');
  expect((await stranger.goto(`/pin/${seen}/edit`))?.status()).toBe(403);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('You can’t edit this picture');
  expect((await stranger.goto(`/pin/${hidden}/edit`))?.status()).toBe(404);
  await visit(stranger, `/pin/${seen}`);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Seen');
  await expect(stranger.getByRole('link', { name: 'Edit', exact: true })).toHaveCount(0);
  await expect(stranger.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  for (const [address, status] of [[`/pin/${seen}`, 403], [`/pin/${hidden}`, 404]] as const) {
    for (const action of ['edit', 'delete']) {
      expect((await submit(stranger.request, baseURL, `${address}/${action}`, { title: 'Mine now' })).status()).toBe(status);
    }
  }
  await stranger.context().close();
});
