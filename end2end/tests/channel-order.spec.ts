// The channels of a community are put in order: by dragging, with the keyboard, and by buttons. All of it is seen by others.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { overhang } from '../geometry.ts';
import { tabTo } from '../keyboard.ts';
import { join, post, visit } from '../people.ts';
import { make } from '../talking.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const ORDER = ['general', 'pictures', 'Dusk', 'Noon'];

/** The page where channels are put in order, of a community of somebody's own with four of them. */
async function withChannels(page: Page, baseURL: string | undefined, name: string): Promise<{ community: string; address: string }> {
  await join(page, baseURL, name);
  const { community } = await make(page, baseURL, 'Orders');
  const id = community.replace('/c/', '');
  for (const channel of ORDER.slice(2)) await post(page.request, baseURL, '/fn/create_channel', { community: id, kind: 'talk', name: channel });
  return { community, address: `${community}/channels` };
}

const names = (page: Page) => page.getByRole('list', { name: 'Channels' }).locator('.entry__link');
const grip = (page: Page, name: string) => page.getByRole('button', { name: `Move ${name}`, exact: true });
const row = (page: Page, name: string) => page.locator('.draggable', { has: page.getByRole('link', { name, exact: true }) });

/** The server has been told of all of it. */
const told = (page: Page) => expect(page.locator('[data-saving]')).toBeEmpty();

/** The middle of what a channel is dragged by, and a place within the row of another. */
async function way(page: Page, name: string, onto: string, part: number): Promise<{ x: number; y: number }[]> {
  // Nowhere near the edges, where a drag scrolls the page.
  await row(page, onto).evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const [from, to] = [await grip(page, name).boundingBox(), await row(page, onto).boundingBox()];
  if (!from || !to) throw new Error('nothing to drag');
  return [
    { x: from.x + from.width / 2, y: from.y + from.height / 2 },
    { x: to.x + to.width / 2, y: to.y + to.height * part },
  ];
}

/** Drags by mouse, and does not let go. */
async function drag(page: Page, name: string, onto: string, part: number): Promise<void> {
  const [from, to] = await way(page, name, onto, part);
  if (!from || !to) throw new Error('nothing to drag');
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await expect(row(page, name)).toHaveAttribute('data-carried', '');
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await expect(row(page, onto)).toHaveAttribute('data-drop', part < 0.5 ? 'before' : 'after');
}

test('channels are dragged by mouse', async ({ page, baseURL }) => {
  const { community, address } = await withChannels(page, baseURL, 'dana');
  await visit(page, address);
  await expect(names(page)).toHaveText(ORDER);
  await drag(page, 'Noon', 'pictures', 0.25);
  await page.mouse.up();
  await expect(names(page)).toHaveText(['general', 'Noon', 'pictures', 'Dusk']);
  await expect(grip(page, 'Noon')).toBeFocused();
  await drag(page, 'general', 'pictures', 0.75);
  await page.mouse.up();
  const order = ['Noon', 'pictures', 'general', 'Dusk'];
  await expect(names(page)).toHaveText(order);
  await expect(page.locator('[data-drop], [data-carried]')).toHaveCount(0);

  await drag(page, 'Dusk', 'Noon', 0.25);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.locator('[data-drop], [data-carried]')).toHaveCount(0);
  await expect(names(page)).toHaveText(order);
  await told(page);
  await page.reload();
  await expect(names(page)).toHaveText(order);
  await page.goto(community);
  await expect(page.locator('.side__name')).toHaveText(order);
});

test('channels are moved with the keyboard and by buttons, and a screen reader hears of it', async ({ page, baseURL }) => {
  const { address } = await withChannels(page, baseURL, 'kata');
  await visit(page, address);
  const heard = page.locator('[data-arranged]');
  await tabTo(page, grip(page, 'general'));
  await expect(grip(page, 'general')).toHaveAccessibleDescription(/arrow keys move a channel/);
  const press = async (name: string, key: string, order: string[], words: string) => {
    await grip(page, name).press(key);
    await expect(names(page)).toHaveText(order);
    await expect(heard).toHaveText(words);
    await expect(grip(page, name)).toBeFocused();
  };
  await press('general', 'ArrowUp', ORDER, 'general is already first.');
  await press('general', 'ArrowDown', ['pictures', 'general', 'Dusk', 'Noon'], 'general moved to position 2.');
  await press('general', 'End', ['pictures', 'Dusk', 'Noon', 'general'], 'general moved to position 4.');
  await press('Noon', 'Home', ['Noon', 'pictures', 'Dusk', 'general'], 'Noon moved to position 1.');
  const down = page.getByRole('button', { name: 'Move down Noon' });
  await down.press('Enter');
  await down.press('Enter');
  const order = ['pictures', 'Dusk', 'Noon', 'general'];
  await expect(names(page)).toHaveText(order);
  await expect(heard).toHaveText('Noon moved to position 3.');
  await expect(down).toBeFocused();
  await told(page);
  await page.reload();
  await expect(names(page)).toHaveText(order);
});

test('a move that could not be saved is taken back, and said', async ({ page, baseURL, expectProblem }) => {
  expectProblem(/ERR_FAILED|Failed to load resource/);
  const { address } = await withChannels(page, baseURL, 'paul');
  await visit(page, address);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/fn/move_channel', async (route) => {
    await held;
    await route.abort();
  });
  await grip(page, 'Noon').press('Home');
  await grip(page, 'general').press('End');
  await expect(names(page)).toHaveText(['Noon', 'pictures', 'Dusk', 'general']);
  await expect(page.locator('[data-saving]')).toHaveText('Saving…');
  letGo();
  await expect(page.locator('.toast--error')).toBeVisible();
  await expect(names(page)).toHaveText(ORDER);
  await expect(page.locator('[data-arranged]')).toContainText('back where they were');
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('a finger drags a channel by its handle', async ({ page, baseURL }) => {
    const { address } = await withChannels(page, baseURL, 'tove');
    await visit(page, address);
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    const [from, to] = await way(page, 'pictures', 'general', 0.25);
    if (!from || !to) throw new Error('nothing to drag');
    const session = await page.context().newCDPSession(page);
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
    await expect(row(page, 'pictures')).toHaveAttribute('data-carried', '');
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [to] });
    await expect(row(page, 'general')).toHaveAttribute('data-drop', 'before');
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await session.detach();
    await expect(names(page)).toHaveText(['pictures', 'general', 'Dusk', 'Noon']);
    await told(page);
  });
});
