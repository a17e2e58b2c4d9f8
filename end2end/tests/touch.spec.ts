import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { hydrated, join, path, post, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import { channel, make } from '../talking.ts';

test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

type Point = { x: number; y: number };

/** Moves fingers over the screen: each step says where they are. */
async function touch(page: Page, steps: Point[][]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const [index, touchPoints] of steps.entries()) {
    await session.send('Input.dispatchTouchEvent', { type: index === 0 ? 'touchStart' : 'touchMove', touchPoints });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

const swipe = (from: number, to: number) => [0, 1, 2, 3].map((step) => [{ x: from + ((to - from) * step) / 3, y: 220 }]);
const pinch = (from: number, to: number) =>
  [0, 1, 2, 3].map((step) => {
    const apart = (from + ((to - from) * step) / 3) / 2;
    return [{ x: 195 - apart, y: 420 }, { x: 195 + apart, y: 420 }];
  });

test('a finger swipes to the next picture, two bring one closer', async ({ page, baseURL }) => {
  const { username } = await join(page, baseURL, 'swipe');
  const pins = await send(page, baseURL, [png('Left.png', 300, 300, 20), png('Right.png', 300, 300, 200)]);
  await waitReady(page, pins);
  await visit(page, `/pin/${pins[1]}?from=@${username}`);
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toHaveText('Right');
  await touch(page, swipe(300, 120));
  await expect(title).toHaveText('Left');
  await hydrated(page);
  await touch(page, swipe(120, 300));
  await expect(title).toHaveText('Right');
  await hydrated(page);
  // There is nothing before the first.
  await touch(page, swipe(120, 300));
  await expect(page.locator('.viewer')).toBeHidden();

  const viewer = page.getByRole('dialog', { name: 'Right, enlarged' });
  const scale = viewer.locator('.viewer__scale');
  // To Chromium, a tap just after a swipe ends the swipe and is no click.
  await expect(async () => {
    await page.locator('.pin__open').tap();
    await expect(scale).toHaveText('Fit', { timeout: 1000 });
  }).toPass();
  await touch(page, pinch(80, 240));
  await expect(scale).toHaveText('300 %');
  await touch(page, swipe(300, 120));
  await expect(scale).toHaveText('300 %');
  await touch(page, pinch(240, 60));
  await expect(scale).toHaveText('Fit');
  await viewer.locator('.viewer__image').tap();
  await expect(scale).toHaveText('250 %');
  await viewer.locator('.viewer__window').tap();
  await expect(scale).toHaveText('Fit');
  await viewer.getByRole('button', { name: 'Close' }).tap();
  await expect(viewer).toBeHidden();
  await expect(title).toHaveText('Right');
});

test('an upload by finger says nothing of dropping, and its empty bar covers nothing', async ({ page, baseURL }) => {
  await join(page, baseURL, 'tap');
  await visit(page, '/upload');
  await expect(page.getByText('Drop pictures here')).toBeHidden();
  await expect(page.getByLabel('Choose pictures')).toBeAttached();
  const bar = page.locator('.action-bar');
  await expect(bar).toHaveCSS('position', 'static');
  await page.locator('#files').setInputFiles(png('tapped.png', 60, 40, 10));
  await expect(bar).toHaveCSS('position', 'sticky');
});

test('a tap beside the open account menu closes it, and opens nothing beneath', async ({ page, baseURL }) => {
  const { username } = await join(page, baseURL, 'tap');
  const pins = await send(page, baseURL, [png('Beneath.png', 300, 300, 20)]);
  await waitReady(page, pins);
  await visit(page, `/@${username}`);
  const tile = page.locator('.tile').first();
  await tile.scrollIntoViewIfNeeded();
  await page.locator('.menu__toggle').tap();
  await expect(page.locator('.menu')).toHaveAttribute('open');
  const { x = 0, y = 0 } = (await tile.boundingBox()) ?? {};
  await page.touchscreen.tap(x + 20, y + 20);
  await expect(page.locator('.menu')).not.toHaveAttribute('open');
  expect(path(page)).toBe(`/@${username}`);
  await page.touchscreen.tap(x + 20, y + 20);
  await expect(page).toHaveURL(/\/pin\//);
});

test('what is touched in messages is as large as a finger', async ({ page, baseURL }) => {
  await join(page, baseURL, 'thumb');
  const { community, talk } = await make(page, baseURL, 'Thumbs');
  const both: Record<string, string>[] = [{ body: 'A heron' }, { body: 'To that', reply_to: '1' }];
  for (const fields of both) {
    await post(page.request, baseURL, '/fn/send_message', { channel: channel(talk), ...fields });
  }
  for (const [address, kinds] of [
    [talk, ['.message__name', '.message__time', '.message__quote']],
    [`${talk}?pinned=1`, ['.room__section .button']],
    [`${community}/search?q=heron`, ['.message__name', '.found__link', '.found__back']],
  ] as const) {
    await visit(page, address);
    for (const kind of kinds) {
      const shown = page.locator(kind).filter({ visible: true });
      await expect(shown.first(), kind).toBeVisible();
      const heights = await shown.evaluateAll((links) => links.map((link) => link.getBoundingClientRect().height));
      expect(Math.min(...heights), `${kind} at ${address}`).toBeGreaterThanOrEqual(44);
    }
  }
});
