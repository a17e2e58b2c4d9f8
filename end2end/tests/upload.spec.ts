import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { join, signOut, visit } from '../people.ts';
import { drop, paste, watchCards } from '../uploading.ts';
import { hugePng, photograph, photographFile, png, send, sparseFile, waitDrawn } from '../pictures.ts';

const SIX = [
  'abstract/Elephants_5640x3172.jpg',
  'abstract/Gulp.png',
  'nature/Dune.jpg',
  'nature/FreshFlower.jpg',
  'nature/Storm.jpg',
  'nature/YellowFlower.jpg',
];
const PRIVATE = 'FreshFlower';

test('six photographs go up side by side, are seen by everyone but the private one, and nobody reloads', async ({
  page,
  baseURL,
  browser,
  expectProblem,
}) => {
  test.setTimeout(240_000);
  const member = await join(page, baseURL, 'ida');
  await visit(page, '/upload');
  const sameDocument = await page.evaluateHandle(() => document);

  // Four dropped, two chosen.
  await drop(page, page.locator('.dropzone'), SIX.slice(0, 4).map(photograph));
  await page.locator('#files').setInputFiles(SIX.slice(4).map(photograph));
  const cards = page.locator('.upload-card');
  await expect(cards).toHaveCount(6);
  const card = (name: string) => cards.filter({ has: page.getByLabel(new RegExp(`^Title of ${name}\\.`)) });
  await expect(page.getByLabel('Title of Elephants_5640x3172.jpg')).toHaveValue('Elephants_5640x3172');
  await page.getByLabel('Title of Elephants_5640x3172.jpg').fill('Two elephants');
  await card(PRIVATE).getByText('Private').click();

  // A line that is not too fast: else nothing of the progress could be seen.
  const line = await page.context().newCDPSession(page);
  const uploadThroughput = 12_000_000;
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  const seen = await watchCards(page);
  await page.getByRole('button', { name: 'Upload 6 pictures' }).click();
  for (const name of ['Elephants', 'Gulp', 'Dune', PRIVATE, 'Storm', 'YellowFlower']) {
    await expect(card(name === 'Elephants' ? 'Elephants_5640x3172' : name)).toHaveAttribute('data-state', 'ready', { timeout: 150_000 });
  }
  await expect(page.getByRole('status').filter({ hasText: 'All 6 pictures were uploaded' })).toBeVisible();
  await expect(page.locator('.action-bar__state')).toContainText('6 of 6 uploaded');
  const histories = await seen();
  expect(histories).toHaveLength(6);
  for (const { states } of histories) expect(states).toEqual(['waiting', 'sending', 'processing', 'ready']);
  expect(histories[0]?.progress.filter((part) => part > 0 && part < 100).length).toBeGreaterThan(2);
  expect(await sameDocument.evaluate((before) => before === document)).toBe(true);

  // In the grid, the private one for its owner alone.
  await page.getByRole('banner').getByRole('link', { name: 'Explore' }).click();
  const publicNames = ['YellowFlower', 'Storm', 'Dune', 'Gulp', 'Two elephants'];
  const tile = (on: Page, name: string) => on.getByRole('main').getByRole('link', { name, exact: true });
  for (const name of publicNames) await expect(tile(page, name).first()).toBeVisible();
  await tile(page, 'Two elephants').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Two elephants');
  await expect(page.getByRole('definition').filter({ hasText: '5640 × 3172' })).toBeVisible();
  await waitDrawn(page);
  await page.goto(`/@${member.username}`);
  await expect(page.locator('.tile')).toHaveCount(6);
  await page.getByRole('link', { name: PRIVATE }).click();
  await expect(page.locator('.badge', { hasText: 'only you can see it' })).toBeVisible();
  await waitDrawn(page);
  const privatePin = page.url();
  const privatePicture = /\/media\/(\w+)-\d/.exec((await page.locator('.pin__picture').getAttribute('src')) ?? '')?.[1] ?? '';
  const mine = await page.request.get(`/media/${privatePicture}-0`);
  expect(mine.status()).toBe(200);
  expect(mine.headers()['cache-control']).toBe('private, no-store');

  await signOut(page);
  const stranger = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage();
  for (const visitor of [page, stranger]) {
    await visit(visitor, `/@${member.username}`);
    await expect(visitor.locator('.tile')).toHaveCount(5);
    for (const name of publicNames) await expect(tile(visitor, name)).toBeVisible();
    await waitDrawn(visitor);
    for (let quality = 0; quality <= 7; quality += 1) {
      expect((await visitor.request.get(`/media/${privatePicture}-${quality}`)).status()).toBe(404);
    }
    expectProblem(/status of 404/);
    expect((await visitor.goto(privatePin))?.status()).toBe(404);
    await expect(visitor.getByText('Page not found')).toBeVisible();
  }
  await stranger.context().close();
});

test('only pages that need it load the second bundle', async ({ page, baseURL }) => {
  const loaded: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/pkg/lazy.')) loaded.push(pathname);
  });
  await join(page, baseURL, 'lars');
  for (const path of ['/', '/settings', '/notifications']) await visit(page, path);
  expect(loaded).toEqual([]);
  await visit(page, '/upload');
  expect(loaded).toHaveLength(2);
});

