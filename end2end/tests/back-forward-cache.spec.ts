// Back is at once: the page is there as it was left, from the browser's own cache, which Playwright switches off elsewhere.

import { chromium } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { hydrated, join, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';

test('a page that one goes back to comes from the back/forward cache, and its bell still rings', async ({ server, playwright }) => {
  test.setTimeout(90_000);
  const { launchOptions } = test.info().project.use;
  const browser = await chromium.launch({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  try {
    const context = await browser.newContext({ baseURL: server.baseURL });
    await context.addInitScript(() => {
      addEventListener('pageshow', ({ persisted }) => (document.documentElement.dataset.persisted = String(persisted)));
    });
    const page = await context.newPage();
    const { username } = await join(page, server.baseURL, 'backward');
    const pins = await send(page, server.baseURL, [png('Kept.png', 300, 200, 30), png('Other.png', 300, 200, 90)]);
    await waitReady(page, pins);
    for (const address of [`/@${username}`, `/pin/${pins[0]}?from=@${username}`, '/']) {
      await visit(page, address);
      await page.getByRole('link', { name: 'Following', exact: true }).click();
      await expect(page).toHaveURL('/following');
      await hydrated(page);
      await page.goBack({ waitUntil: 'commit' });
      await expect(page.locator('html')).toHaveAttribute('data-persisted', 'true');
    }
    // The socket that was closed for the cache is open again.
    const other = await playwright.request.newContext({ baseURL: server.baseURL, extraHTTPHeaders: { origin: server.baseURL } });
    const fan = { username: `${username}_fan`.slice(0, 30), password: 'correct horse battery' };
    const form = { email: `${fan.username}@example.org`, display_name: 'Fan', ...fan };
    expect((await other.post('/signup', { headers: { accept: 'application/json' }, multipart: form })).ok()).toBe(true);
    const follow = await other.post('/fn/follow', { headers: { accept: 'application/json' }, multipart: { name: username, want: 'follow' } });
    expect(follow.ok()).toBe(true);
    await expect(page.locator('.bell__count')).toHaveText('1');
    await other.dispose();
  } finally {
    await browser.close();
  }
});
