// What visitors see of what takes an account: why, and the way in and back.

import { check } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { another, fillSignIn, fillSignUp, hydrated, join, newMember, path, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** A member with one picture that is ready. */
async function withPicture(...[browser, baseURL]: Parameters<typeof another>) {
  const theirs = await another(browser, baseURL);
  const owner = await join(theirs, baseURL, 'Host');
  const [pin = ''] = await send(theirs, baseURL, [png('Inviting.png', 400, 300, 120)]);
  await waitReady(theirs, [pin]);
  await theirs.context().close();
  return { owner, pin };
}

test('liking leads to sign-in, which says why, and back', async ({ page, browser, baseURL }) => {
  const { owner, pin } = await withPicture(browser, baseURL);
  const from = `/pin/${pin}?from=@${owner.username}`;
  await visit(page, from);
  await page.locator('.pin__panel').getByRole('link', { name: 'Like' }).click();
  await expect(page.getByText('Sign in to like pictures.')).toBeVisible();
  await check(page, 'sign-in-why');
  await fillSignIn(page, owner.email, owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  expect(path(page)).toBe(from);
});

test('a new member lands where the visitor was going', async ({ page, browser, baseURL }) => {
  const { pin } = await withPicture(browser, baseURL);
  await visit(page, `/pin/${pin}`);
  await page.locator('.pin__panel').getByRole('link', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Sign in to save pictures to boards.')).toBeVisible();
  // There and back again: neither page forgets.
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(page).toHaveURL(`/signup?next=%2Fpin%2F${pin}`);
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/login/);
  await hydrated(page);
  await expect(page).toHaveURL(`/login?next=%2Fpin%2F${pin}`);
  await expect(page.locator('.alert--remark')).toHaveCount(0);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(page).toHaveURL(/\/signup/);
  await hydrated(page);
  await fillSignUp(page, newMember('guest'));
  await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL(`/pin/${pin}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Inviting');
  await expect(page.locator('.menu__toggle')).toBeVisible();
});

test('nobody is sent on to another site', async ({ page, baseURL }) => {
  const member = newMember('safe');
  await visit(page, '/signup?next=//example.org/');
  await fillSignUp(page, member);
  await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL(`${baseURL}/`);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('following leads to sign-in, which still says why when it was refused', async ({ page, browser, baseURL, expectProblem }) => {
    expectProblem(/status of 401/);
    const { owner } = await withPicture(browser, baseURL);
    await page.goto(`/@${owner.username}`);
    await page.getByRole('link', { name: `Follow ${owner.displayName}` }).click();
    await expect(page.getByText('Sign in to follow people.')).toBeVisible();
    await fillSignIn(page, owner.email, 'not my password');
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByText('Sign in to follow people.')).toBeVisible();
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`/@${owner.username}`);
  });

  test('an account that is created on the way leads on', async ({ page }) => {
    await page.goto('/upload');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await fillSignUp(page, newMember('plain'));
    await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
    await page.waitForURL('/upload');
  });
});
