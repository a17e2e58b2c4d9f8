import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { tabTo } from '../keyboard.ts';
import { another, fillSignIn, hydrated, join, path, post, visit, type Member } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';

/** Somebody with pictures of these names. */
async function withPictures(browser: Browser, baseURL: string | undefined, ...titles: string[]): Promise<{ owner: Member; pins: string[] }> {
  const page = await another(browser, baseURL);
  const owner = await join(page, baseURL, 'olga');
  const pins = await send(page, baseURL, titles.map((title, index) => png(`${title}.png`, 400, 300, index * 90)));
  await waitReady(page, pins);
  await page.context().close();
  return { owner, pins };
}

const tile = (page: Page, title: string) => page.locator('.tile', { has: page.getByRole('img', { name: title, exact: true }) });
const save = (page: Page, title: string) => page.locator('.tile').getByRole('button', { name: `Save ${title}`, exact: true });
const toast = (page: Page, words: string) => page.locator('.toast', { hasText: words });

/** How many pictures a member's boards say that they have. */
async function counted(page: Page, member: Member): Promise<(string | undefined)[]> {
  const html = await (await page.request.get(`/@${member.username}/boards`)).text();
  const boards = html.split('class="boards"')[1] ?? '';
  return [...boards.matchAll(/(\d+) pictures?\b/g)].map(([, count]) => count);
}

test('one press on a tile saves to a first board, says where, and is taken back', async ({ page, browser, baseURL }) => {
  const { owner } = await withPictures(browser, baseURL, 'Maple');
  const member = await join(page, baseURL, 'sara');
  await visit(page, `/@${owner.username}`);
  const acts = page.locator('.tile__acts');
  await expect(acts).toHaveCSS('opacity', '0');
  await tile(page, 'Maple').hover();
  await expect(acts).toHaveCSS('opacity', '1');
  // No answer yet: what is shown was not waited for.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/save', async (route) => {
    await held;
    await route.continue();
  });
  await save(page, 'Maple').click();
  await expect(save(page, 'Maple')).toHaveAttribute('aria-pressed', 'true');
  await expect(toast(page, 'Saved to')).toHaveCount(0);
  letGo();
  await expect(toast(page, 'Saved to “Saved”.')).toBeVisible();
  expect(path(page), 'the press was no way to the picture').toBe(`/@${owner.username}`);
  expect(await counted(page, member)).toEqual(['1']);

  await toast(page, 'Saved to “Saved”.').getByRole('button', { name: 'Undo' }).click();
  await expect(toast(page, 'Saved to “Saved”.')).toHaveCount(0);
  await expect(save(page, 'Maple')).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => counted(page, member)).toEqual(['0']);

  await save(page, 'Maple').click();
  await expect(toast(page, 'Saved to “Saved”.')).toBeVisible();
  await page.reload();
  await expect(save(page, 'Maple')).toHaveAttribute('aria-pressed', 'true');
  await page.goto(`/@${member.username}/boards`);
  await page.getByRole('list', { name: /^Boards of/ }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Saved');
  await expect(tile(page, 'Maple')).toBeVisible();
});

test('a picture goes to the board that was saved to last, and another press takes it off', async ({ page, browser, baseURL }) => {
  const { owner, pins } = await withPictures(browser, baseURL, 'Spruce', 'Willow');
  await join(page, baseURL, 'sven');
  const made = (await post(page.request, baseURL, '/fn/add_board', { title: 'Trees' })) as { location: string };
  await post(page.request, baseURL, '/fn/add_board', { title: 'Newer' });
  const board = made.location.replace('/board/', '');
  await post(page.request, baseURL, '/fn/pin_boards', { pin: pins[0] ?? '', want: 'put', board });
  await visit(page, `/@${owner.username}`);
  await expect(save(page, 'Spruce')).toHaveAttribute('aria-pressed', 'true');
  await tile(page, 'Willow').hover();
  await save(page, 'Willow').click();
  await expect(toast(page, 'Saved to “Trees”.')).toBeVisible();

  // The picture's own page offers that board first. Taken off there, it is so in the list that one goes back to.
  await tile(page, 'Willow').locator('.tile__link').click();
  await hydrated(page);
  await page.locator('.save summary').click();
  await expect(page.locator('.save__board').first()).toHaveText('Trees');
  await expect(page.locator('.save__board').first()).toHaveAttribute('aria-pressed', 'true');
  await page.locator('.save__board').first().click();
  await expect(page.locator('.save__board').first()).toHaveAttribute('aria-pressed', 'false');
  await page.goBack();
  await expect(save(page, 'Willow')).toHaveAttribute('aria-pressed', 'false');

  await tile(page, 'Spruce').hover();
  await save(page, 'Spruce').click();
  await expect(toast(page, 'Removed from “Trees”.')).toBeVisible();
  await expect(save(page, 'Spruce')).toHaveAttribute('aria-pressed', 'false');
  await toast(page, 'Removed from “Trees”.').getByRole('button', { name: 'Undo' }).click();
  await expect(save(page, 'Spruce')).toHaveAttribute('aria-pressed', 'true');
  await page.goto(made.location);
  await expect(tile(page, 'Spruce')).toBeVisible();
  await expect(tile(page, 'Willow')).toHaveCount(0);
});

