// Pictures in channels: dropped, shared, posted in a gallery, saved.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { tabTo } from '../keyboard.ts';
import { another, hydrated, join, path, visit } from '../people.ts';
import { photograph, png, send, waitReady } from '../pictures.ts';
import { guest, make, messages, said, write } from '../talking.ts';
import { drop } from '../uploading.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('pictures are dropped, and pins are shared by their addresses', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of 404/);
  test.setTimeout(180_000);
  await join(page, baseURL, 'petra');
  const [pin = ''] = await send(page, baseURL, [png('Shared.png', 400, 300, 200)]);
  await waitReady(page, [pin]);
  const place = await make(page, baseURL, 'Pictures');
  const { page: other } = await guest(browser, baseURL, 'pol', place);
  await visit(page, place.talk);
  await visit(other, place.talk);

  await drop(page, page.locator('form[data-composer]'), [photograph('nature/Dune.jpg')]);
  await expect(page.getByRole('list', { name: 'Attached pictures' }).getByRole('listitem')).toHaveCount(1);
  await write(page, 'From above');
  const picture = (each: Page, text: string) => said(each, text).locator('.message__pin img');
  for (const each of [page, other]) await expect(picture(each, 'From above')).toBeVisible({ timeout: 90_000 });
  const address = (await said(other, 'From above').locator('.message__pin a').getAttribute('href')) ?? '';
  const stranger = await another(browser, baseURL);
  await join(stranger, baseURL, 'sten');
  expect((await other.request.get(address)).status()).toBe(200);
  // A public community is everybody's to read, and so are its pictures: by their page, and in no list.
  expect((await stranger.request.get(address)).status()).toBe(200);
  await visit(stranger, '/');
  await expect(stranger.locator(`a[href^="${address}"]`)).toHaveCount(0);

  await write(page, `${baseURL}/pin/${pin}`);
  const shared = messages(other).last().locator('.message__pin');
  await expect(shared.getByRole('link')).toHaveAttribute('href', `/pin/${pin}`);
  await expect(shared.getByRole('img', { name: 'Shared' })).toBeVisible();
  await stranger.context().close();
  await other.context().close();
});

test('pictures of messages are saved with one press, and taken back', async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  await join(page, baseURL, 'sora');
  const place = await make(page, baseURL, 'Savers');
  const { page: other } = await guest(browser, baseURL, 'sid', place);
  await visit(page, place.talk);
  await visit(other, place.talk);
  await page.getByLabel('Attach pictures').setInputFiles(png('Dune.png', 300, 200, 40));
  await write(page, 'For keeping');
  const message = said(other, 'For keeping');
  const save = message.getByRole('button', { name: 'Save Dune' });
  const toast = other.locator('.toast', { hasText: 'Saved to “Saved”.' });
  await expect(message.locator('.message__pin img')).toBeVisible({ timeout: 90_000 });
  await expect(message.locator('.tile__acts')).toHaveCSS('opacity', '0');
  await message.locator('.message__pin').hover();
  await save.click();
  await expect(toast).toBeVisible();
  await expect(save).toHaveAttribute('aria-pressed', 'true');
  expect(path(other), 'the press was no way to the picture').toBe(place.talk);
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(save).toHaveAttribute('aria-pressed', 'false');

  // With the keyboard: what can be done stands behind the message.
  await message.focus();
  await tabTo(other, save);
  await other.keyboard.press('Enter');
  await expect(toast).toBeVisible();
  await other.reload();
  await hydrated(other);
  await expect(save).toHaveAttribute('aria-pressed', 'true');
  await other.context().close();
});

test('a gallery shows what is posted at once', async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  await join(page, baseURL, 'gala');
  const place = await make(page, baseURL, 'Gallery');
  const { page: other } = await guest(browser, baseURL, 'gil', place);
  await visit(page, place.gallery);
  await visit(other, place.gallery);
  await expect(other.getByText('No pictures yet')).toBeVisible();
  await page.getByLabel('Attach pictures').setInputFiles([png('A.png', 300, 200, 20), png('B.png', 200, 300, 140)]);
  await write(page, 'Two of them');
  for (const each of [page, other]) await expect(each.locator('[data-fresh] .tile__picture')).toHaveCount(2, { timeout: 90_000 });
  await other.reload();
  await hydrated(other);
  await expect(other.getByRole('list', { name: /^Pictures in/ }).locator('.tile')).toHaveCount(2);
  await other.locator('.tile').first().hover();
  await other.locator('.tile').first().getByRole('button', { name: /^Like/ }).click();
  await other.getByRole('link', { name: 'Most liked' }).click();
  await expect(other).toHaveURL(/sort=popular/);
  await other.locator('.tile__link').first().click();
  await expect(other).toHaveURL(/\/pin\/\w{22}\?from=gallery-/);
  await expect(other.getByLabel('Your comment')).toBeVisible();
  await other.context().close();
});
