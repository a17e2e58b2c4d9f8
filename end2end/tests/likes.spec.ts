import { expect, test } from '../fixtures.ts';
import { another, fillSignIn, hydrated, join, path, post, visit, type Member } from '../people.ts';
import { png } from '../pictures.ts';
import type { Browser, Page } from '@playwright/test';

/** Somebody with a picture of that name. The page is somebody else's, who has just come. */
async function withPicture(browser: Browser, baseURL: string | undefined, title: string): Promise<{ owner: Member; pin: string }> {
  const page = await another(browser, baseURL);
  const owner = await join(page, baseURL, 'olga');
  const form = new FormData();
  const { name, buffer } = png(`${title}.png`, 480, 360, 60);
  form.append('file', new File([new Uint8Array(buffer)], name, { type: 'image/png' }));
  const answer = (await post(page.request, baseURL, '/upload', form)) as { items: { id: string }[] };
  const pin = answer.items[0]?.id ?? '';
  await expect.poll(async () => (await page.request.get(`/@${owner.username}`)).text(), { timeout: 45_000 }).toContain('tile__picture');
  await page.context().close();
  return { owner, pin };
}

const heart = (page: Page) => page.locator('.pin__panel').getByRole('button', { name: 'Like' });

test('a heart answers at once, counts, and is remembered everywhere', async ({ page, browser, baseURL }) => {
  const { owner, pin } = await withPicture(browser, baseURL, 'Loved');
  const member = await join(page, baseURL, 'lena');
  await visit(page, `/@${owner.username}`);
  // No answer yet: what is shown was not waited for.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/like', async (route) => {
    await held;
    await route.continue();
  });
  const small = page.locator('.tile').getByRole('button', { name: /^Like Loved/ });
  await expect(small).toHaveAttribute('aria-pressed', 'false');
  await page.locator('.tile').hover();
  await small.click();
  await expect(small).toHaveAttribute('aria-pressed', 'true');
  await expect(small).toContainText('1');
  const answered = page.waitForResponse('**/like');
  letGo();
  expect((await answered).ok()).toBe(true);
  expect(path(page), 'the press was no way to the picture').toBe(`/@${owner.username}`);

  await page.locator('.tile__link').click();
  await expect(heart(page)).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('link', { name: '1 like' }).click();
  await expect(page.getByRole('list', { name: 'Liked by' })).toContainText(`@${member.username}`);
  await page.goto(`/@${member.username}/likes`);
  await expect(page.locator('.tile__link')).toHaveAttribute('href', new RegExp(`/pin/${pin}`));

  // Taken back on the picture's page, it is so in the list that one goes back to, or no longer there.
  await hydrated(page);
  await page.locator('.tile__link').click();
  await heart(page).focus();
  await page.keyboard.press('Enter');
  await expect(heart(page)).toHaveAttribute('aria-pressed', 'false');
  await expect(page.locator('.pin__panel')).toContainText('No likes yet');
  await page.goBack();
  await expect(page.getByRole('button', { name: /^Like/, pressed: true })).toHaveCount(0);
});

test('what could not be done is put back, and said', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/ERR_FAILED|Failed to load resource/);
  const { owner, pin } = await withPicture(browser, baseURL, 'Offline');
  await join(page, baseURL, 'lars');
  await visit(page, `/pin/${pin}`);
  await page.route('**/like', (route) => route.abort());
  await heart(page).click();
  await expect(page.locator('.toast--error')).toBeVisible();
  await expect(heart(page)).toHaveAttribute('aria-pressed', 'false');
  await expect(page.locator('.pin__panel')).toContainText('No likes yet');

  await visit(page, `/@${owner.username}`);
  await page.route('**/follow', (route) => route.abort());
  await page.getByRole('button', { name: `Follow ${owner.displayName}` }).click();
  await expect(page.locator('.toast--error').last()).toBeVisible();
  await expect(page.getByRole('button', { name: `Follow ${owner.displayName}` })).toHaveAttribute('aria-pressed', 'false');
  await expect(page.locator('.profile')).toContainText('0 followers');
});

