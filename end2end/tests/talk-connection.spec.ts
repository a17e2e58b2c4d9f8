// What is written in a channel outlives the connection and the page.

import { expect, test } from '../fixtures.ts';
import { hydrated, join, visit } from '../people.ts';
import { act, field, guest, make, said, words, write } from '../talking.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('what is written offline is sent later, once; and nothing is missed', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  test.setTimeout(120_000);
  await join(page, baseURL, 'olga');
  const place = await make(page, baseURL, 'Cables');
  const { page: other } = await guest(browser, baseURL, 'owen', place);
  await visit(page, place.talk);
  await visit(other, place.talk);
  await write(page, 'Before');
  await expect(said(other, 'Before')).toHaveCount(1);

  await page.context().setOffline(true);
  await expect(page.getByText('You are offline')).toBeVisible({ timeout: 20_000 });
  await write(page, 'From the tunnel');
  await expect(page.locator('.pending')).toContainText('Waiting for the connection');
  for (const text of ['One', 'Two', 'Three']) await write(other, text);
  await act(other, 'Before', '🎉');
  // A message that was changed since it was sent comes after newer ones.
  await act(other, 'One', '👍');
  await expect(words(other)).toHaveText(['Before', 'One', 'Two', 'Three']);
  // What waits survives a reload, once that is possible.
  await page.context().setOffline(false);
  await expect(page.getByText('You are offline')).toBeHidden({ timeout: 20_000 });
  const all = ['Before', 'One', 'Two', 'Three', 'From the tunnel'];
  for (const each of [page, other]) await expect(words(each)).toHaveText(all, { timeout: 20_000 });
  await expect(said(page, 'Before').getByText('🎉')).toBeVisible();
  await expect(said(page, 'One').getByText('👍')).toBeVisible();
  await expect(page.locator('.pending')).toHaveCount(0);
  await page.reload();
  await hydrated(page);
  await expect(words(page)).toHaveText(all);
  await other.context().close();
});

test('a draft survives a reload, and belongs to its channel', async ({ page, baseURL }) => {
  await join(page, baseURL, 'dora');
  const place = await make(page, baseURL, 'Drafts');
  await visit(page, place.talk);
  await field(page).fill('Half a thou');
  await page.reload();
  await hydrated(page);
  await expect(field(page)).toHaveValue('Half a thou');
  await visit(page, place.gallery);
  await expect(field(page)).toHaveValue('');
  await visit(page, place.talk);
  await write(page, 'Half a thought');
  await page.reload();
  await hydrated(page);
  await expect(field(page)).toHaveValue('');
});
