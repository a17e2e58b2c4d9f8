import { expect, test } from '../fixtures.ts';
import { another, hydrated, join, path, visit } from '../people.ts';
import { photographFile, png, send, waitDrawn, waitReady } from '../pictures.ts';
import { say } from '../pins.ts';

test('a picture is seen closer with keys, clicks, wheel and drags, and at its full size', async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  await join(page, baseURL, 'zoe');
  const [pin] = await send(page, baseURL, [photographFile('nature/Dune.jpg')]);
  await waitReady(page, [pin ?? '']);
  await visit(page, `/pin/${pin}`);
  const viewer = page.getByRole('dialog', { name: 'Dune, enlarged' });
  const scale = viewer.locator('.viewer__scale');
  const drawn = viewer.locator('.viewer__picture');
  const full = viewer.locator('.viewer__image--full');

  // From the page: the picture is a link, and without script one to the file.
  const picture = page.locator('.pin__open');
  await expect(picture).toHaveAttribute('href', /\/media\/\w+-0$/);
  await picture.focus();
  await page.keyboard.press('Enter');
  await expect(viewer).toBeVisible();
  await expect(scale).toHaveText('Fit');
  await expect(full).toHaveCount(0);
  const fitted = await drawn.evaluate((picture: HTMLElement) => picture.offsetWidth);
  const pixels = Number(await page.locator('.pin__picture').getAttribute('width'));
  /** What the label says of a picture so many times as large as it fits: 100 % is one of its pixels on each of the screen. */
  const label = (times: number) => `${Math.round((100 * times * fitted) / pixels)} %`;
  await page.keyboard.press('+');
  await expect(scale).toHaveText(label(1.5));
  await expect(full).toHaveAttribute('src', /\/media\/\w+-0$/);
  await page.keyboard.press('+');
  await page.keyboard.press('-');
  await expect(scale).toHaveText(label(1.5));
  const before = await drawn.getAttribute('style');
  await page.keyboard.press('ArrowRight');
  await expect(drawn).not.toHaveAttribute('style', before ?? '');
  await page.keyboard.press('0');
  await expect(scale).toHaveText('Fit');
  // Nothing behind it takes the focus.
  for (let stops = 0; stops < 6; stops += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => !document.activeElement?.closest('.viewer') && document.activeElement !== document.body)).toBe(false);
  }

  await page.mouse.click(300, 300);
  await expect(scale).toHaveText(label(2.5));
  await waitDrawn(page);
  await drawn.evaluate((picture) => Promise.all(picture.getAnimations().map(({ finished }) => finished)));
  const place = () => drawn.evaluate((picture) => picture.getBoundingClientRect().x);
  const left = await place();
  await page.mouse.move(600, 400);
  await page.mouse.down();
  await page.mouse.move(520, 380, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await place()) - left)).toBe(-80);
  await expect(scale).toHaveText(label(2.5));
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -30);
  await page.keyboard.up('Control');
  await expect(scale).toHaveText(label(2.5 * Math.exp(0.3)));
  await page.mouse.wheel(0, 100);
  await expect(scale).toHaveText(label(2.5 * Math.exp(0.1)));
  await page.mouse.click(300, 300);
  await expect(scale).toHaveText('Fit');
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(picture).toBeFocused();
  await page.keyboard.press('+');
  await expect(viewer).toBeVisible();
  await viewer.getByRole('button', { name: 'Close' }).click();
  await expect(viewer).toBeHidden();

  // What its owner is told of the file, and only when they want to know.
  const file = page.locator('#file');
  await expect(file.getByText(/^JPEG, \d+ × \d+ px, /)).toBeHidden();
  await file.getByText('What we did to your file').click();
  await expect(file.getByText(/^JPEG, \d+ × \d+ px, /)).toBeVisible();
  await expect(file).toContainText('Kept as you sent it.');
});

