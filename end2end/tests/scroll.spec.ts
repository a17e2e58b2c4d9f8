// A list of thousands: light however far one scrolls, and as it was for whoever comes back, by mouse and by keys.

import type { Page } from '@playwright/test';
import { expect, test as base } from '../fixtures.ts';
import { multiply } from '../database.ts';
import { shiftsInList, watchShifts } from '../geometry.ts';
import { join, visit } from '../people.ts';
import { png, send, waitDrawn, waitReady } from '../pictures.ts';
import { shoot } from '../screenshots.ts';
import { figures, longestTask, watchTasks } from '../weight.ts';

const COUNT = 3000;
const SHAPES = [[300, 450], [480, 270], [360, 360], [240, 400], [320, 427], [500, 333]] as const;
// So many tiles may have their pictures at 1280 × 720: nine screens and two blocks of twenty.
const PICTURES_MOST = 180;

/** The page of a member with three thousand pictures. */
const test = base.extend<object, { gallery: string }>({
  gallery: [
    async ({ browser, server }, use) => {
      const page = await (await browser.newContext({ baseURL: server.baseURL })).newPage();
      const { username } = await join(page, server.baseURL, 'thousands');
      const made = Array.from({ length: 60 }, (_, index) => {
        const [width, height] = SHAPES[index % SHAPES.length] ?? [1, 1];
        return png(`Stone ${index}.png`, width, height, (index * 47) % 360);
      });
      const pins = [
        ...(await send(page, server.baseURL, made.slice(0, 30))),
        ...(await send(page, server.baseURL, made.slice(30))),
      ];
      await waitReady(page, pins);
      multiply(server, username, COUNT);
      await page.context().close();
      await use(`/@${username}`);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

const tiles = (page: Page) => page.locator('.tile');
const scrolled = (page: Page) => page.evaluate(() => scrollY);
const hrefs = (page: Page) =>
  page.locator('.tile__link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('href'));

/** From a tile to the next ones, over the two buttons of each. The browser is told of all at once: key by key it takes minutes. */
async function toNext(page: Page, key: 'Tab' | 'Shift+Tab', count = 1): Promise<void> {
  await Promise.all(Array.from({ length: 3 * count }, () => page.keyboard.press(key)));
}

/** Which tile has the focus, and whether one sees that it has. */
function focusedTile(page: Page): Promise<{ place: number; shown: boolean; ring: string }> {
  return page.evaluate(() => {
    const link = document.activeElement;
    const { top, bottom } = link?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
    return {
      place: [...document.querySelectorAll('.tile__link')].findIndex((tile) => tile === link),
      shown: bottom > 0 && top < innerHeight,
      ring: link ? getComputedStyle(link).outlineStyle : 'none',
    };
  });
}

/** Scrolls to the end of what is there, again and again, until all of it is. */
async function scrollThrough(page: Page): Promise<void> {
  await expect(async () => {
    await page.mouse.wheel(0, 60_000);
    await expect(page.getByText('You’ve reached the end')).toBeAttached({ timeout: 100 });
  }).toPass({ timeout: 400_000, intervals: [10] });
  await expect(tiles(page)).toHaveCount(COUNT);
}

/** Every tile in sight has its picture, and it is drawn; no more tiles have theirs than are near. */
async function expectLight(page: Page): Promise<void> {
  const bare = () =>
    tiles(page).evaluateAll((all) =>
      all.filter((tile) => {
        const { top, bottom } = tile.getBoundingClientRect();
        return bottom > 0 && top < innerHeight && !tile.querySelector('img');
      }).length,
    );
  // The page looks at what is near with its next frame, for which a busy machine takes its time.
  await expect.poll(bare).toBe(0);
  await waitDrawn(page);
  await expect.poll(() => page.locator('.tile__picture').count()).toBeLessThan(PICTURES_MOST);
}

/** Opens what has been chosen, and goes back: nothing has changed, and nothing is fetched again. */
async function openAndGoBack(page: Page, name: string, open: () => Promise<void>): Promise<void> {
  const before = { place: await scrolled(page), hrefs: await hrefs(page) };
  await open();
  await expect(page.locator('.pin__picture')).toBeVisible();
  await expect.poll(() => scrolled(page)).toBe(0);
  const fetched: string[] = [];
  page.on('request', (request) => {
    if (request.headers()['x-part'] === 'tiles') fetched.push(request.url());
  });
  await longestTask(page);
  await page.goBack();
  await expect.poll(async () => Math.abs((await scrolled(page)) - before.place)).toBeLessThanOrEqual(2);
  await expectLight(page);
  await shoot(page, `scroll-${name}-back`);
  await expect(tiles(page)).toHaveCount(before.hrefs.length);
  expect(await hrefs(page)).toEqual(before.hrefs);
  expect(Math.abs((await scrolled(page)) - before.place)).toBeLessThanOrEqual(2);
  expect(fetched).toEqual([]);
  console.log(`${name}, back among ${before.hrefs.length}: ${await figures(page)}`);
}

test('three thousand tiles down, one is opened, and back is the same place', async ({ page, gallery }) => {
  test.setTimeout(600_000);
  await watchTasks(page);
  await watchShifts(page);
  await visit(page, gallery);
  await waitDrawn(page);
  console.log(`at first: ${await figures(page)}`);
  await scrollThrough(page);
  await expectLight(page);
  console.log(`mouse, ${COUNT} down: ${await figures(page)}`);
  // The first ones are links with their names still.
  await expect(page.getByRole('link', { name: 'Stone 59', exact: true })).toBeAttached();
  await expect(tiles(page).first().locator('img')).toHaveCount(0);

  const chosen = tiles(page).nth(COUNT - 40);
  await chosen.scrollIntoViewIfNeeded();
  await chosen.hover();
  await waitDrawn(page);
  await openAndGoBack(page, 'mouse', () => chosen.click());

  // All the way up they come back before they are seen.
  for (let at = await scrolled(page); at > 0; at = await scrolled(page)) {
    await page.mouse.wheel(0, -Math.max(700, Math.floor(at / 3)));
    await expect.poll(() => scrolled(page)).toBeLessThan(at);
    await expectLight(page);
  }
  // No tile has moved, and nothing above them.
  expect([...new Set(await shiftsInList(page))]).toEqual([]);
  // It would be told if they did.
  await page.evaluate(() => {
    scrollTo(0, 0);
    document.querySelector('main')?.prepend(Object.assign(document.createElement('p'), { style: 'height: 200px' }));
  });
  await expect.poll(async () => (await shiftsInList(page)).length).toBeGreaterThan(0);
});

test('all of it goes with the keyboard alone', async ({ page, gallery }) => {
  test.setTimeout(540_000);
  await watchTasks(page);
  await visit(page, gallery);
  await page.locator('.tile__link').first().focus();
  for (let at = 10; at < COUNT; at += 10) {
    await toNext(page, 'Tab', 10);
    // No faster than pages come: nobody's fingers are.
    await expect.poll(() => tiles(page).count()).toBeGreaterThan(Math.min(at + 10, COUNT - 1));
    if (at % 100 !== 0) continue;
    // The focus has gone on tile by tile, as often as it was pressed, and can be seen.
    expect(await focusedTile(page)).toEqual({ place: at, shown: true, ring: 'solid' });
  }
  await toNext(page, 'Tab', 9);
  await expectLight(page);
  console.log(`keyboard, ${COUNT} down: ${await figures(page)}`);
  await toNext(page, 'Shift+Tab', 30);
  const chosen = await focused(page);
  await openAndGoBack(page, 'keyboard', () => page.keyboard.press('Enter'));
  await expect.poll(() => focused(page)).toBe(chosen);
  await toNext(page, 'Tab');
  expect(await focused(page)).toBe((await hrefs(page))[COUNT - 30]);
});

test('whoever stands on “More pictures” goes on with the first of them', async ({ page, gallery }) => {
  await visit(page, gallery);
  // Pages come by themselves as the focus nears their end, so this one is held up until somebody stands there.
  let letThrough = () => {};
  const held = new Promise<void>((done) => (letThrough = done));
  await page.route(/cursor=/, async (route) => {
    await held;
    await route.continue();
  });
  // A busy machine may still be laying out the grid, and take the focus along with a tile that it draws anew.
  await expect(async () => {
    await page.locator('.tile__link').nth(39).focus();
    await toNext(page, 'Tab');
    await expect(page.getByRole('link', { name: 'Loading more pictures' })).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press('Enter');
  letThrough();
  await expect(tiles(page).nth(40).locator('.tile__link')).toBeFocused();
  await expect(page).toHaveURL(gallery);
});

test('on a phone, a grid of thousands is as light', async ({ page, gallery }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await watchTasks(page);
  await visit(page, gallery);
  await expect(async () => {
    await page.mouse.wheel(0, 20_000);
    expect(await tiles(page).count()).toBeGreaterThanOrEqual(600);
  }).toPass({ timeout: 60_000, intervals: [10] });
  await expectLight(page);
  console.log(`phone, 600 down: ${await figures(page)}`);
  await shoot(page, 'scroll-phone');
  // Turned, the columns are others, and so is what is near.
  await page.setViewportSize({ width: 844, height: 390 });
  await expectLight(page);
});
