// A long talk: read backwards and forwards, and searched.

import { expect, test } from '../fixtures.ts';
import { join, post, visit } from '../people.ts';
import { channel, make, said, words } from '../talking.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('a long talk is read backwards and forwards, and the page stays light', async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  await join(page, baseURL, 'lena');
  const { talk } = await make(page, baseURL, 'Long');
  const count = 420;
  for (let n = 1; n <= count; n += 1) await post(page.request, baseURL, '/fn/send_message', { channel: channel(talk), body: `Number ${n}` });
  await visit(page, talk);
  await expect(words(page).last()).toHaveText(`Number ${count}`);
  await expect(words(page).last()).toBeInViewport();
  const scroll = page.locator('.room__scroll');
  const top = (text: string) => page.locator('.message__words').getByText(text, { exact: true }).evaluate((line) => line.getBoundingClientRect().top);
  const box = await scroll.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  const first = () => page.locator('.room__list > .message').first().getAttribute('data-seq');
  for (let before = await first(); Number(before) > 1; before = await first()) {
    await scroll.evaluate((element) => element.scrollBy(0, -element.scrollHeight));
    await expect.poll(first, { timeout: 15_000 }).not.toBe(before);
    expect(await page.locator('.room__list > .message').count()).toBeLessThanOrEqual(350);
  }
  // What comes in above moves nothing.
  await scroll.evaluate((element) => element.scrollBy(0, 400));
  const place = await top('Number 12');
  await page.waitForTimeout(500);
  expect(Math.abs((await top('Number 12')) - place)).toBeLessThanOrEqual(1);

  await page.getByRole('link', { name: 'Jump to newest' }).click();
  await expect(words(page).last()).toHaveText(`Number ${count}`);
  await expect(words(page).last()).toBeInViewport();

  await page.getByRole('link', { name: 'Search messages' }).first().click();
  await page.getByLabel('Words').fill('77');
  await page.getByRole('button', { name: 'Search', exact: true }).last().click();
  const found = page.getByRole('list', { name: 'Messages found' });
  await expect(found.locator('.message__words')).toHaveText('Number 77');
  await found.getByRole('link', { name: /^Show in its place/ }).click();
  await expect(page).toHaveURL(/\?at=\d+#m-\d+$/);
  await expect(said(page, 'Number 77')).toBeInViewport();
  await expect(words(page).first()).not.toHaveText('Number 1');
});

test.describe('in a zone of its own', () => {
  test.use({ timezoneId: 'Pacific/Kiritimati' });

  test('days are named as the reader has them', async ({ page, baseURL }) => {
    await join(page, baseURL, 'dora');
    const { talk } = await make(page, baseURL, 'Days');
    await post(page.request, baseURL, '/fn/send_message', { channel: channel(talk), body: 'Good morning' });
    const day = page.locator('.room__list > .day');
    await visit(page, talk);
    await expect(day).toHaveText('Today');
    for (const [days, words] of [[1, 'Yesterday'], [2, /^\d+ \w+ \d{4}$/]] as const) {
      await page.clock.setFixedTime(Date.now() + days * 86_400_000);
      // Whoever comes back to the tab finds the days of then.
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await expect(day).toHaveText(words);
    }
  });
});