test('arrow keys and links lead through the list one came from, and Back to the same place in it', async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  const { username } = await join(page, baseURL, 'nele');
  const count = 24;
  const pictures = Array.from({ length: count }, (_, index) => png(`Step ${index}.png`, 300, 420, index * 15));
  const pins = await send(page, baseURL, pictures);
  await waitReady(page, pins);
  await visit(page, `/@${username}`);
  const tile = page.locator('.tile__link').nth(14);
  await tile.scrollIntoViewIfNeeded();
  // Not by the wheel, which goes on turning for a while: the page would move under the click.
  await page.evaluate(() => scrollBy({ top: 150, behavior: 'instant' }));
  await tile.hover();
  await waitDrawn(page);
  // Playwright may scroll once more before it clicks, where something covers the tile: what counts is where the click finds it.
  await page.evaluate(() => {
    const note = () => sessionStorage.setItem('clickedAt', String(scrollY));
    addEventListener('click', note, { capture: true, once: true });
  });
  await tile.click();
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toHaveText('Step 9');
  expect(path(page)).toBe(`/pin/${pins[9]}?from=@${username}`);

  await hydrated(page);
  await page.keyboard.press('ArrowRight');
  await expect(title).toHaveText('Step 8');
  await hydrated(page);
  expect(path(page)).toBe(`/pin/${pins[8]}?from=@${username}`);
  await expect(page.locator('.pin__picture')).toHaveAttribute('alt', 'Step 8');
  // In the viewer as well, as long as the picture is fitted.
  await page.keyboard.press('+');
  await expect(page.getByRole('dialog', { name: 'Step 8, enlarged' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  const next = page.getByRole('dialog', { name: 'Step 7, enlarged' });
  await expect(next).toBeVisible();
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowLeft');
  await expect(next).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(title).toHaveText('Step 7');
  await hydrated(page);
  await page.keyboard.press('ArrowLeft');
  await expect(title).toHaveText('Step 8');
  // Before the script is there again, a link is a link: a step more in the history.
  await hydrated(page);
  await page.getByRole('link', { name: 'Previous picture' }).click();
  await expect(title).toHaveText('Step 9');
  await page.goBack();
  await expect(page).toHaveURL(`/@${username}`);
  const clickedAt = Number(await page.evaluate(() => sessionStorage.getItem('clickedAt')));
  expect(clickedAt).toBeGreaterThan(200);
  await expect.poll(async () => Math.abs((await page.evaluate(() => scrollY)) - clickedAt)).toBeLessThanOrEqual(5);

  // At the ends of the list there is one way alone; who came from nowhere has none.
  await visit(page, `/pin/${pins[0]}?from=@${username}`);
  await expect(page.getByRole('link', { name: 'Previous picture' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Next picture' })).toHaveCount(0);
  await visit(page, `/pin/${pins[0]}`);
  await expect(page.getByRole('navigation', { name: 'Previous and next picture' })).toHaveCount(0);
  expect((await page.goto(`/pin/${pins[0]}?from=@nobody_at_all`))?.status()).toBe(200);
});

test('other sites are told of what everyone may see, and of nothing else', async ({ page, baseURL, request }) => {
  const member = await join(page, baseURL, 'greta');
  const pins = await send(page, baseURL, [photographFile('nature/Dune.jpg'), png('Nook.png', 300, 200), png('Secret.png', 300, 200)]);
  await waitReady(page, pins);
  const [dune, nook, secret] = pins;
  await say(page, baseURL, dune, { title: 'A “dune” & <more>', description: 'Sand.\n\nMuch of it.', alt_text: 'A dune at dusk' });
  await say(page, baseURL, nook, { visibility: 'unlisted' });
  await say(page, baseURL, secret, { visibility: 'private' });

  await page.goto(`/pin/${dune}`);
  const tag = (name: string) => page.locator(`meta[property="${name}"], meta[name="${name}"]`).getAttribute('content');
  expect(await tag('og:title')).toBe('A “dune” & <more>');
  expect(await tag('og:description')).toBe('Sand. Much of it.');
  expect(await tag('og:type')).toBe('article');
  expect(await tag('og:image:alt')).toBe('A dune at dusk');
  expect(await tag('og:image:width')).toBe('1200');
  expect(await tag('twitter:card')).toBe('summary_large_image');
  const canonical = await page.locator('link[rel=canonical]').getAttribute('href');
  expect(canonical).toMatch(new RegExp(`^https?://.+[^/]/pin/${dune}$`));
  const image = new URL((await tag('og:image')) ?? '');
  expect(image.origin).toBe(new URL(canonical ?? '').origin);
  const fetched = await request.get(image.pathname);
  expect([fetched.status(), fetched.headers()['content-type']]).toEqual([200, 'image/webp']);

  // In the page as it is sent: whoever reads it runs no script.
  const html = async (on: typeof request, pin?: string) => (await on.get(`/pin/${pin}`)).text();
  expect(await html(request, nook)).toContain('og:image');
  expect(await html(request, nook)).toContain('noindex');
  expect(await html(request, dune)).not.toContain('noindex');
  expect(await html(page.request, secret)).toContain(member.displayName);
  expect(await html(page.request, secret)).not.toContain('og:');
  expect(await html(request, secret)).not.toContain('Secret');
});

test('each size can be downloaded', async ({ page, baseURL }) => {
  await join(page, baseURL, 'sizes');
  const [pin] = await send(page, baseURL, [png('Stairs: up/down.png', 800, 600, 90)]);
  await waitReady(page, [pin ?? '']);
  await page.goto(`/pin/${pin}`);
  await page.getByText('Download', { exact: true }).click();
  const links = page.locator('.sizes').getByRole('link');
  await expect(links).toHaveText(['236 × 177', '474 × 356', '736 × 552', '800 × 600', 'Thumbnail, 200 px high']);
  for (const [nth, name] of [[3, / 800\.webp$/], [4, / h200\.webp$/]] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), links.nth(nth).click()]);
    expect(download.suggestedFilename()).toMatch(name);
  }
});

test('the link of a picture is copied, without the list one came from', async ({ page, baseURL }) => {
  const { username } = await join(page, baseURL, 'copy');
  const [pin = ''] = await send(page, baseURL, [png('Copied.png', 300, 200, 30)]);
  await waitReady(page, [pin]);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit(page, `/pin/${pin}?from=@${username}`);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.locator('.toast')).toContainText('Link copied.');
  const link = await page.locator('link[rel=canonical]').getAttribute('href');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
});

test('the owner of a picture is followed beside it', async ({ page, browser, baseURL }) => {
  const owner = await join(page, baseURL, 'otto');
  const [pin = ''] = await send(page, baseURL, [png('Shown.png', 300, 200, 60)]);
  await waitReady(page, [pin]);
  await visit(page, `/pin/${pin}`);
  await expect(page.locator('.pin__panel').getByRole('button', { name: /^Follow/ }), 'nobody follows themselves').toHaveCount(0);
  const fan = await another(browser, baseURL);
  await join(fan, baseURL, 'fred');
  await visit(fan, `/pin/${pin}`);
  const sent = fan.waitForResponse(/\/fn\/follow/);
  await fan.getByRole('button', { name: `Follow ${owner.displayName}` }).click();
  await sent;
  const following = fan.getByRole('button', { name: `Following ${owner.displayName}` });
  await expect(following).toHaveAttribute('aria-pressed', 'true');
  await visit(fan, `/@${owner.username}`);
  await expect(fan.locator('.profile')).toContainText('1 follower');
  await visit(fan, `/pin/${pin}`);
  await expect(following).toHaveAttribute('aria-pressed', 'true');
  await fan.context().close();
});

test('a list can be narrowed to a tag, and widened again', async ({ page, baseURL }) => {
  const { username } = await join(page, baseURL, 'tagger');
  const [one, two] = await send(page, baseURL, [png('Heron.png', 300, 200, 10), png('Hill.png', 300, 200, 90)]);
  await waitReady(page, [one ?? '', two ?? '']);
  const tag = `birds of ${username}`;
  await say(page, baseURL, one, { tags: tag });
  await visit(page, `/pin/${one}`);
  await page.getByRole('link', { name: `#${tag}` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`#${tag}`);
  await expect(page.locator('.tile')).toHaveCount(1);
  await page.locator('.tile__link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Heron');
  expect(new URL(page.url()).searchParams.get('tag')).toBe(tag);
  await page.goBack();
  await page.getByRole('link', { name: 'All pictures' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Explore');
  await visit(page, `/@${username}?tag=${encodeURIComponent(tag)}`);
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(`#${tag}`);
  await expect(page.locator('.tile')).toHaveCount(1);
  await page.getByRole('link', { name: /^All pictures by/ }).click();
  await expect(page.locator('.tile')).toHaveCount(2);
});
