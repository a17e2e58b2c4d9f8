// From a tile to its pin's page and back, the picture goes along: the browser moves it (view transitions between documents).

import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { hydrated, join, visit } from '../people.ts';
import { png, send, waitDrawn, waitReady } from '../pictures.ts';

/** A page that was shown: whether by a transition, and what that moved. */
type Shown = { path: string; transition: boolean; moved: string[] };

/** Notes it for each page of a context. */
async function watchTransitions(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const shown: Shown[] = [];
    Object.assign(window, { shown });
    addEventListener('pagereveal', (event) => {
      const { viewTransition } = event as unknown as { viewTransition: { ready: Promise<void> } | null };
      const page: Shown = { path: location.pathname, transition: viewTransition !== null, moved: [] };
      shown.push(page);
      viewTransition?.ready.then(
        () => {
          const names = document.getAnimations().map(({ effect }) => (effect as KeyframeEffect).pseudoElement ?? '');
          page.moved = names.filter((name) => name.startsWith('::view-transition'));
        },
        () => {},
      );
    });
  });
}

/** How the page was shown last. */
function lastShown(page: Page): Promise<Shown | undefined> {
  return page.evaluate(() => (window as unknown as { shown: Shown[] }).shown.at(-1));
}

/** The address of a new member's page, with two pictures. */
async function gallery(page: Page, baseURL: string): Promise<{ address: string; pins: string[] }> {
  const { username } = await join(page, baseURL, 'moving');
  const pins = await send(page, baseURL, [png('Near.png', 300, 200, 30), png('Far.png', 200, 300, 120)]);
  await waitReady(page, pins);
  return { address: `/@${username}`, pins };
}

const PICTURE = ['::view-transition-group(picture)'];

test('the picture of a tile goes along to its pin’s page, and to nothing else', async ({ context, page, site }) => {
  await watchTransitions(context);
  const { address, pins } = await gallery(page, site.baseURL);
  await visit(page, address);
  await waitDrawn(page);
  await page.getByRole('link', { name: 'Near', exact: true }).click();
  await expect(page.locator('.pin__picture')).toBeVisible();
  await expect.poll(() => lastShown(page)).toEqual({ path: `/pin/${pins[0]}`, transition: true, moved: PICTURE });

  // The next pin has another picture, and is there at once.
  await hydrated(page);
  const isFirst = (await page.locator('a.pin__step[rel=next]').count()) > 0;
  await page.keyboard.press(isFirst ? 'ArrowRight' : 'ArrowLeft');
  await expect(page).toHaveURL(new RegExp(`/pin/${pins[1]}`));
  await expect.poll(() => lastShown(page)).toEqual({ path: `/pin/${pins[1]}`, transition: false, moved: [] });

  // So is a page without a picture.
  await hydrated(page);
  await page.getByRole('link', { name: 'Following', exact: true }).click();
  await expect(page).toHaveURL('/following');
  await expect.poll(() => lastShown(page)).toEqual({ path: '/following', transition: false, moved: [] });
});

test('a tile that is opened in another tab stays where it is', async ({ context, page, site }) => {
  const { address } = await gallery(page, site.baseURL);
  await visit(page, address);
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: 'Near', exact: true }).click({ modifiers: ['ControlOrMeta'] });
  await (await opened).close();
  await expect(page.locator('[data-carried]')).toHaveCount(0);
});

test('on the way back it goes to its tile', async ({ server }) => {
  test.setTimeout(90_000);
  const { launchOptions } = test.info().project.use;
  // Playwright switches off the cache from which a page comes back as it was left.
  const browser = await chromium.launch({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  try {
    const context = await browser.newContext({ baseURL: server.baseURL });
    const problems: string[] = [];
    context.on('weberror', (error) => problems.push(error.error().message));
    await watchTransitions(context);
    const page = await context.newPage();
    const { address, pins } = await gallery(page, server.baseURL);
    await visit(page, address);
    await waitDrawn(page);
    await page.getByRole('link', { name: 'Near', exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`/pin/${pins[0]}`));
    await hydrated(page);
    // A page that comes back is not loaded again.
    await page.goBack({ waitUntil: 'commit' });
    await expect(page.locator('.tile')).toHaveCount(2);
    await expect.poll(() => lastShown(page)).toEqual({ path: address, transition: true, moved: PICTURE });
    await expect(page.locator('[data-carried]')).toHaveCount(0);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
  }
});

test.describe('for readers who want less motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('nothing moves', async ({ context, page, site }) => {
    await watchTransitions(context);
    const { address, pins } = await gallery(page, site.baseURL);
    await visit(page, address);
    await waitDrawn(page);
    await page.getByRole('link', { name: 'Near', exact: true }).click();
    await expect(page.locator('.pin__picture')).toBeVisible();
    await expect.poll(() => lastShown(page)).toEqual({ path: `/pin/${pins[0]}`, transition: false, moved: [] });
  });
});
