import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { overhang, shifts, watchShifts } from '../geometry.ts';
import { another, join, path, post, visit } from '../people.ts';
import { png, send, waitDrawn, waitReady } from '../pictures.ts';
import { say } from '../pins.ts';

/** Somebody with a tall picture, and the addresses of what is like it, in order: of the same tag, on the same board, of the same owner. */
async function withRelated(page: Page, browser: Browser, baseURL: string | undefined): Promise<{ pin: string; related: string[] }> {
  const { username } = await join(page, baseURL, 'mira');
  const [tower = '', own = ''] = await send(page, baseURL, [png('Tower.png', 300, 1500, 10), png('Own.png', 300, 400, 60)]);
  const [secret = ''] = await send(page, baseURL, [png('Secret.png', 300, 200, 200)], 'private');
  const other = await another(browser, baseURL);
  await join(other, baseURL, 'nora');
  const [tagged = '', placed = ''] = await send(other, baseURL, [png('Tagged.png', 400, 300, 110), png('Placed.png', 300, 300, 160)]);
  await waitReady(page, [tower, own, secret]);
  await waitReady(other, [tagged, placed]);
  const tags = `like ${username}`;
  for (const pin of [tower, secret]) await say(page, baseURL, pin, { tags });
  await say(other, baseURL, tagged, { tags });
  const made = await post(other.request, baseURL, '/fn/add_board', { title: 'Alike', visibility: 'public' });
  const board = (made as { location: string }).location.replace('/board/', '');
  for (const pin of [tower, placed]) await post(other.request, baseURL, '/fn/pin_boards', { pin, want: 'put', board });
  await other.context().close();
  return { pin: tower, related: [tagged, placed, own].map((id) => `/pin/${id}`) };
}

/** Has so many comments on a picture. */
async function talk(page: Page, baseURL: string | undefined, pin: string, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) await post(page.request, baseURL, '/fn/comment', { pin, body: `Number ${n}` });
}

const more = (page: Page) => page.getByRole('region', { name: 'More like this' });
const tiles = (page: Page) => more(page).locator('.tile__link');
const addresses = (page: Page) => tiles(page).evaluateAll((links) => links.map((link) => link.getAttribute('href')));
const comments = (page: Page) => page.locator('.comment:not(.comment--pending)');

/** Where something stands, in CSS pixels. */
async function box(page: Page, selector: string) {
  const found = await page.locator(selector).first().boundingBox();
  if (!found) throw new Error(`${selector} is not there`);
  return { left: found.x, right: found.x + found.width, top: found.y, bottom: found.y + found.height };
}

test('below a picture stands what is like it, and nothing private', async ({ page, browser, baseURL }) => {
  const { pin, related } = await withRelated(page, browser, baseURL);
  const visitor = await another(browser, baseURL);
  const asked: string[] = [];
  for (const each of [page, visitor]) {
    each.on('request', (request) => asked.push(request.headers()['x-part'] ?? ''));
    await visit(each, `/pin/${pin}`);
    expect(await addresses(each)).toEqual(related);
    await more(each).scrollIntoViewIfNeeded();
    await waitDrawn(each);
  }
  // It is no list: nothing is added to it, and nothing is kept of it.
  expect(asked.filter((part) => ['tiles', 'states'].includes(part))).toEqual([]);
  await expect(page.locator('.pager')).toHaveCount(0);
  await tiles(visitor).first().click();
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Tagged');
  expect(path(visitor)).toBe(related[0]);
  await visitor.goBack();
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Tower');
  await visitor.context().close();
});

test('nothing stands below a picture that nothing is like', async ({ page, baseURL }) => {
  await join(page, baseURL, 'sola');
  const [pin = ''] = await send(page, baseURL, [png('Alone.png', 300, 200, 40)]);
  await waitReady(page, [pin]);
  await visit(page, `/pin/${pin}`);
  await expect(page.getByRole('heading', { name: 'Comments' })).toBeVisible();
  await expect(page.getByText('More like this')).toHaveCount(0);
});

test('comments stand beside the picture on wide screens, and below it on narrow ones', async ({ page, browser, baseURL }) => {
  const { pin } = await withRelated(page, browser, baseURL);
  await talk(page, baseURL, pin, 12);
  await page.setViewportSize({ width: 1440, height: 900 });
  await watchShifts(page);
  await visit(page, `/pin/${pin}`);
  await waitDrawn(page);
  expect(await shifts(page)).toEqual([]);
  const parts = async () => ({
    picture: await box(page, '.pin__frame'),
    panel: await box(page, '.pin__panel'),
    comments: await box(page, '#comments'),
    form: await box(page, '#comments .write'),
    list: await box(page, '.comments__list'),
    related: await box(page, '.related'),
  });
  const wide = await parts();
  expect(wide.picture.bottom, 'all of a tall picture is in sight').toBeLessThanOrEqual(900);
  expect(wide.panel.left).toBeGreaterThan(wide.picture.right);
  expect(wide.comments.left).toBeCloseTo(wide.panel.left, 0);
  expect(wide.comments.top - wide.panel.bottom, 'they follow the details').toBeGreaterThanOrEqual(0);
  expect(wide.comments.top - wide.panel.bottom).toBeLessThan(64);
  expect(wide.form.bottom).toBeLessThan(wide.list.top);
  expect(wide.related.top).toBeGreaterThan(Math.max(wide.comments.bottom, wide.picture.bottom));
  expect(wide.related.left).toBeLessThan(wide.picture.left);
  expect(wide.related.right).toBeCloseTo(wide.panel.right, 0);
  // The picture stays in sight while the comments are read.
  await comments(page).last().scrollIntoViewIfNeeded();
  await expect(page.locator('.pin__frame')).toBeInViewport();

  await page.setViewportSize({ width: 390, height: 844 });
  const narrow = await parts();
  const order = [narrow.picture, narrow.panel, narrow.comments, narrow.related];
  for (const [index, below] of order.slice(1).entries()) {
    expect(below.top, `part ${index + 1} stands below the one before it`).toBeGreaterThanOrEqual(order[index]?.bottom ?? Infinity);
  }
  expect(narrow.form.bottom).toBeLessThan(narrow.list.top);
  expect(await overhang(page)).toBeLessThanOrEqual(0);
});

test('a comment is written above the others, and seen at their end', async ({ page, baseURL, expectProblem }) => {
  expectProblem(/ERR_FAILED/);
  await join(page, baseURL, 'tess');
  const [pin = ''] = await send(page, baseURL, [png('Talk.png', 300, 200, 80)]);
  await waitReady(page, [pin]);
  await talk(page, baseURL, pin, 20);
  await visit(page, `/pin/${pin}`);
  const field = page.getByLabel('Your comment');
  await field.fill('The newest');
  await field.press('Control+Enter');
  await expect(comments(page)).toHaveCount(21);
  await expect(comments(page).last().locator('.prose')).toHaveText('The newest');
  await expect(comments(page).last()).toBeInViewport();
  // What could not be sent is there again, in sight.
  await page.route('**/fn/comment', (route) => route.abort());
  await field.fill('Kept words');
  await field.press('Control+Enter');
  await expect(page.locator('#body-error')).toBeInViewport();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('Kept words');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('what is like a picture is found below it', async ({ page, browser, baseURL }) => {
    const { pin, related } = await withRelated(page, browser, baseURL);
    await page.goto(`/pin/${pin}`);
    expect(await addresses(page)).toEqual(related);
    await tiles(page).nth(1).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Placed');
    expect(path(page)).toBe(related[1]);
  });
});
