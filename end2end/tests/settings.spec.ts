import { expect, test } from '../fixtures.ts';
import { another, expectFace, expectSuccess, hydrated, join, post, signedIn, signIn, submit, visit } from '../people.ts';
import { photographFile } from '../pictures.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

test('a profile gets another name, words and a picture, and loses the picture again', async ({ page, site }) => {
  const member = await join(page, site.baseURL, 'pia');
  await visit(page, '/');
  await page.locator('.menu__toggle').click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveURL(/\/settings/);
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Profile');
  const sections = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
  await expect(sections).toHaveText(['Profile', 'Plan', 'E-mail', 'Password', 'Sessions', 'Tokens', 'Blocked members', 'Delete account']);
  await expect(sections.and(page.locator('[aria-current=page]'))).toHaveText('Profile');

  await expect(page.getByLabel('Display name')).toHaveValue(member.displayName);
  await page.getByLabel('Display name').fill('Pia Photograph');
  await page.getByLabel('About you').fill('Meadows, mostly.\nAnd mist.');
  await page.getByLabel('Profile picture').setInputFiles(photographFile('nature/Dune.jpg'));
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, '/settings?saved=1', 'Your profile has been saved');
  await expectFace(page);

  await visit(page, `/@${member.username}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pia Photograph');
  const lines = await page.getByText('Meadows, mostly.').evaluate((words: HTMLElement) => words.innerText.trim().split('\n'));
  expect(lines).toEqual(['Meadows, mostly.', 'And mist.']);
  await expect(page.getByText('0 pictures')).toBeVisible();

  await page.getByRole('link', { name: 'Edit profile' }).click();
  await page.getByLabel('Remove picture').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, '/settings?saved=1', 'Your profile has been saved');
  await expect(page.getByLabel('Remove picture')).toHaveCount(0);
  await expect(page.locator('.menu__toggle img')).toHaveCount(0);
  await expect(page.getByLabel('About you')).toHaveValue('Meadows, mostly.\nAnd mist.');
});

test('a profile that does not fit is refused at its fields', async ({ page, site, expectProblem }) => {
  expectProblem(/status of 422/);
  await join(page, site.baseURL, 'longa');
  await visit(page, '/settings');
  const words = 'word '.repeat(101);
  await page.getByLabel('About you').evaluate((field) => field.removeAttribute('maxlength'));
  await page.getByLabel('About you').fill(words);
  await page.getByLabel('Profile picture').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('hello') });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.locator('#bio-error, #avatar-error').first()).toBeVisible();
  await expect(page.getByLabel('About you')).toHaveValue(words);
});

test('another password ends what is signed in elsewhere', async ({ page, browser, site, request, expectProblem }) => {
  expectProblem(/status of (401|422)/);
  const member = await join(page, site.baseURL, 'paul');
  const elsewhere = await another(browser, site.baseURL);
  await signIn(elsewhere, member.username, member.password);

  await visit(page, '/settings/password');
  await page.getByLabel('Current password', { exact: true }).fill('not the password');
  await page.getByLabel('New password', { exact: true }).fill('quite another one');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  expect(await signedIn(elsewhere)).toBe(true);
  await page.getByLabel('Current password', { exact: true }).fill(member.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expectSuccess(page, '/settings/password?saved=1', 'Your password has been changed. You are signed out everywhere else.');

  expect(await signedIn(page)).toBe(true);
  await elsewhere.reload();
  await expect(elsewhere.getByRole('banner').getByRole('link', { name: 'Sign up' })).toBeVisible();
  const login = member.username;
  expect((await submit(request, site.baseURL, '/login', { login, password: member.password })).status()).toBe(401);
  expect((await submit(request, site.baseURL, '/login', { login, password: 'quite another one' })).status()).toBe(200);
  await elsewhere.context().close();
});

test('where one is signed in is listed, and ended one by one or all but this', async ({ page, browser, site }) => {
  const { username, password } = await join(page, site.baseURL, 'sia');
  const phone = await another(browser, site.baseURL, { userAgent: FIREFOX });
  const desk = await another(browser, site.baseURL);
  for (const { request } of [phone, desk]) await post(request, site.baseURL, '/login', { login: username, password });

  await visit(page, '/settings/sessions');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Where you are signed in');
  const places = page.getByRole('main').locator('.entry');
  await expect(places).toHaveCount(3);
  await expect(places.filter({ hasText: 'Current session' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Sign out Firefox on Linux' }).click();
  await expectSuccess(page, '/settings/sessions?ended=1', 'Signed out of the selected sessions');
  await expect(places).toHaveCount(2);
  expect([await signedIn(page), await signedIn(phone), await signedIn(desk)]).toEqual([true, false, true]);

  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(places).toHaveCount(1);
  await expect(page.getByRole('main').getByRole('button', { name: 'Sign out' })).toHaveCount(0);
  expect([await signedIn(page), await signedIn(desk)]).toEqual([true, false]);
  await phone.context().close();
  await desk.context().close();
});

test('a token is shown once, lets a program do what it was made for, and is taken back', async ({
  page,
  site,
  request,
  expectProblem,
}) => {
  expectProblem(/status of 422/);
  const member = await join(page, site.baseURL, 'tom');
  await visit(page, '/settings/tokens');
  await page.getByLabel('Name').fill('Backup script');
  await page.getByLabel('Read everything you can see').uncheck();
  await page.getByRole('button', { name: 'Create token' }).click();
  await expect(page.getByRole('alert')).toContainText('choose what the token can be used for');
  await expect(page.getByLabel('Name')).toHaveValue('Backup script');
  await page.getByLabel('Read everything you can see').check();
  await page.getByLabel('Expires after').selectOption('30');
  await page.getByRole('button', { name: 'Create token' }).click();
  await expect(page.getByLabel('Copy it now')).toBeVisible();
  await hydrated(page);
  const token = await page.getByLabel('Copy it now').inputValue();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);

  const headers = { authorization: `Bearer ${token}` };
  const mine = await request.get('/api/v1/me', { headers });
  expect(mine.status()).toBe(200);
  expect(await mine.text()).toContain(member.username);
  expect((await request.patch('/api/v1/me', { headers, data: { display_name: 'By program' } })).status()).toBe(403);

  await visit(page, '/settings/tokens');
  await expect(page.getByRole('main')).toContainText('Backup script');
  expect(await page.content()).not.toContain(token);
  await page.getByRole('button', { name: 'Revoke Backup script' }).click();
  await expectSuccess(page, '/settings/tokens?revoked=1', 'The token has been revoked');
  expect((await request.get('/api/v1/me', { headers })).status()).toBe(401);
});

test('an account is gone once its password is given, and not before', async ({ page, browser, site, request, expectProblem }) => {
  expectProblem(/status of (401|404|422)/);
  const { username, password } = await join(page, site.baseURL, 'gone');
  const elsewhere = await another(browser, site.baseURL);
  await post(elsewhere.request, site.baseURL, '/login', { login: username, password });
  await visit(page, '/settings/delete');
  await page.getByLabel('Your password').fill('not the password');
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  expect((await page.request.get(`/@${username}`)).status()).toBe(200);
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page).toHaveURL('/?goodbye=1');
  await expect(page.getByText('Your account and everything in it have been deleted.')).toBeVisible();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign up' })).toBeVisible();
  expect((await page.goto(`/@${username}`))?.status()).toBe(404);
  expect(await signedIn(elsewhere)).toBe(false);
  expect((await submit(request, site.baseURL, '/login', { login: username, password })).status()).toBe(401);
  await elsewhere.context().close();
});

test('a visitor is asked to sign in, and comes back to the settings asked for', async ({ page, site, expectProblem }) => {
  expectProblem(/status of 401/);
  const member = await join(page, site.baseURL, 'val');
  await page.context().clearCookies();
  expect((await page.goto('/settings/sessions'))?.status()).toBe(401);
  await hydrated(page);
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/login/);
  await hydrated(page);
  await page.getByLabel('E-mail or user name').fill(member.username);
  await page.getByLabel('Password', { exact: true }).fill(member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('/settings/sessions');
});