test('the keyboard saves, and takes back', async ({ page, browser, baseURL }) => {
  const { owner } = await withPictures(browser, baseURL, 'Poplar');
  await join(page, baseURL, 'kim');
  await visit(page, `/@${owner.username}`);
  await tabTo(page, tile(page, 'Poplar').locator('.tile__link'));
  await expect(page.locator('.tile__acts'), 'shown with the focus').toHaveCSS('opacity', '1');
  await tabTo(page, save(page, 'Poplar'));
  await page.keyboard.press('Enter');
  await expect(toast(page, 'Saved to “Saved”.')).toBeVisible();
  await expect(save(page, 'Poplar')).toBeFocused();
  const undo = toast(page, 'Saved to “Saved”.').getByRole('button', { name: 'Undo' });
  await undo.focus();
  await page.keyboard.press('Enter');
  await expect(save(page, 'Poplar')).toHaveAttribute('aria-pressed', 'false');
  await expect(save(page, 'Poplar')).toBeFocused();
});

test('what could not be saved is put back, and said', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/ERR_FAILED|Failed to load resource/);
  const { owner } = await withPictures(browser, baseURL, 'Larch');
  await join(page, baseURL, 'lotte');
  await visit(page, `/@${owner.username}`);
  await page.route('**/save', (route) => route.abort());
  await tile(page, 'Larch').hover();
  await save(page, 'Larch').click();
  await expect(page.locator('.toast--error')).toBeVisible();
  await expect(save(page, 'Larch')).toHaveAttribute('aria-pressed', 'false');
});

test('a press that is still on its way is shown by the next page, which was drawn before it', async ({ page, browser, baseURL }) => {
  const { owner } = await withPictures(browser, baseURL, 'Aspen');
  const member = await join(page, baseURL, 'lena');
  await visit(page, `/@${owner.username}`);
  await page.route('**/save', () => new Promise<void>(() => undefined));
  await tile(page, 'Aspen').hover();
  await save(page, 'Aspen').click();
  await expect(save(page, 'Aspen')).toHaveAttribute('aria-pressed', 'true');
  // Not the same address: a list that one comes back to is shown as it was left.
  await visit(page, `/@${owner.username}?next`);
  await expect(save(page, 'Aspen')).toHaveAttribute('aria-pressed', 'true');
  expect(await counted(page, member), 'the server has not heard of it').toEqual([]);
  // Once only: the page after that is told by the server.
  await visit(page, `/@${owner.username}?last`);
  await expect(save(page, 'Aspen')).toHaveAttribute('aria-pressed', 'false');
});

test('a visitor is led to sign in and back', async ({ page, browser, baseURL }) => {
  const { owner } = await withPictures(browser, baseURL, 'Rowan');
  await visit(page, `/@${owner.username}`);
  await tile(page, 'Rowan').hover();
  await page.getByRole('link', { name: 'Save Rowan' }).click();
  await expect(page).toHaveURL(/\/login\?next=/);
  await hydrated(page);
  await fillSignIn(page, owner.email, owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  expect(path(page)).toBe(`/@${owner.username}`);
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  /** Puts a finger down in the middle of a picture, moves it, and takes it away after what is done meanwhile. */
  async function rest(page: Page, title: string, meanwhile: () => Promise<void>, move = 0): Promise<void> {
    await tile(page, title).scrollIntoViewIfNeeded();
    const box = await tile(page, title).boundingBox();
    if (!box) throw new Error(`${title} is not there`);
    const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const session = await page.context().newCDPSession(page);
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    if (move > 0) {
      const moved = { x: point.x, y: point.y - move };
      await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [moved] });
    }
    await meanwhile();
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await session.detach();
  }

  test('a finger that rests on a picture shows what can be done, and saves', async ({ page, browser, baseURL }) => {
    const { owner } = await withPictures(browser, baseURL, 'Hazel', 'Alder');
    await join(page, baseURL, 'tina');
    await visit(page, `/@${owner.username}`);
    const acts = (title: string) => tile(page, title).locator('.tile__acts');
    await expect(acts('Hazel')).toHaveCSS('opacity', '0');
    await rest(page, 'Hazel', () => expect(tile(page, 'Hazel')).toHaveAttribute('data-open'));
    await expect(acts('Hazel')).toHaveCSS('opacity', '1');
    await expect(acts('Alder')).toHaveCSS('opacity', '0');
    expect(path(page), 'a long press is no tap').toBe(`/@${owner.username}`);

    await save(page, 'Hazel').tap();
    await expect(toast(page, 'Saved to “Saved”.')).toBeVisible();
    await expect(save(page, 'Hazel')).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('heading', { level: 1 }).tap();
    await expect(tile(page, 'Hazel')).not.toHaveAttribute('data-open');

    // A finger that scrolls opens nothing, however long it stays.
    await rest(page, 'Alder', () => page.waitForTimeout(700), 40);
    await expect(tile(page, 'Alder')).not.toHaveAttribute('data-open');
    // To Chromium, a tap just after a swipe ends the swipe and is no click.
    await expect(async () => {
      await tile(page, 'Alder').locator('.tile__link').tap();
      await expect(page).toHaveURL(/\/pin\//, { timeout: 1000 });
    }).toPass();
  });
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a picture is saved and taken off', async ({ page, browser, baseURL }) => {
    const { owner } = await withPictures(browser, baseURL, 'Plain');
    const member = await join(page, baseURL, 'paula');
    await page.goto(`/@${owner.username}`);
    await tile(page, 'Plain').hover();
    await save(page, 'Plain').click();
    expect(path(page), 'back where it was pressed').toBe(`/@${owner.username}`);
    await expect(save(page, 'Plain')).toHaveAttribute('aria-pressed', 'true');
    expect(await counted(page, member)).toEqual(['1']);
    await save(page, 'Plain').click();
    await expect(save(page, 'Plain')).toHaveAttribute('aria-pressed', 'false');
    expect(await counted(page, member)).toEqual(['0']);
  });
});
