import type { Page } from '@playwright/test';
import { expect, test as base } from '../fixtures.ts';
import { boxes, columns, faults, overhang, scrollToEnd, shifts, shiftsInList, watchShifts } from '../geometry.ts';
import { hydrated, join, visit } from '../people.ts';
import { photographFile, png, send, waitDrawn, waitReady } from '../pictures.ts';
import { shoot } from '../screenshots.ts';

const PHOTOGRAPHS = [
  'nature/FreshFlower.jpg',
  'nature/GreenMeadow.jpg',
  'nature/YellowFlower.jpg',
  'desktop/GreenTraditional.jpg',
  'abstract/Silk.png',
  'abstract/Spring.png',
  'abstract/Waves.png',
];
// Width and height of what is made here: upright, wide, square, a strip, a tower, and one smaller than its tile.
const SHAPES = [[300, 450], [480, 270], [360, 360], [600, 150], [240, 560], [320, 427], [90, 60], [500, 333]] as const;
const COUNT = 96;

/** A member with more than two pages of pictures: their page, and the pins, newest first. */
const test = base.extend<object, { gallery: { path: string; pins: string[] } }>({
  gallery: [
    async ({ browser, server }, use) => {
      const page = await (await browser.newContext({ baseURL: server.baseURL })).newPage();
      const { username } = await join(page, server.baseURL, 'gallery');
      const made = Array.from({ length: COUNT - PHOTOGRAPHS.length }, (_, index) => {
        const [width, height] = SHAPES[index % SHAPES.length] ?? [1, 1];
        return png(`Tile ${index}.png`, width, height, (index * 47) % 360);
      });
      const pictures = PHOTOGRAPHS.map(photographFile);
      // The photographs spread among the others.
      const mixed = made.flatMap((tile, index) => (index % 12 === 5 ? [tile, ...pictures.splice(0, 1)] : [tile]));
      const pins: string[] = [];
      for (let from = 0; from < mixed.length; from += 32) {
        pins.push(...(await send(page, server.baseURL, mixed.slice(from, from + 32))));
      }
      expect(pins).toHaveLength(COUNT);
      await waitReady(page, pins);
      await page.context().close();
      await use({ path: `/@${username}`, pins: pins.toReversed() });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

const hrefs = async (page: Page) => (await boxes(page)).map(({ href }) => href);
const pinOf = (href: string) => /^\/pin\/(\w+)\?from=/.exec(href)?.[1] ?? href;

test('nothing in the grid moves by itself: not while it loads, nor through all pages', async ({ page, gallery }) => {
  test.setTimeout(120_000);
  for (const path of ['/', gallery.path]) {
    await watchShifts(page);
    await visit(page, path);
    await waitDrawn(page);
    expect(await shifts(page)).toEqual([]);
    await scrollToEnd(page);
    expect(await shiftsInList(page)).toEqual([]);
    expect((await boxes(page)).length).toBeGreaterThanOrEqual(COUNT);
  }
  // The measurement sees what does move.
  await page.evaluate(() => {
    scrollTo(0, 0);
    document.querySelector('main')?.prepend(Object.assign(document.createElement('p'), { style: 'height: 200px' }));
  });
  await expect.poll(async () => (await shifts(page)).length).toBeGreaterThan(0);
});

test('scrolling on brings every page exactly once, in order', async ({ page, gallery }) => {
  test.setTimeout(90_000);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.headers()['x-part'] === 'tiles') asked.push(request.url());
  });
  await visit(page, gallery.path);
  expect(await hrefs(page)).toHaveLength(40);
  await scrollToEnd(page);
  expect((await hrefs(page)).map(pinOf)).toEqual(gallery.pins);
  expect(asked).toHaveLength(2);
  expect(new Set(asked).size).toBe(2);
  expect(faults(await boxes(page), 1280)).toEqual([]);
});

test('going back from a tile far down shows the same tiles at the same place', async ({ page, gallery }) => {
  for (const path of [gallery.path, '/']) {
    await visit(page, path);
    await expect(page.locator('.tile')).toHaveCount(40);
    for (const count of [80, 96]) {
      await page.mouse.wheel(0, 20_000);
      await expect.poll(() => page.locator('.tile').count()).toBeGreaterThanOrEqual(count);
    }
    await page.locator('.tile').nth(72).scrollIntoViewIfNeeded();
    const tile = page.locator('.tile__link').nth(70);
    await tile.hover();
    await waitDrawn(page);
    const before = { tiles: await boxes(page), scroll: await page.evaluate(() => scrollY) };
    expect(before.scroll).toBeGreaterThan(1000);
    await tile.click();
    await expect(page.locator('.pin__picture')).toBeVisible();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
    await page.goBack();
    await expect(page.locator('.tile').nth(70)).toBeVisible();
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before.scroll - 5);
    expect(Math.abs((await page.evaluate(() => scrollY)) - before.scroll)).toBeLessThanOrEqual(5);
    expect((await boxes(page)).slice(0, before.tiles.length)).toEqual(before.tiles);
  }
});

