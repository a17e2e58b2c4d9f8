import { expect, test as base } from '../fixtures.ts';
import { another, fillSignIn, join, signIn, visit } from '../people.ts';

const test = base.extend({ site: async ({ strict }, use) => use(strict) });

test('whoever guesses at a password is told to wait, and its owner still comes in from elsewhere', async ({
  page,
  browser,
  site,
  expectProblem,
}) => {
  expectProblem(/status of (401|429)/);
  // Each from a place of its own, as the proxy in front would say.
  const at = (address: string) => ({ extraHTTPHeaders: { 'x-forwarded-for': address } });
  const owner = await another(browser, site.baseURL, at('198.51.100.7'));
  const member = await join(owner, site.baseURL, 'lena');
  await owner.context().clearCookies();

  await page.context().setExtraHTTPHeaders({ 'x-forwarded-for': '203.0.113.9' });
  await visit(page, '/login');
  await fillSignIn(page, member.username, 'not the password');
  const alert = page.getByRole('alert');
  const guesses: string[] = [];
  while (guesses.length < 30 && !guesses.at(-1)?.includes('try again in')) {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await (await answered).finished();
    await expect(page.locator('.submit')).toHaveAttribute('data-state', 'idle');
    guesses.push(await alert.innerText());
  }
  expect(guesses.length).toBeGreaterThan(5);
  expect(guesses.length).toBeLessThan(30);
  await expect(alert).toContainText('Too many attempts');
  await expect(alert).toContainText(/Please try again in \d+ (second|minute)/);
  // The right password does not help either, or guessing would go on.
  await page.getByLabel('Password', { exact: true }).fill(member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(alert).toContainText('Please try again in');
  await expect(page.getByLabel('E-mail or user name')).toHaveValue(member.username);

  await signIn(owner, member.username, member.password);
  await expect(owner.locator('.menu__toggle')).toBeVisible();
  await owner.context().close();
});
