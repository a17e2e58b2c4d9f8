import { expect, test } from '../fixtures.ts';
import { fillSignIn, fillSignUp, newMember, path, signOut } from '../people.ts';
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
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('2 of 3 pictures taken in');
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
  await page.locator('.tile a').first().click();
  await expect(page.getByRole('main')).toContainText('only you see it');
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