test('tiles show their words when pointed at, and lead to their pins', async ({ page, gallery }) => {
  await visit(page, gallery.path);
  const first = page.locator('.tile').first();
  await expect(first.locator('.tile__caption')).toHaveCSS('opacity', '0');
  await first.hover();
  await expect(first.locator('.tile__caption')).toHaveCSS('opacity', '1');
  await first.click();
  await expect(page).toHaveURL(`/pin/${gallery.pins[0]}?from=${gallery.path.slice(1)}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Tile ${COUNT - PHOTOGRAPHS.length - 1}`);
});

base.describe('without script', () => {
  const WIDTHS = [[320, 2], [390, 2], [768, 3], [1440, 5], [2560, 8]] as const;
  for (const [width, expected] of WIDTHS) {
    test(`the grid is right at ${width} px`, async ({ browser, baseURL, gallery }) => {
      const viewport = { width, height: Math.max(800, Math.round(width * 0.6)) };
      const context = await browser.newContext({ baseURL: baseURL ?? '', javaScriptEnabled: false, viewport });
      const page = await context.newPage();
      for (const path of ['/', gallery.path]) {
        await page.goto(path);
        await waitDrawn(page);
        const tiles = await boxes(page);
        expect(tiles).toHaveLength(40);
        expect(columns(tiles)).toBe(expected);
        expect(faults(tiles, width)).toEqual([]);
        expect(await overhang(page)).toBeLessThanOrEqual(0);
        await shoot(page, `grid-${path === '/' ? 'explore' : 'member'}-${width}`);
      }
      await context.close();
    });
  }

  test('“More pictures” leads through all pages, each picture once', async ({ browser, baseURL, gallery }) => {
    const context = await browser.newContext({ baseURL: baseURL ?? '', javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(gallery.path);
    const seen = await hrefs(page);
    for (const count of [40, 16]) {
      await page.getByRole('link', { name: 'More pictures' }).click();
      await expect(page).toHaveURL(/cursor=/);
      await expect(page.locator('.tile')).toHaveCount(count);
      const tiles = await boxes(page);
      expect(faults(tiles, 1280)).toEqual([]);
      seen.push(...tiles.map(({ href }) => href));
    }
    expect(seen.map(pinOf)).toEqual(gallery.pins);
    await expect(page.getByText('You’ve reached the end')).toBeVisible();
    await context.close();
  });
});

test('a link to a later page shows that page, and goes on from there', async ({ page, gallery }) => {
  const html = await (await page.request.get(gallery.path)).text();
  const next = /href="([^"]*cursor=[^"]*)"/.exec(html)?.[1] ?? '';
  await page.goto(next);
  await hydrated(page);
  await scrollToEnd(page);
  expect((await hrefs(page)).map(pinOf)).toEqual(gallery.pins.slice(40));
});
