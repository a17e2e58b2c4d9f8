import type { Page } from '@playwright/test';
import { sql } from '../database.ts';
import { expect, Server, test as base } from '../fixtures.ts';
import { expectSuccess, join, visit } from '../people.ts';

// A site of its own: what is set here would stand on every page of the others.
const test = base.extend({
  site: async ({}, use) => {
    const site = await Server.start({ RATE_LIMITS: 'off' });
    await use(site);
    await site.remove();
  },
});

// Its start is part of each.
test.describe.configure({ timeout: 180_000 });

async function admin(page: Page, site: Server): Promise<void> {
  const { username } = await join(page, site.baseURL, 'ada');
  sql(site, `update users set role = 'admin' where username = '${username}'`);
}

test('name, sign-up and rules of the site hold at once', async ({ page, browser, site }) => {
  await admin(page, site);
  await visit(page, '/admin/settings');
  await page.getByLabel('Site name').fill('Garden pictures of the whole neighbourhood, and more');
  await page.getByLabel('Who can sign up').selectOption('Nobody');
  await page.getByLabel('Rules').fill('Be kind.\n\nShow your own pictures. More: https://example.org/rules');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, '/admin/settings?saved=1', 'Changes apply immediately');

  const visitor = await (await browser.newContext({ baseURL: site.baseURL })).newPage();
  await visit(visitor, '/signup');
  await expect(visitor).toHaveTitle('Sign up · Garden pictures of the whole neighbourhood, and more');
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Sign-up is closed');
  await visitor.getByRole('contentinfo').getByRole('link', { name: 'Rules' }).click();
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Rules');
  await expect(visitor.locator('.rules p')).toHaveCount(2);
  await visit(page, '/admin/settings');
  await page.getByLabel('Who can sign up').selectOption('Anyone');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, '/admin/settings?saved=1', 'Changes apply immediately');
  await visit(visitor, '/signup');
  await expect(visitor.getByRole('main').getByRole('link', { name: 'rules' })).toBeVisible();
  for (const width of [320, 390, 1440]) {
    await visitor.setViewportSize({ width, height: 800 });
    const over = () => visitor.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await over(), `${width} px`).toBeLessThanOrEqual(0);
  }
  await visitor.context().close();
});

test('what is wrong stands at its field, and what was typed is kept', async ({ page, site, expectProblem }) => {
  expectProblem(/status of 422/);
  await admin(page, site);
  await visit(page, '/admin/settings');
  await page.getByLabel('Site name').fill('x'.repeat(61));
  await page.getByLabel('Rules').fill('Kept');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('1 to 60 characters');
  await expect(page.getByLabel('Site name')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Rules')).toHaveValue('Kept');
});
