import { expect, test } from '../fixtures.ts';
import { expectFace, fillSignIn, fillSignUp, hydrated, join, newMember, path, signOut, visit } from '../people.ts';
import { photographFile, png } from '../pictures.ts';

test('signing up with a picture shows the success, then the site with one’s own avatar', async ({ page }) => {
  const member = newMember('ada');
  await visit(page, '/signup');
  await fillSignUp(page, member);
  await page.locator('#avatar').setInputFiles(photographFile('nature/FreshFlower.jpg'));
  await expect(page.locator('.avatar-picker__preview img')).toHaveJSProperty('complete', true);
  expect(await page.locator('.avatar-picker__preview img').evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1600);

  // The page must not have gone on when the success is seen.
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.locator('.submit')).toHaveAttribute('data-state', 'done');
  expect(path(page)).toBe('/signup');
  await expect(page.getByRole('status').filter({ hasText: 'Your account is ready' })).toBeAttached();

  await page.waitForURL('/');
  await hydrated(page);
  await page.locator('.menu__toggle').click();
  await expect(page.locator('.menu__name')).toHaveText(member.displayName);
  await page.getByRole('link', { name: 'Your profile' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(member.displayName);

  await expectFace(page);
});

test('a field that needs another look says so, and everything typed stays', async ({ page, baseURL, browser, expectProblem }) => {
  expectProblem(/status of 422/);
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const taken = await join(await other.newPage(), baseURL, 'taken');
  await other.close();
  const member = { ...newMember('bea'), email: taken.email, username: taken.username.toUpperCase() };
  await visit(page, '/signup');
  await fillSignUp(page, member);
  await page.getByRole('button', { name: 'Sign up' }).click();

  await expect(page.locator('#email-error')).toContainText('already an account with this e-mail');
  await expect(page.locator('#username-error')).toContainText('taken');
  await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('User name')).toHaveAttribute('aria-describedby', /username-error/);
  await expect(page.getByRole('alert')).toContainText('Please fix the following');
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByLabel('E-mail')).toHaveValue(member.email);
  await expect(page.getByLabel('User name')).toHaveValue(member.username);
  await expect(page.getByLabel('Display name')).toHaveValue(member.displayName);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue(member.password);

  const { email, username } = newMember('bea');
  await page.getByLabel('E-mail').fill(email);
  // An error is about what was sent. The field has been edited since; the other one has not.
  await expect(page.locator('#email-error')).toHaveCount(0);
  await expect(page.getByLabel('E-mail')).not.toHaveAttribute('aria-invalid');
  await expect(page.locator('#username-error')).toBeVisible();
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.locator('#password-error')).toContainText('10 characters');
  await expect(page.locator('#email-error')).toHaveCount(0);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('short');
  await expect(page.getByLabel('Display name')).toHaveValue(member.displayName);

  // The links of the summary lead to the fields.
  await page.getByRole('alert').getByRole('link').click();
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await page.getByLabel('Password', { exact: true }).fill(member.password);
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await page.waitForURL('/');
  await expect(page.locator('.menu__toggle')).toBeVisible();
});

test('what is missing or misshapen is said at its field in the site’s own words, and not in bubbles', async ({ page, expectProblem }) => {
  expectProblem(/status of 422/);
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') sent += 1;
  });
  await visit(page, '/login');
  await expect(page.locator('form[data-form]')).toHaveJSProperty('noValidate', true);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('#login-error')).toHaveText('Please fill in “E-mail or user name”.');
  await expect(page.locator('#password-error')).toHaveText('Please fill in “Password”.');
  await expect(page.getByLabel('E-mail or user name')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('alert')).toContainText('Please fix the following');
  await expect(page.getByRole('alert')).toBeFocused();
  expect(sent, 'an empty form is no try at a password').toBe(0);
  await page.getByLabel('E-mail or user name').fill('somebody');
  await expect(page.locator('#login-error')).toHaveCount(0);
  await expect(page.locator('#password-error')).toBeVisible();

  await visit(page, '/signup');
  await fillSignUp(page, { ...newMember('bob'), email: 'no address' });
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.locator('#email-error')).toHaveText('This does not look like an e-mail address.');
});

