import { expect, test } from '../fixtures.ts';
import { another, expectSuccess, fillSignIn, fillSignUp, join, newMember, path, post, signedIn, signOut } from '../people.ts';
import { photographFile, png } from '../pictures.ts';

test.use({ javaScriptEnabled: false });

test('all of it works without script: sign up, upload, see, sign out, sign in', async ({ page, expectProblem }) => {
  expectProblem(/status of (401|422)/);
  const member = newMember('nora');

  await page.goto('/signup');
  await fillSignUp(page, { ...member, password: 'short' });
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.locator('#password-error')).toContainText('10 characters');
  await expect(page.getByLabel('E-mail')).toHaveValue(member.email);
  await expect(page.getByLabel('User name')).toHaveValue(member.username);
  await expect(page.getByLabel('Display name')).toHaveValue(member.displayName);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  await page.getByLabel('Password', { exact: true }).fill(member.password);
  await page.locator('#avatar').setInputFiles(png('me.png', 300, 300, 200));
  await page.getByRole('button', { name: 'Sign up' }).click();
  expect(path(page)).toBe('/');

  await page.getByRole('banner').getByRole('link', { name: 'Upload' }).click();
  await expect(page.getByRole('button', { name: 'Upload' })).toHaveCount(1);
  await page.locator('#files').setInputFiles([
    photographFile('nature/Garden.jpg'),
    { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a picture') },
    png('Stripe.png', 640, 360, 90),
  ]);
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('2 of 3 pictures uploaded');
  const results = page.getByRole('main').getByRole('listitem');
  await expect(results).toHaveCount(3);
  await expect(results.nth(0)).toContainText('Garden');
  await expect(results.nth(1)).toContainText('notes.jpg');
  await expect(results.nth(1)).toContainText('not a picture we can read');
  await expect(results.nth(2)).toContainText('Stripe');

  await page.getByRole('link', { name: 'Upload more' }).click();
  await page.getByLabel('Title').fill('For my eyes');
  await page.getByText('Private', { exact: true }).click();
  await page.locator('#files').setInputFiles(png('Eyes.png', 300, 500, 150));
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(page.getByRole('main')).toContainText('For my eyes');

  const ownTiles = async () => {
    await page.goto(`/@${member.username}`);
    return page.locator('.tile__picture').evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('alt')));
  };
  await expect.poll(ownTiles, { timeout: 45_000 }).toEqual(['For my eyes', 'Stripe', 'Garden']);
  await page.locator('.tile__link').first().click();
  await expect(page.getByRole('main')).toContainText('only you can see it');
  await expect(page.locator('.pin__picture')).toBeVisible();

  await signOut(page);
  await page.goto(`/@${member.username}`);
  await expect(page.locator('.tile')).toHaveCount(2);

  await page.goto('/login?next=/upload');
  await fillSignIn(page, member.email, 'not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('Sign-in failed');
  await expect(page.getByLabel('E-mail or user name')).toHaveValue(member.email);
  await page.getByLabel('Password', { exact: true }).fill(member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(path(page)).toBe('/upload');
});

test('a form sent without a file says what is missing', async ({ page, expectProblem }) => {
  expectProblem(/status of 422/);
  await page.goto('/signup');
  await fillSignUp(page, newMember('otto'));
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.goto('/upload');
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(page.getByRole('alert')).toContainText('choose at least one picture');
});

test('so do the settings', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of (401|422)/);
  const member = await join(page, site.baseURL, 'nell');
  const elsewhere = await another(browser, site.baseURL);
  await post(elsewhere.request, site.baseURL, '/login', { login: member.username, password: member.password });

  await page.goto('/settings');
  await page.getByLabel('Display name').fill('Nell Plain');
  await page.getByLabel('About you').fill('No script,\nno trouble.');
  await page.getByLabel('Profile picture').setInputFiles(png('me.png', 300, 300, 200));
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, '/settings?saved=1', 'Your profile has been saved');
  // It is there once the worker has looked at it.
  await expect(async () => {
    await page.goto('/settings');
    await expect(page.getByLabel('Remove picture')).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByLabel('Remove picture').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Remove picture')).toHaveCount(0);
  await expect(page.getByLabel('About you')).toHaveValue('No script,\nno trouble.');

  await page.goto('/settings/tokens');
  await page.getByLabel('Name').fill('Backup');
  await page.getByRole('button', { name: 'Create token' }).click();
  await expect(page.getByLabel('Copy it now')).not.toHaveValue('');
  await expect(page.getByRole('button', { name: 'Copy' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke Backup' }).click();
  await expectSuccess(page, '/settings/tokens?revoked=1', 'The token has been revoked');

  await page.goto('/settings/sessions');
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expectSuccess(page, '/settings/sessions?ended=1', 'Signed out');
  expect(await signedIn(elsewhere)).toBe(false);
  await elsewhere.context().close();

  await page.goto('/settings/password');
  await page.getByLabel('Current password', { exact: true }).fill('not the password');
  await page.getByLabel('New password', { exact: true }).fill('quite another one');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Current password', { exact: true }).fill(member.password);
  await page.getByLabel('New password', { exact: true }).fill('quite another one');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expectSuccess(page, '/settings/password?saved=1', 'Your password has been changed');

  await page.goto('/settings/delete');
  await page.getByLabel('Your password').fill('quite another one');
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByText('Your account and everything in it have been deleted.')).toBeVisible();
  expect(await signedIn(page)).toBe(false);
});

test('so do the links that come by mail', async ({ page, site, mail, expectProblem }) => {
  expectProblem(/status of (401|410|422)/);
  const member = await join(page, site.baseURL, 'nils');
  await mail.link(member.email, /^Confirm/);
  await page.goto('/settings/email');
  await page.getByRole('button', { name: 'Resend link' }).click();
  await expectSuccess(page, '/settings/email?resent=1', 'sent you a new link');
  await page.goto(await mail.link(member.email, /^Confirm/));
  await page.getByRole('button', { name: 'Confirm address' }).click();
  await expectSuccess(page, '/verify?done=1', 'Your e-mail address is confirmed.');

  await page.context().clearCookies();
  await page.goto('/forgot');
  await page.getByLabel('E-mail').fill(member.email);
  await page.getByRole('button', { name: 'Send link' }).click();
  await expectSuccess(page, '/forgot?sent=1', 'we’ve sent it an e-mail with a link');
  await page.goto(await mail.link(member.email, /^Set a new password/));
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.locator('#password-error')).toContainText('10 characters');
  await page.getByLabel('New password', { exact: true }).fill('quite another one');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expectSuccess(page, '/login?reset=1', 'Your password has been changed');
  await fillSignIn(page, member.email, 'quite another one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(path(page)).toBe('/');

  const guest = newMember('nora');
  await page.context().clearCookies();
  await page.goto('/login');
  await fillSignIn(page, guest.email, 'not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto(await mail.link(guest.email, /invited/));
  await expect(page.getByLabel('E-mail')).toHaveValue(guest.email);
  // A refused form comes back with the invitation in it.
  await fillSignUp(page, { ...guest, password: 'short' });
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByLabel('Password', { exact: true }).fill(guest.password);
  await page.getByRole('button', { name: 'Sign up' }).click();
  expect(path(page)).toBe('/');
  await page.goto('/settings/email');
  await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
});
