import type { Page } from '@playwright/test';
import { check } from '../axe.ts';
import { sql } from '../database.ts';
import { expect, type Server, test } from '../fixtures.ts';
import { another, expectSuccess, hydrated, join, type Member, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** A member whose plan gives links, and a private pin of theirs that is ready. */
async function sharer(page: Page, site: Server, plan = 'Enterprise'): Promise<{ member: Member; pin: string }> {
  const member = await join(page, site.baseURL, 'sharer');
  sql(site, `update users set plan_id = (select id from plans where name = '${plan}') where username = '${member.username}'`);
  const [id = ''] = await send(page, site.baseURL, [png('Heron.png', 420, 640, 150)], 'private');
  await waitReady(page, [id]);
  return { member, pin: `/pin/${id}` };
}

/** Makes a link on the page that stands, and gives its address. */
async function made(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Create link' }).click();
  return page.getByLabel('Copy it now').inputValue();
}

/** What a visitor's browser shows of an address: a status, and how wide the picture is, if there is one. */
async function opened(page: Page, address: string): Promise<{ status: number | undefined; width: number }> {
  const answer = await page.goto(address);
  const picture = page.locator('.shared__picture');
  const width = (await picture.count()) > 0 ? await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)) : 0;
  return { status: answer?.status(), width };
}

test('a private picture is shared temporarily, seen by a visitor, and taken back', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of (404|410)/);
  const { member, pin } = await sharer(page, site);
  await visit(page, pin);
  await page.getByRole('link', { name: 'Share temporarily' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share temporarily' });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Size').selectOption({ label: '400 pixels high' });
  await dialog.getByLabel('Expires after').selectOption({ label: '30 minutes' });
  await check(page, 'share-dialog');
  const address = await made(page);
  await expect(page).toHaveURL(`${pin}/share`);
  await hydrated(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
  await check(page, 'share-made');

  const visitor = await another(browser, site.baseURL, { reducedMotion: 'reduce' });
  expect((await visitor.goto(pin))?.status()).toBe(404);
  expect(await opened(visitor, address)).toEqual({ status: 200, width: 263 });
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Heron');
  await expect(visitor.getByRole('main')).toContainText(`Shared by ${member.displayName}. The link expires in`);
  await hydrated(visitor);
  await check(visitor, 'link');

  await page.getByRole('main').getByRole('link', { name: 'Your links' }).click();
  await expect(page).toHaveURL(/\/links/);
  await hydrated(page);
  const entry = page.getByRole('main').locator('.entry');
  await expect(entry).toHaveCount(1);
  await expect(entry).toContainText('400 pixels high');
  await expect(entry).toContainText('1 view');
  await expect(entry).toContainText('left');
  await visit(page, '/links');
  expect(await page.content()).not.toContain(address);
  await expect(page.getByRole('button', { name: 'Revoke link' })).toBeHidden();
  await entry.locator('summary').click();
  await check(page, 'links');
  await page.getByRole('button', { name: 'Revoke link' }).click();
  await expectSuccess(page, '/links?revoked=1', 'The link no longer works');
  await expect(entry).toContainText('Revoked');
  await expect(entry.locator('summary')).toHaveCount(0);

  expect((await opened(visitor, address)).status).toBe(410);
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('This link no longer works');
  await expect(visitor.getByRole('main')).toContainText('has revoked it');
  await hydrated(visitor);
  await check(visitor, 'link-over');
  await visitor.context().close();
});

test('a link with a password and a number of views asks, and ends', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of (403|410)/);
  const { pin } = await sharer(page, site);
  await visit(page, `${pin}/share`);
  await page.getByText('Password, view limit, exact time').click();
  await page.getByLabel('Password').fill('open sesame');
  await page.getByLabel('View limit').fill('1');
  await check(page, 'share');
  const address = await made(page);

  const visitor = await another(browser, site.baseURL, { reducedMotion: 'reduce' });
  await visit(visitor, address);
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('A picture was shared with you');
  await check(visitor, 'link-password');
  await visitor.getByLabel('Password', { exact: true }).fill('sesame, open');
  await visitor.getByRole('button', { name: 'View picture' }).click();
  await expect(visitor.locator('#password-error')).toHaveText('This password is wrong.');
  await hydrated(visitor);
  await check(visitor, 'link-wrong-password');
  await visitor.getByLabel('Password', { exact: true }).fill('open sesame');
  const answer = visitor.waitForResponse((response) => response.request().method() === 'POST');
  await visitor.getByRole('button', { name: 'View picture' }).click();
  expect((await answer).headers()['content-type']).toBe('image/webp');
  await expect(visitor.locator('body > img')).toBeVisible();

  expect((await opened(visitor, address)).status).toBe(410);
  await expect(visitor.getByRole('main')).toContainText('reached its view limit');
  await visitor.context().close();
  await visit(page, '/links');
  await expect(page.getByRole('main').locator('.entry')).toContainText('1 of 1 views');
  await expect(page.getByRole('main').locator('.entry')).toContainText('View limit reached');
});