test('the label of a field that one goes back to is not below the header', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 480 });
  await visit(page, '/signup');
  await page.getByRole('button', { name: 'Sign up' }).focus();
  const covered = () =>
    page.evaluate(() => {
      const label = document.activeElement?.matches('.input') && document.activeElement.closest('.field')?.querySelector('label');
      const header = document.querySelector('.header');
      return label && header ? header.getBoundingClientRect().bottom - label.getBoundingClientRect().top : undefined;
    });
  const seen: number[] = [];
  for (let press = 0; press < 7; press += 1) {
    await page.keyboard.press('Shift+Tab');
    const by = await covered();
    if (by !== undefined) seen.push(by);
  }
  expect(seen.length).toBeGreaterThan(3);
  expect(Math.max(...seen)).toBeLessThanOrEqual(0);
});

test('a visitor who finds nothing can sign in there, and comes back', async ({ page, baseURL, expectProblem }) => {
  expectProblem(/status of 404/);
  const member = await join(page, baseURL, 'lost');
  await page.context().clearCookies();
  await visit(page, '/@nobody_at_all?tag=birds');
  const signInHere = page.getByRole('main').getByRole('link', { name: 'Sign in' });
  await signInHere.click();
  await fillSignIn(page, member.username, member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('/@nobody_at_all?tag=birds');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
  await expect(signInHere).toHaveCount(0);
});

test('a picture of oneself that is none is refused at its field', async ({ page, expectProblem }) => {
  expectProblem(/status of 422/);
  await visit(page, '/signup');
  await fillSignUp(page, newMember('cara'));
  await page.locator('#avatar').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('hello') });
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.locator('#avatar-error')).toContainText('not a picture');
  // Narrower than the smallest quality state, and good enough for a face.
  await page.locator('#avatar').setInputFiles(png('me.png', 200, 200, 30));
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL('/');
  await expectFace(page);
});

test('one signs out, and in again with e-mail or user name; a wrong password says so and keeps the login', async ({
  page,
  baseURL,
  expectProblem,
}) => {
  expectProblem(/status of 401/);
  const member = await join(page, baseURL, 'dora');
  await visit(page, '/');
  await signOut(page);

  await visit(page, '/login');
  await fillSignIn(page, member.email, 'not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('Sign-in failed');
  await expect(page.getByLabel('E-mail or user name')).toHaveValue(member.email);
  expect(path(page)).toBe('/login');
  await page.getByLabel('Password', { exact: true }).fill(member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('.submit')).toHaveAttribute('data-state', 'done');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.waitForURL('/');
  await expect(page.locator('.menu__toggle')).toBeVisible();

  await signOut(page);
  await visit(page, '/login');
  await fillSignIn(page, member.username, member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('/');
  await expect(page.locator('.menu__toggle')).toBeVisible();
});

test('whoever had to sign in first goes on to where they were going', async ({ page, baseURL }) => {
  const member = await join(page, baseURL, 'emmy');
  await visit(page, '/');
  await signOut(page);
  await visit(page, '/upload');
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/login/);
  await hydrated(page);
  await expect(page).toHaveURL(/\/login\?next=/);
  await fillSignIn(page, member.username, member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('/upload');
  await expect(page.getByText('Drop pictures here')).toBeVisible();
});

test('a typed password can be shown', async ({ page }) => {
  await visit(page, '/login');
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('a secret sentence');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'password');
  await expect(password).toHaveValue('a secret sentence');
});

test('the first admin’s link works once', async ({ page, server, browser, baseURL, expectProblem }) => {
  expectProblem(/status of 410/);
  const link = server.firstAdminLink();
  await visit(page, link);
  await expect(page.getByText('This account will be the site’s first admin')).toBeVisible();
  await fillSignUp(page, newMember('first'));
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL('/');

  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const second = await other.newPage();
  await visit(second, link);
  await fillSignUp(second, newMember('second'));
  await second.getByRole('button', { name: 'Sign up' }).click();
  await expect(second.getByRole('alert')).toContainText('has already been used');
  expect(path(second)).toMatch(/^\/signup/);
  await other.close();
});