test('what was chosen while the script was on its way is on the list once it is there', async ({ page, baseURL }) => {
  await join(page, baseURL, 'elke');
  let go = (): void => undefined;
  const chosen = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/pkg/lazy.*', async (route) => {
    await chosen;
    await route.continue();
  });
  await page.goto('/upload');
  await page.locator('#files').setInputFiles(png('early.png', 60, 40, 10));
  go();
  await expect(page.getByLabel('Title of early.png')).toHaveValue('early');
  await expect(page.getByRole('button', { name: 'Upload 1 picture' })).toBeEnabled();
});

test('a picture is pasted from the clipboard', async ({ page, baseURL }) => {
  await join(page, baseURL, 'paula');
  await visit(page, '/upload');
  await paste(page, png('copied.png', 240, 180, 300));
  await expect(page.locator('.upload-card')).toHaveCount(1);
  await page.locator('.upload-card').getByLabel('Tags').fill('copied');
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  await expect(page.locator('.upload-card')).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
  await page.getByRole('link', { name: 'View', exact: true }).click();
  await expect(page.locator('.pin__picture')).toBeVisible();
  await expect(page.getByRole('link', { name: '#copied' })).toBeVisible();
});

test('Enter in a line of text ends a tag and sends nothing: only the button uploads', async ({ page, baseURL }) => {
  await join(page, baseURL, 'enid');
  await visit(page, '/upload');
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/upload') sent += 1;
  });
  await page.locator('#files').setInputFiles([png('a.png', 60, 40, 10), png('b.png', 60, 40, 100)]);
  await expect(page.locator('.action-bar__words')).toContainText('Ready to upload: 2 pictures');
  const tags = page.getByLabel('Tags for all');
  await tags.fill('fog');
  await tags.press('Enter');
  await expect(tags).toHaveValue('fog, ');
  await tags.press('Enter');
  await expect(tags).toHaveValue('fog, ');
  await page.getByLabel('Title of a.png').press('Enter');
  await expect(page.locator('.action-bar__words')).toContainText('Ready to upload: 2 pictures');
  expect(sent).toBe(0);
  await page.getByRole('button', { name: 'Upload 2 pictures' }).click();
  await expect(page.locator('.upload-card[data-state=ready]')).toHaveCount(2, { timeout: 30_000 });
  expect(sent).toBe(2);
});

test('a pin’s page says that its picture is being prepared, and then shows it without a reload', async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  await join(page, baseURL, 'petra');
  const names = ['abstract/Elephants_3840x2160.jpg', 'abstract/Elephants.jpg', 'abstract/Elephants_5640x3172.jpg'];
  const [, , last] = await send(page, baseURL, names.map(photographFile));
  await visit(page, `/pin/${last}`);
  await expect(page.getByText('This picture is being processed')).toBeVisible();
  const sameDocument = await page.evaluateHandle(() => document);
  await expect(page.locator('.pin__picture')).toBeVisible({ timeout: 60_000 });
  await waitDrawn(page);
  await expect(page.getByText('Processing')).toHaveCount(0, { timeout: 60_000 });
  await waitDrawn(page);
  expect(await page.locator('.pin__picture').getAttribute('srcset')).toContain('5640w');
  expect(await sameDocument.evaluate((before) => before === document)).toBe(true);
});

test('each bad file says what is wrong with it, and a good one among them arrives', async ({ page, baseURL, expectProblem }, info) => {
  test.setTimeout(180_000);
  // Large files come in pieces, of which the last is answered so.
  expectProblem(/status of 422/);
  const member = await join(page, baseURL, 'bad');
  await visit(page, '/upload');
  const whole = photographFile('abstract/Gulp.png');
  const add = async (file: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) => page.locator('#files').setInputFiles(file);
  await add([
    { name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('This is a letter, not a picture.\n'.repeat(50)) },
    { name: 'cut.png', mimeType: 'image/png', buffer: whole.buffer.subarray(0, whole.buffer.length / 2) },
    hugePng('wall.png', 30_000, 30_000),
    { name: 'nothing.png', mimeType: 'image/png', buffer: Buffer.alloc(0) },
    png('good.png', 320, 240, 60),
  ]);
  await add(sparseFile(info.outputPath(), 'film.jpg', 200_000_000));
  const card = (name: string) => page.locator('.upload-card').filter({ has: page.getByLabel(`Title of ${name}`) });
  await page.getByRole('button', { name: 'Upload 5 pictures' }).click();

  const matters: [string, RegExp][] = [
    ['x.jpg', /not a picture we can read/],
    ['cut.png', /cut short/],
    ['wall.png', /30000 × 30000 pixels/],
    ['nothing.png', /empty/],
    ['film.jpg', /This file is 200 MB\. The limit is [\d.]+ MB\./],
  ];
  const words = new Set<string>();
  for (const [name, matter] of matters) {
    await expect(card(name)).toHaveAttribute('data-state', 'failed', { timeout: 60_000 });
    await expect(card(name).locator('.upload-card__words')).toHaveText(matter);
    // Another try cannot make it a picture, or smaller.
    await expect(card(name).getByRole('button', { name: 'Retry' })).toHaveCount(0);
    words.add(await card(name).locator('.upload-card__words').innerText());
  }
  expect(words.size).toBe(5);
  await expect(page.getByRole('button', { name: 'Retry failed' })).toHaveCount(0);
  await expect(card('good.png')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await page.goto(`/@${member.username}`);
  await expect(page.locator('.tile')).toHaveCount(1);
});