test('a link says that its time is over, and an address that never was says nothing', async ({ page, site, expectProblem }) => {
  expectProblem(/status of (404|410)/);
  const { member, pin } = await sharer(page, site);
  await visit(page, `${pin}/share`);
  const address = await made(page);
  sql(
    site,
    `update expiring_links set expires_at = clock_timestamp(), created_at = clock_timestamp() - interval '1 hour'
     where owner_id = (select id from users where username = '${member.username}')`,
  );
  expect((await opened(page, address)).status).toBe(410);
  await expect(page.getByRole('main')).toContainText('This link has expired.');
  expect((await opened(page, `/l/${'0'.repeat(64)}`)).status).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
});

test('where the plan has no links there is no button, and words that say which has', async ({ page, site, expectProblem }) => {
  expectProblem(/status of 403/);
  const { pin } = await sharer(page, site, 'Premium');
  await visit(page, pin);
  await expect(page.getByRole('link', { name: 'Edit' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Share temporarily' })).toHaveCount(0);
  expect((await page.goto(`${pin}/share`))?.status()).toBe(403);
  await expect(page.getByRole('main')).toContainText('The plan “Enterprise” does.');
  await hydrated(page);
  await check(page, 'share-not-in-plan');
  await page.locator('.menu__toggle').click();
  await page.getByRole('link', { name: 'Your links' }).click();
  await expect(page).toHaveURL(/\/links/);
  await hydrated(page);
  await expect(page.getByRole('main')).toContainText('The plan “Enterprise” does.');
  await check(page, 'links-not-in-plan');
});

test('one’s links stand page by page, whatever became of them', async ({ page, site }) => {
  const { member, pin } = await sharer(page, site);
  await visit(page, '/links');
  await expect(page.getByRole('main')).toContainText('No links yet');
  await check(page, 'links-none');
  await visit(page, `${pin}/share`);
  await made(page);
  sql(
    site,
    `insert into expiring_links (id, token_hash, owner_id, pin_id, picture_id, original, height, max_views, views, created_at,
                                 expires_at, revoked_at)
     select gen_random_uuid(), sha256(convert_to(owner_id::text || n, 'UTF8')), owner_id, case when n % 5 <> 0 then pin_id end,
            case when n % 7 <> 0 then picture_id end, n % 3 = 0, case when n % 3 = 1 then 200 end, case when n % 2 = 0 then 100 end,
            case when n % 4 = 0 then 100 else n end, created_at, expires_at, case when n % 11 = 0 then created_at end
     from expiring_links, generate_series(1, 40) as n
     where owner_id = (select id from users where username = '${member.username}')`,
  );
  await visit(page, '/links');
  await expect(page.getByRole('main').locator('.entry')).toHaveCount(30);
  await check(page, 'links-many');
  await page.getByRole('link', { name: 'Older links' }).click();
  await expect(page.getByRole('main').locator('.entry')).toHaveCount(11);
  await page.getByRole('link', { name: 'Newest' }).click();
  await expect(page.getByRole('main').locator('.entry')).toHaveCount(30);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a picture is shared with a password, seen, and taken back', async ({ page, browser, site, expectProblem }) => {
    expectProblem(/status of (403|410|422)/);
    const { pin } = await sharer(page, site);
    await page.goto(pin);
    await page.getByRole('link', { name: 'Share temporarily' }).click();
    await expect(page).toHaveURL(`${pin}/share`);
    await page.getByText('Password, view limit, exact time').click();
    await page.getByLabel('Seconds').fill('299');
    await page.getByRole('button', { name: 'Create link' }).click();
    await expect(page.locator('#alive_duration-error')).toContainText('from 300 to 30,000 seconds');
    await expect(page.getByLabel('Seconds')).toHaveValue('299');
    await page.getByLabel('Seconds').fill('300');
    await page.getByLabel('Password').fill('open sesame');
    const address = await made(page);

    const visitor = await another(browser, site.baseURL, { javaScriptEnabled: false });
    await visitor.goto(address);
    await visitor.getByLabel('Password', { exact: true }).fill('wrong');
    await visitor.getByRole('button', { name: 'View picture' }).click();
    await expect(visitor.locator('#password-error')).toBeVisible();
    await visitor.getByLabel('Password', { exact: true }).fill('open sesame');
    const answer = visitor.waitForResponse((response) => response.request().method() === 'POST');
    await visitor.getByRole('button', { name: 'View picture' }).click();
    expect((await answer).status()).toBe(200);

    await page.goto('/links');
    await page.locator('.entry summary').click();
    await page.getByRole('button', { name: 'Revoke link' }).click();
    await expect(page).toHaveURL('/links?revoked=1');
    await expect(page.getByRole('main').locator('.entry')).toContainText('Revoked');
    expect((await visitor.goto(address))?.status()).toBe(410);
    await expect(visitor.getByRole('main')).toContainText('has revoked it');
    await visitor.context().close();
  });
});
