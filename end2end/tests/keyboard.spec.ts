import { expect, test } from '../fixtures.ts';
import { tabAndPress, tabAndType, tabTo } from '../keyboard.ts';
import { expectSuccess, hydrated, join, newMember, post, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';

for (const script of [true, false]) {
  test.describe(script ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled: script });

    test('the keyboard alone signs up', async ({ page }) => {
      const member = newMember('kim');
      await page.goto('/signup');
      if (script) await hydrated(page);
      await tabAndType(page, page.getByLabel('E-mail'), member.email);
      await tabAndType(page, page.getByLabel('User name'), member.username);
      await tabAndType(page, page.getByLabel('Display name'), member.displayName);
      await tabAndType(page, page.getByLabel('Password', { exact: true }), member.password);
      await tabTo(page, page.getByLabel('Profile picture'));
      await tabAndPress(page, page.getByRole('button', { name: 'Sign up' }), 'Space');
      await page.waitForURL('/');
      await expect(page.locator('.menu__toggle')).toBeVisible();
    });

    test('the keyboard alone signs in, and changes profile and password', async ({ page, site, request }) => {
      const member = await join(page, site.baseURL, 'kai');
      await page.context().clearCookies();
      await page.goto('/login');
      if (script) await hydrated(page);
      await tabAndType(page, page.getByLabel('E-mail or user name'), member.username);
      await tabAndType(page, page.getByLabel('Password', { exact: true }), member.password);
      await page.keyboard.press('Enter');
      await page.waitForURL('/');
      if (script) await hydrated(page);

      await tabAndPress(page, page.locator('.menu__toggle'), 'Enter');
      await tabAndPress(page, page.getByRole('link', { name: 'Settings' }), 'Enter');
      await expect(page).toHaveURL('/settings');
      await tabAndType(page, page.getByLabel('Display name'), 'Kai by Keys');
      await tabAndType(page, page.getByLabel('About you'), 'No mouse.');
      await tabAndPress(page, page.getByRole('button', { name: 'Save' }), 'Enter');
      await expectSuccess(page, '/settings?saved=1', 'Your profile has been saved');
      if (script) await hydrated(page);
      await expect(page.getByLabel('Display name')).toHaveValue('Kai by Keys');

      const sections = page.getByRole('navigation', { name: 'Settings' });
      await tabAndPress(page, sections.getByRole('link', { name: 'Password' }), 'Enter');
      await expect(page).toHaveURL('/settings/password');
      await tabAndType(page, page.getByLabel('Current password', { exact: true }), member.password);
      await tabAndType(page, page.getByLabel('New password', { exact: true }), 'typed with ten fingers');
      await tabAndPress(page, page.getByRole('button', { name: 'Change password' }), 'Space');
      await expectSuccess(page, '/settings/password?saved=1', 'Your password has been changed');
      await post(request, site.baseURL, '/login', { login: member.username, password: 'typed with ten fingers' });
    });
  });
}

test('Escape closes the account menu, and its button has the focus again', async ({ page, site }) => {
  await join(page, site.baseURL, 'esc');
  await visit(page, '/');
  const button = page.locator('.menu__toggle');
  await button.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Your profile' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('.menu')).not.toHaveAttribute('open');
  await expect(button).toBeFocused();
});

test('the keyboard alone skips to the pictures, opens one, and finds one’s own page', async ({ page, site, context }) => {
  const member = await join(page, site.baseURL, 'kay');
  const [pin] = await send(page, site.baseURL, [png('Reachable.png', 400, 300, 10)]);
  await waitReady(page, [pin ?? '']);
  await context.clearCookies();

  await visit(page, '/login');
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip-link')).toBeFocused();
  await expect(page.locator('.skip-link')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('E-mail or user name')).toBeFocused();
  await page.keyboard.type(member.username);
  await tabAndType(page, page.getByLabel('Password', { exact: true }), member.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('/');
  await hydrated(page);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await tabTo(page, page.locator('.tile__link').first());
  await expect(page.locator('.tile__caption').first()).toHaveCSS('opacity', '1');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/pin\//);
  await expect(page.locator('.pin__picture')).toBeVisible();

  await page.locator('.menu__toggle').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Your profile' })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/@${member.username}`);
});
