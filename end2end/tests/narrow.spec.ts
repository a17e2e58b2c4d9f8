// What is different on phones: the search page begins in its field, and filters wait behind a button.

import { check } from '../axe.ts';
import { sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { overhang } from '../geometry.ts';
import { join, post, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';

const PHONE = { width: 390, height: 844 };

test.use({ contextOptions: { reducedMotion: 'reduce' }, viewport: PHONE });

test('the search icon leads to a field that has the focus', async ({ page }) => {
  await visit(page, '/');
  await page.getByRole('banner').getByRole('link', { name: 'Search' }).click();
  await expect(page).toHaveURL('/search');
  await expect(page.getByRole('main').getByRole('combobox', { name: 'Search' })).toBeFocused();
  // Whoever comes to results reads these first.
  await visit(page, '/search?q=nothing-of-that-kind');
  await expect(page.getByRole('main').getByRole('combobox', { name: 'Search' })).not.toBeFocused();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('the filters of admins open by a button, and are in sight on wide screens', async ({ page, site }) => {
      const { username } = await join(page, site.baseURL, 'ada');
      sql(site, `update users set role = 'admin' where username = '${username}'`);
      const go = (address: string) => (javaScriptEnabled ? visit(page, address) : page.goto(address));
      await go('/admin/members');
      const field = page.getByLabel('Search members');
      await expect(field).toBeHidden();
      await page.getByText('Filters', { exact: true }).click();
      await expect(field).toBeVisible();
      await field.fill(username);
      await page.getByRole('button', { name: 'Apply' }).click();
      await expect(page).toHaveURL(new RegExp(`q=${username}`));
      await expect(field).toBeHidden();
      await page.getByText('Filters (on)').click();
      await expect(field).toHaveValue(username);
      await expect(page.getByRole('link', { name: 'Clear filters' })).toBeVisible();
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      if (javaScriptEnabled) await check(page, 'admin-filters');
      await page.setViewportSize({ width: 1280, height: 800 });
      await go('/admin/members');
      await expect(field).toBeVisible();
      await expect(page.getByText('Filters', { exact: true })).toBeHidden();
    });
  });
}

test('the menu of admins says how many reports are open', async ({ page, site }) => {
  await join(page, site.baseURL, 'olga');
  const [pin = ''] = await send(page, site.baseURL, [png('Reported.png', 300, 200, 10)]);
  await waitReady(page, [pin]);
  await page.context().clearCookies();
  const { username } = await join(page, site.baseURL, 'mia');
  await post(page.request, site.baseURL, '/fn/report_pin', { pin, reason: 'It sells something.' });
  sql(site, `update users set role = 'moderator' where username = '${username}'`);
  await visit(page, '/admin/reports');
  const link = page.getByRole('navigation', { name: 'Admin pages' }).getByRole('link', { name: 'Reports' });
  await expect(link).toHaveAccessibleName(/^Reports\s*\d+ open$/);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await overhang(page)).toBeLessThanOrEqual(0);
});