test('presses in a row end as the last one says', async ({ page, browser, baseURL }) => {
  const { pin } = await withPicture(browser, baseURL, 'Undecided');
  await join(page, baseURL, 'lou');
  await visit(page, `/pin/${pin}`);
  for (let press = 0; press < 5; press += 1) await heart(page).click();
  await expect(heart(page)).toHaveAttribute('aria-pressed', 'true');
  const kept = async () => {
    const html = await (await page.request.get(`/pin/${pin}`)).text();
    const [button = ''] = /<button[^>]*"like button [^>]*>/.exec(html) ?? [];
    return [/aria-pressed="(\w+)"/.exec(button)?.[1], /data-like-count="(\d+)"/.exec(html)?.[1]];
  };
  await expect.poll(kept).toEqual(['true', '1']);
});

test('a member is followed, listed, and left again', async ({ page, browser, baseURL }) => {
  const { owner } = await withPicture(browser, baseURL, 'Followed');
  const member = await join(page, baseURL, 'finn');
  await visit(page, `/@${owner.username}`);
  await page.getByRole('button', { name: `Follow ${owner.displayName}` }).click();
  const following = page.getByRole('button', { name: `Following ${owner.displayName}` });
  await expect(following).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.profile')).toContainText('1 follower');
  await following.hover();
  await expect(following.locator('.follow__end')).toHaveCSS('opacity', '1');
  await page.getByRole('link', { name: '1 follower' }).click();
  await expect(page.getByRole('list', { name: /^Followers of/ })).toContainText(`@${member.username}`);
  await expect(page.getByRole('main').getByRole('button'), 'nobody follows themselves').toHaveCount(0);
  await page.goto(`/@${member.username}/following`);
  await hydrated(page);
  // What is left at once may never have been sent.
  const sent = page.waitForResponse(/\/fn\/follow/);
  await page.getByRole('button', { name: `Following ${owner.displayName}` }).click();
  await expect(page.getByRole('button', { name: `Follow ${owner.displayName}` })).toBeVisible();
  await sent;
  await page.goto(`/@${owner.username}`);
  await expect(page.locator('.profile')).toContainText('0 followers');
});

test('a visitor is led to sign in and back', async ({ page, browser, baseURL }) => {
  const { owner, pin } = await withPicture(browser, baseURL, 'Tempting');
  await visit(page, `/pin/${pin}?from=@${owner.username}`);
  await page.locator('.pin__panel').getByRole('link', { name: 'Like' }).click();
  await expect(page).toHaveURL(/\/login\?next=/);
  await fillSignIn(page, owner.email, owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  expect(path(page)).toBe(`/pin/${pin}?from=@${owner.username}`);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a picture is liked and its owner followed', async ({ page, browser, baseURL }) => {
    const { owner, pin } = await withPicture(browser, baseURL, 'Plain');
    await join(page, baseURL, 'paul');
    await page.goto(`/@${owner.username}`);
    await page.locator('.tile').hover();
    await page.locator('.tile').getByRole('button', { name: /^Like Plain/ }).click();
    expect(path(page), 'back where it was pressed').toBe(`/@${owner.username}`);
    await expect(page.locator('.tile').getByRole('button', { name: /^Like Plain/ })).toHaveAttribute('aria-pressed', 'true');
    await page.goto(`/pin/${pin}`);
    await heart(page).click();
    expect(path(page)).toBe(`/pin/${pin}`);
    await expect(heart(page)).toHaveAttribute('aria-pressed', 'false');

    await page.goto(`/@${owner.username}`);
    await page.getByRole('button', { name: `Follow ${owner.displayName}` }).click();
    expect(path(page)).toBe(`/@${owner.username}`);
    await expect(page.locator('.profile')).toContainText('1 follower');
    await page.getByRole('button', { name: `Following ${owner.displayName}` }).click();
    await expect(page.locator('.profile')).toContainText('0 followers');
  });
});
