// Light, dark, or as the system is: chosen at the foot of any page, without script and without an account.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { path, visit } from '../people.ts';

const LIGHT = 'rgb(250, 248, 245)';
const DARK = 'rgb(19, 18, 17)';

const expectGround = (page: Page, colour: string) => expect(page.locator('body')).toHaveCSS('background-color', colour);
const choice = (page: Page, name: string) => page.getByRole('form', { name: 'Theme' }).getByRole('button', { name });

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false, colorScheme: 'light' });

  test('what is chosen holds on every page, until the system decides again', async ({ page, expectProblem }) => {
    expectProblem(/status of (401|422)/);
    await page.goto('/search?q=heron&from=here');
    await expect(choice(page, 'System')).toHaveAttribute('aria-pressed', 'true');
    await expectGround(page, LIGHT);

    await choice(page, 'Dark').click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    // Where one was.
    expect(path(page)).toBe('/search?q=heron&from=here');
    await expectGround(page, DARK);
    await expect(choice(page, 'Dark')).toHaveAttribute('aria-pressed', 'true');
    await expect(page.locator('meta[name=theme-color]')).toHaveAttribute('content', '#131211');

    // A page that the browser takes over as a whole, had it a script; and one that is the answer to a form.
    await page.goto('/login');
    await expectGround(page, DARK);
    await page.getByLabel('E-mail or user name').fill('nobody');
    await page.getByLabel('Password', { exact: true }).fill('no such password');
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expectGround(page, DARK);

    await choice(page, 'System').click();
    await expect(page.locator('html')).not.toHaveAttribute('data-theme');
    expect(path(page)).toBe('/login');
    await expectGround(page, LIGHT);
  });
});

test.describe('with script, where the system is dark', () => {
  test.use({ colorScheme: 'dark' });

  test('light is light', async ({ page }) => {
    for (const address of ['/', '/login']) {
      await visit(page, address);
      await choice(page, 'Light').click();
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
      expect(path(page)).toBe(address);
      await expectGround(page, LIGHT);
      await choice(page, 'System').click();
      await expect(page.locator('html')).not.toHaveAttribute('data-theme');
      await expectGround(page, DARK);
    }
  });

  test('the choice cannot lead to another site', async ({ page, site }) => {
    const headers = { origin: site.baseURL, referer: `${site.baseURL}//evil.example/` };
    const answer = await page.request.post('/theme', { headers, multipart: { theme: 'dark' }, maxRedirects: 0 });
    expect([answer.status(), answer.headers()['location']]).toEqual([303, '/']);
    expect(answer.headers()['set-cookie']).toMatch(/^theme=dark; SameSite=Lax; Path=\/; Max-Age=\d+$/);
  });
});
