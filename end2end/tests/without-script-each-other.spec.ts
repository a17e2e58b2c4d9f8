import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { another, expectSuccess, join, type Member, path } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import { shown } from '../pins.ts';

test.use({ javaScriptEnabled: false });

/** A member with a picture that is ready to be seen, and the address of it. */
async function somebodyWithPicture(page: Page, baseURL: string | undefined): Promise<{ owner: Member; pin: string }> {
  const owner = await join(page, baseURL, 'seen');
  const [pin = ''] = await send(page, baseURL, [png('Kingfisher.png', 400, 300, 200)]);
  await waitReady(page, [pin]);
  return { owner, pin: `/pin/${pin}` };
}

test('a pin is liked, and no more, without script', async ({ page, browser, baseURL }) => {
  const { pin } = await somebodyWithPicture(page, baseURL);
  const other = await another(browser, baseURL, { javaScriptEnabled: false });
  const fan = await join(other, baseURL, 'fan');
  await other.goto(pin);
  const heart = other.getByRole('complementary').getByRole('button', { name: 'Like' });
  await expect(heart).toHaveAttribute('aria-pressed', 'false');
  await heart.click();
  await expect(other).toHaveURL(pin);
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await other.getByRole('link', { name: '1 like' }).click();
  await expect(other.getByRole('main')).toContainText(fan.displayName);

  await other.goto(`/@${fan.username}/likes`);
  expect(await shown(other)).toEqual(['Kingfisher']);
  // From the grid one comes back to the grid.
  await other.getByRole('button', { name: 'Like Kingfisher' }).click();
  expect(path(other)).toBe(`/@${fan.username}/likes`);
  await expect(other.locator('.tile')).toHaveCount(0);
  await other.goto(pin);
  await expect(other.getByText('No likes yet')).toBeVisible();
  await heart.click();
  await other.context().close();

  await page.goto('/notifications');
  await expect(page.getByRole('main')).toContainText(`${fan.displayName} liked`);
});

test('a visitor who likes signs in first, and is back at the picture', async ({ page, browser, baseURL }) => {
  const { pin } = await somebodyWithPicture(page, baseURL);
  const other = await another(browser, baseURL, { javaScriptEnabled: false });
  const fan = await join(other, baseURL, 'late');
  await other.context().clearCookies();
  await other.goto(pin);
  await other.getByRole('complementary').getByRole('link', { name: 'Like' }).click();
  await other.getByLabel('E-mail or user name').fill(fan.username);
  await other.getByLabel('Password', { exact: true }).fill(fan.password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other).toHaveURL(pin);
  await other.context().close();
});

test('a member is followed, and no more, without script', async ({ page, browser, baseURL }) => {
  const { owner } = await somebodyWithPicture(page, baseURL);
  const other = await another(browser, baseURL, { javaScriptEnabled: false });
  const fan = await join(other, baseURL, 'follower');
  await other.goto(`/@${owner.username}`);
  const button = other.getByRole('main').getByRole('button', { name: /^Follow(ing)?.* seen/i });
  await button.click();
  await expect(other).toHaveURL(`/@${owner.username}`);
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await other.getByRole('link', { name: '1 follower' }).click();
  await expect(other.getByRole('main')).toContainText(fan.displayName);
  await other.goto('/following');
  expect(await shown(other)).toEqual(['Kingfisher']);
  await other.goto(`/@${owner.username}`);
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await other.goto('/following');
  await expect(other.locator('.tile')).toHaveCount(0);
  await other.context().close();
});

test('a comment is written, changed and deleted without script', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of 422/);
  const { owner, pin } = await somebodyWithPicture(page, baseURL);
  const other = await another(browser, baseURL, { javaScriptEnabled: false });
  const guest = await join(other, baseURL, 'guest');
  await other.goto(pin);
  // Empty, the browser itself would not send it.
  await other.getByLabel('Your comment').fill('   ');
  await other.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(other.locator('#body-error')).toBeVisible();
  await other.getByLabel('Your comment').fill(`Look, @${owner.username}: it dives.`);
  await other.getByRole('button', { name: 'Comment', exact: true }).click();
  const said = other.locator('.comment');
  await expect(said).toContainText('it dives.');
  await expect(said.getByRole('link', { name: `@${owner.username}` })).toHaveAttribute('href', `/@${owner.username}`);
  await said.getByRole('link', { name: /^Edit/ }).click();
  await other.getByLabel('Your comment').fill(`Look, @${owner.username}: it has dived.`);
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(said).toContainText('it has dived.');
  await expect(said).toContainText('Edited');

  await page.goto('/notifications');
  await expect(page.getByRole('main')).toContainText(guest.displayName);
  // Whose picture it is may take it away.
  await page.goto(pin);
  await page.locator('.comment').getByRole('link', { name: /^Delete/ }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.locator('.comment')).toHaveCount(0);
  await other.context().close();
});

test('a picture is saved to a new board and to an old one without script', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of (404|422)/);
  const { pin } = await somebodyWithPicture(page, baseURL);
  const other = await another(browser, baseURL, { javaScriptEnabled: false });
  const fan = await join(other, baseURL, 'keeper');
  await other.goto(pin);
  const toggle = other.locator('summary', { hasText: /^Saved?/ });
  await toggle.click();
  await other.getByLabel('New board').fill('   ');
  await other.getByRole('button', { name: 'Create and save' }).click();
  await expect(other.locator('#title-error')).toHaveText('Please enter a title.');
  await other.getByLabel('New board').fill('Birds');
  await other.getByRole('button', { name: 'Create and save' }).click();
  await expect(other).toHaveURL(pin);
  await expect(toggle).toContainText('Saved');
  await toggle.click();
  const birds = other.getByRole('button', { name: 'Birds' });
  await expect(birds).toHaveAttribute('aria-pressed', 'true');
  await birds.click();
  await toggle.click();
  await expect(birds).toHaveAttribute('aria-pressed', 'false');
  await birds.click();

  await other.goto(`/@${fan.username}/boards`);
  await other.getByRole('link', { name: 'Birds' }).click();
  expect(await shown(other)).toEqual(['Kingfisher']);
  const board = other.url();
  await other.getByRole('link', { name: /^Edit/ }).click();
  await other.getByText('Private', { exact: true }).click();
  await other.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(other, /\?saved=1$/, 'saved');
  await other.context().close();
  // A private board is nowhere, for others.
  await page.goto(board);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
  await page.goto(pin);
  await expect(page.getByRole('main')).not.toContainText('Birds');
});

test('members find each other without script', async ({ page, browser, baseURL }) => {
  const { owner } = await somebodyWithPicture(page, baseURL);
  const other = await another(browser, baseURL, { javaScriptEnabled: false });
  await other.goto('/search?q=Kingfisher');
  expect((await shown(other)).filter((title) => title === 'Kingfisher').length).toBeGreaterThan(0);
  await other.goto(`/search?q=${owner.username}&kind=people`);
  await expect(other.getByRole('main')).toContainText(owner.displayName);
  await other.context().close();
});
