import { check } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { tabAndPress, tabTo } from '../keyboard.ts';
import { another, hydrated, join, path, post, visit, type Member } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import type { Browser, Page } from '@playwright/test';

/** Somebody with a picture that is ready to be seen. */
async function withPicture(page: Page, baseURL: string | undefined, name: string): Promise<{ owner: Member; pin: string }> {
  const owner = await join(page, baseURL, name);
  const [pin = ''] = await send(page, baseURL, [png('Told.png', 400, 300, 80)]);
  await waitReady(page, [pin]);
  return { owner, pin };
}

/** Others, who like a picture one after the other. */
async function likedBy(browser: Browser, baseURL: string | undefined, pin: string, count: number): Promise<Member[]> {
  const members = [];
  for (let n = 0; n < count; n += 1) {
    const page = await another(browser, baseURL);
    members.push(await join(page, baseURL, `fan${n}`));
    await post(page.request, baseURL, '/fn/like', { pin, want: 'like' });
    await page.context().close();
  }
  return members;
}

const bell = (page: Page, name: string) => page.getByRole('banner').getByRole('link', { name, exact: true });
const news = (page: Page) => page.getByRole('list', { name: 'Notifications' }).getByRole('listitem');
const fresh = (page: Page) => page.getByRole('main').getByRole('link', { name: /^Show \d+ new notification/ });

test('a like in one window is told in the others within a second', async ({ page, browser, baseURL }) => {
  const { owner, pin } = await withPicture(page, baseURL, 'nora');
  await visit(page, '/notifications');
  await expect(page.getByText('No notifications yet')).toBeVisible();
  const elsewhere = await page.context().newPage();
  await visit(elsewhere, '/');
  const other = await another(browser, baseURL);
  const fan = await join(other, baseURL, 'ned');
  await visit(other, `/pin/${pin}`);
  await expect(bell(page, 'Notifications')).toBeVisible();
  await expect(bell(elsewhere, 'Notifications')).toBeVisible();

  const began = Date.now();
  await other.locator('.pin__panel').getByRole('button', { name: 'Like' }).click();
  await Promise.all([
    expect(bell(page, 'Notifications, 1 unread notification')).toBeVisible(),
    expect(fresh(page)).toBeVisible(),
    expect(bell(elsewhere, 'Notifications, 1 unread notification')).toBeVisible(),
  ]);
  const took = Date.now() - began;
  console.log(`a like in one window stood in two others after ${took} ms`);
  expect(took).toBeLessThan(1000);

  await fresh(page).click();
  await expect(news(page)).toHaveCount(1);
  await expect(news(page)).toContainText(`${fan.displayName} liked Told`);
  await expect(fresh(page)).toHaveCount(0);
  // Seen for a while, it is read, in all windows; one still sees here what was new.
  await expect(bell(page, 'Notifications')).toBeVisible();
  await expect(bell(elsewhere, 'Notifications')).toBeVisible();
  await expect(news(page)).toHaveAttribute('data-unread', '');

  // Something more, and it is offered again; taken back, it is not.
  await visit(other, `/@${owner.username}`);
  await other.getByRole('button', { name: /^Follow / }).click();
  await expect(fresh(page)).toBeVisible();
  await other.getByRole('button', { name: /^Following / }).click();
  await expect(fresh(page)).toHaveCount(0);
  await expect(bell(elsewhere, 'Notifications')).toBeVisible();
  await other.context().close();
});

test('those who did the same are told together, and one goes from there to what it is about', async ({ page, browser, baseURL }) => {
  const { pin } = await withPicture(page, baseURL, 'gwen');
  const fans = await likedBy(browser, baseURL, pin, 4);
  const other = await another(browser, baseURL);
  const talker = await join(other, baseURL, 'tom');
  await post(other.request, baseURL, '/fn/comment', { pin, body: 'What a <b>colour</b>' });
  await other.context().close();
  await visit(page, '/');
  // The largest count is as high as a single digit.
  const count = page.locator('.bell__count');
  const { height } = (await count.boundingBox()) ?? {};
  await count.evaluate((badge) => (badge.textContent = '99+'));
  expect((await count.boundingBox())?.height).toBe(height);
  await bell(page, 'Notifications, 2 unread notifications').click();
  await expect(page.getByRole('heading', { name: 'Notifications' })).toBeVisible();
  expect(path(page)).toBe('/notifications');
  await expect(news(page)).toHaveCount(2);
  await expect(news(page).nth(0)).toContainText(`${talker.displayName} commented on Told`);
  await expect(news(page).nth(0)).toContainText('What a <b>colour</b>');
  await expect(news(page).nth(1)).toContainText(`${fans[3]?.displayName} and 3 others liked Told`);
  await check(page, 'notifications');
  await news(page).nth(0).getByRole('link', { name: 'Told' }).click();
  await expect(page).toHaveURL(new RegExp(`/pin/${pin}\\?comment=`));
  await expect(page.locator('.comment')).toContainText('What a <b>colour</b>');
});

test('news are read with the keyboard alone', async ({ page, browser, baseURL }) => {
  const { pin } = await withPicture(page, baseURL, 'kim');
  const [fan] = await likedBy(browser, baseURL, pin, 1);
  // However long the keys take, what is in sight is not marked as read meanwhile.
  await page.route('**/notifications/read', async (route) => {
    if (route.request().headers()['accept'] !== 'application/json') await route.continue();
  });
  await visit(page, '/');
  await tabAndPress(page, bell(page, 'Notifications, 1 unread notification'), 'Enter');
  await expect(news(page)).toHaveCount(1);
  await tabAndPress(page, page.getByRole('button', { name: 'Mark all as read' }), 'Enter');
  await expect(bell(page, 'Notifications')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Mark all as read' })).toHaveCount(0);
  await hydrated(page);
  await tabTo(page, news(page).getByRole('link', { name: fan?.displayName ?? '' }).last());
  await tabAndPress(page, news(page).getByRole('link', { name: 'Told' }), 'Enter');
  await expect(page).toHaveURL(new RegExp(`/pin/${pin}`));
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('news are shown and read', async ({ page, browser, baseURL, expectProblem }) => {
    expectProblem(/status of 401/);
    const { pin } = await withPicture(page, baseURL, 'nell');
    const [fan] = await likedBy(browser, baseURL, pin, 1);
    await page.goto('/notifications');
    await expect(news(page)).toContainText(`${fan?.displayName} liked Told`);
    await expect(bell(page, 'Notifications, 1 unread notification')).toBeVisible();
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    expect(path(page)).toBe('/notifications');
    await expect(bell(page, 'Notifications')).toBeVisible();
    await expect(news(page)).toHaveCount(1);
    await page.context().clearCookies();
    await page.goto('/notifications');
    await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
  });
});
