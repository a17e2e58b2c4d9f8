import type { Page } from '@playwright/test';
import { check } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { overhang } from '../geometry.ts';
import { another, join, path, post, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import { expectShown, say, shown } from '../pins.ts';
import { shoot } from '../screenshots.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** A word that no other test has: what is shared is searched by all. */
function word(begin: string): string {
  const letters = [...Date.now().toString(36)].map((digit) => 'qwrtzpsdfghjklyxcvbnmaeiouqwertzuiop'[Number.parseInt(digit, 36)] ?? 'x');
  return `${begin}${letters.slice(-6).join('')}`;
}

/** Three pictures of a member's: the word in a title, in a tag, in a description. */
async function pictures(page: Page, baseURL: string | undefined, name: string): Promise<string[]> {
  const files = [`${name} at dusk.png`, 'Reeds.png', 'Still water.png'].map((file, hue) => png(file, 300, 200, hue * 90));
  const pins = await send(page, baseURL, files);
  await waitReady(page, pins);
  await say(page, baseURL, pins[1], { tags: name });
  await say(page, baseURL, pins[2], { description: `Somewhere a ${name}.` });
  return pins;
}

/** The word is known, so that it can be completed and put right. */
async function counted(page: Page, typed: string): Promise<void> {
  const offered = async () => {
    const answer = await page.request.get(`/api/v1/search/completions?q=${typed}`);
    return ((await answer.json()) as { items: { kind: string }[] }).items.some(({ kind }) => kind === 'tag');
  };
  await expect.poll(offered, { timeout: 90_000 }).toBe(true);
}

test('what is typed is completed, and chosen with the keyboard', async ({ page, baseURL }) => {
  test.setTimeout(150_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  const name = word('heron');
  const member = await join(page, baseURL, 'searcher');
  const pins = await pictures(page, baseURL, name);
  await post(page.request, baseURL, '/fn/add_board', { title: `${name} board`, description: '', visibility: 'public' });
  await counted(page, name);

  await visit(page, '/');
  await page.keyboard.press('/');
  const box = page.getByRole('banner').getByRole('combobox', { name: 'Search' });
  await expect(box).toBeFocused();
  await expect(box).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.type(name.slice(0, -1));
  const options = page.getByRole('banner').getByRole('option');
  await expect(options.first()).toContainText(`#${name}`);
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  await expect(options.filter({ hasText: `${name} board` })).toHaveCount(1);
  await expect(options.filter({ hasText: `${name} at dusk` })).toHaveCount(1);
  await shoot(page, 'search-completions-1440');

  // Down to the first, up past it to none, up to the last.
  await page.keyboard.press('ArrowDown');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await expect(box).toHaveAttribute('aria-activedescendant', (await options.first().getAttribute('id')) ?? '');
  await page.keyboard.press('ArrowUp');
  await expect(box).not.toHaveAttribute('aria-activedescendant');
  await page.keyboard.press('ArrowUp');
  await expect(options.last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(options).toHaveCount(0);
  await expect(box).toHaveValue(name.slice(0, -1));

  await page.keyboard.type(name.slice(-1));
  await expect(options.first()).toContainText(`#${name}`);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/?tag=${name}`);
  await expectShown(page, ['Reeds']);
  await expect(box).toHaveValue('');

  // A picture, with the pointer.
  await box.fill(`${name} at`);
  await options.filter({ hasText: `${name} at dusk` }).click();
  await expect(page).toHaveURL(`/pin/${pins[0]}?from=search&q=${name}%20at`);

  // A member.
  await box.fill(member.username);
  await options.filter({ hasText: `@${member.username}` }).click();
  await expect(page).toHaveURL(`/@${member.username}`);
});

test('results are ranked, and back leads to them', async ({ page, browser, baseURL }) => {
  test.setTimeout(150_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  const name = word('otter');
  await join(page, baseURL, name);
  await pictures(page, baseURL, name);
  await post(page.request, baseURL, '/fn/add_board', { title: `${name} board`, description: '', visibility: 'public' });
  await visit(page, '/');
  const box = page.getByRole('banner').getByRole('combobox', { name: 'Search' });
  await box.fill(name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/search?q=${name}`);
  await expect(page).toHaveTitle(`Search for “${name}” · Tessera`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await expectShown(page, [`${name} at dusk`, 'Reeds', 'Still water']);
  await expect(page.getByRole('region', { name: 'People' }).getByRole('link')).toHaveCount(1);
  await expect(page.getByRole('region', { name: 'Boards' }).getByRole('link')).toHaveCount(1);
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', /\/search$/);
  await check(page, 'search');
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.locator('main a[href^="/pin/"]').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name} at dusk`);
  await page.goBack();
  await expectShown(page, [`${name} at dusk`, 'Reeds', 'Still water']);
  await expect(box).toHaveValue(name);

  await page.getByRole('navigation', { name: 'Type of results' }).getByRole('link', { name: 'People' }).click();
  await expect(page).toHaveURL(`/search?q=${name}&kind=users`);
  await expect(page.locator('.people .entry')).toHaveCount(1);
  expect(await shown(page)).toEqual([]);
  await page.getByRole('navigation', { name: 'Type of results' }).getByRole('link', { name: 'Boards' }).click();
  await expect(page.locator('.board-card')).toHaveCount(1);
  await page.getByRole('navigation', { name: 'Type of results' }).getByRole('link', { name: 'Pictures' }).click();
  await expectShown(page, [`${name} at dusk`, 'Reeds', 'Still water']);

  // Nobody comes upon what is private.
  const private_ = await send(page, baseURL, [png(`${name} unseen.png`, 30, 20, 5)], 'private');
  await waitReady(page, private_);
  const other = await another(browser, baseURL);
  await visit(other, `/search?q=${name}`);
  await expectShown(other, [`${name} at dusk`, 'Reeds', 'Still water']);
  await other.context().close();
});

test('a misspelt word finds what was meant', async ({ page, baseURL }) => {
  test.setTimeout(150_000);
  await page.setViewportSize({ width: 390, height: 844 });
  const name = word('mountain');
  await join(page, baseURL, 'typist');
  await pictures(page, baseURL, name);
  await counted(page, name);

  // On a small screen an icon leads to the page, which has the box.
  await visit(page, '/');
  await page.getByRole('banner').getByRole('link', { name: 'Search' }).click();
  await expect(page).toHaveURL('/search');
  await expect(page.getByRole('heading', { name: 'Search', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Popular tags' }).getByRole('link').first()).toBeVisible();
  expect(await overhang(page)).toBeLessThanOrEqual(0);
  await check(page, 'search-blank');
  await page.setViewportSize({ width: 390, height: 844 });
  const misspelt = name.replace('nt', 'tn');
  const box = page.getByRole('main').getByRole('combobox', { name: 'Search' });
  await box.fill(misspelt);
  await box.press('Enter');
  await expect(page.getByText('Showing results for')).toContainText(name);
  await expectShown(page, [`${name} at dusk`, 'Reeds', 'Still water']);
  await expect(box).toHaveValue(misspelt);

  await box.fill('zzzzqqqq');
  await box.press('Enter');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await check(page, 'search-nothing');
  await page.setViewportSize({ width: 320, height: 700 });
  await visit(page, `/search?q=${'supercalifragilistic'.repeat(40)}`);
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  expect(await overhang(page), 'a very long word stays on the page').toBeLessThanOrEqual(0);
});

test('what is answered too late is dropped', async ({ page, baseURL }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const member = await join(page, baseURL, 'slowpoke');
  await visit(page, '/');
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(/\/search\?q=slow$/, async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest(/\/search\?q=slow$/);
  const box = page.getByRole('banner').getByRole('combobox', { name: 'Search' });
  await box.fill('slow');
  await asked;
  await box.fill('');
  const late = page.waitForResponse(/\/search\?q=slow$/);
  letGo();
  await (await late).finished();
  await expect(page.getByRole('banner').getByRole('option')).toHaveCount(0);
  await box.fill(member.username);
  await expect(page.getByRole('banner').getByRole('option').first()).toContainText(member.username);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('words are looked for by a form, and results go on over links', async ({ page, baseURL }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width: 1440, height: 900 });
    const name = word('stork');
    await join(page, baseURL, 'plain');
    const files = Array.from({ length: 70 }, (_, index) => png(`${name} ${index}.png`, 16, 16, index));
    const pins = await send(page, baseURL, files);
    await waitReady(page, pins);
    await page.goto('/');
    await page.getByRole('banner').getByRole('searchbox', { name: 'Search' }).fill(name);
    await page.keyboard.press('Enter');
    await page.waitForURL(`/search?q=${name}`);
    const first = await shown(page);
    const next = page.getByRole('link', { name: 'More pictures' });
    await next.click();
    await page.waitForURL(/cursor=/);
    const second = await shown(page);
    expect(new Set([...first, ...second]).size).toBe(first.length + second.length);
    expect(path(page)).toContain('cursor=r');
    await page.goto('/search');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Search');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('main').getByRole('searchbox', { name: 'Search' }).fill(`${name} 7`);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?q=/);
    await expectShown(page, [`${name} 7`]);
  });
});
