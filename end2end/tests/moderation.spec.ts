import type { Browser, Page } from '@playwright/test';
import { check } from '../axe.ts';
import { sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { another, fillSignIn, hydrated, join, post, submit, visit, type Member } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import type { Server } from '../server.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Somebody who looks after the site. */
async function moderator(browser: Browser, site: Server): Promise<Page> {
  const page = await another(browser, site.baseURL, { reducedMotion: 'reduce' });
  const { username } = await join(page, site.baseURL, 'mira');
  sql(site, `update users set role = 'moderator' where username = '${username}'`);
  return page;
}

/** Somebody with a picture that another has reported. */
async function reported(page: Page, browser: Browser, site: Server, title: string): Promise<{ member: Member; pin: string }> {
  const member = await join(page, site.baseURL, 'olaf');
  const [pin = ''] = await send(page, site.baseURL, [png(`${title}.png`, 400, 300, 120)]);
  await waitReady(page, [pin]);
  const other = await another(browser, site.baseURL);
  await join(other, site.baseURL, 'rita');
  await post(other.request, site.baseURL, '/fn/report_pin', { pin, reason: `It sells something: ${title}` });
  await other.context().close();
  return { member, pin };
}

test('a reported picture is hidden with a reason that its owner reads, and shown again', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of 404/);
  const title = `Bargain ${Date.now()}`;
  const { pin } = await reported(page, browser, site, title);
  const desk = await moderator(browser, site);
  await visit(desk, '/admin/reports');
  const entry = desk.locator('.case').filter({ hasText: title });
  await expect(entry).toContainText(`It sells something: ${title}`);
  await entry.locator('summary').filter({ hasText: 'Hide the picture' }).click();
  await entry.getByLabel('Message to the member').first().fill('No shops here, please.');
  await entry.getByRole('button', { name: 'Hide the picture' }).click();
  await expect(desk.locator('.alert--success')).toContainText('Hidden');
  await expect(desk.locator('.case').filter({ hasText: title })).toHaveCount(0);

  await visit(page, '/notifications');
  await expect(page.getByRole('listitem').filter({ hasText: 'The moderators hid your picture' })).toContainText('No shops here, please.');
  await page.getByRole('link', { name: `“${title}”` }).click();
  await expect(page.locator('.pin__panel')).toContainText('Hidden by the moderators');
  const visitor = await another(browser, site.baseURL);
  expect((await visitor.goto(`/pin/${pin}`))?.status()).toBe(404);

  await visit(desk, '/admin/reports?sort=handled');
  await expect(desk.locator('.case').filter({ hasText: title })).toContainText('Hidden by @mira');
  await visit(desk, `/pin/${pin}`);
  await desk.getByRole('link', { name: 'Moderate', exact: true }).click();
  await desk.getByRole('button', { name: 'Show the picture again' }).click();
  await expect(desk.locator('.alert--success')).toContainText('Shown again');
  expect((await visitor.goto(`/pin/${pin}`))?.status()).toBe(200);
  await desk.context().close();
  await visitor.context().close();
});

test('who is suspended is out at once, reads why at the door, and comes back', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of (401|403)/);
  const title = `Noise ${Date.now()}`;
  const { member } = await reported(page, browser, site, title);
  await visit(page, '/settings');
  const desk = await moderator(browser, site);
  await visit(desk, '/admin/reports');
  const entry = desk.locator('.case').filter({ hasText: title });
  await entry.locator('summary').filter({ hasText: 'Suspend the member' }).click();
  await entry.getByLabel('Reason').last().selectOption('It is spam or advertising.');
  await entry.getByRole('button', { name: 'Suspend the member' }).click();
  await expect(desk.locator('.alert--success')).toContainText('Member suspended');

  expect((await page.goto('/settings'))?.status()).toBe(401);
  await visit(page, '/login');
  await fillSignIn(page, member.username, member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('It is spam or advertising.');
  await visit(desk, `/@${member.username}`);
  await expect(desk.getByRole('main')).toContainText('This account is suspended');
  await desk.getByRole('link', { name: 'Moderate' }).click();
  await desk.locator('summary').filter({ hasText: 'Restore the member' }).click();
  await desk.getByLabel('Message to the member').last().fill('They promised.');
  await desk.getByRole('button', { name: 'Restore the member' }).click();
  await expect(desk.locator('.alert--success')).toContainText('Member restored');
  await page.getByLabel('Password', { exact: true }).fill(member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('/');
  await desk.context().close();
});

test('a reason that is missing is asked for on the page itself, which a reload brings back', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of 422/);
  const { pin } = await reported(page, browser, site, `Missing ${Date.now()}`);
  const desk = await moderator(browser, site);
  await visit(desk, `/admin/pins/${pin}`);
  for (const action of ['Hide the picture', 'Warn the member']) {
    await desk.locator('summary').filter({ hasText: action }).first().click();
    await desk.getByRole('button', { name: action }).filter({ visible: true }).click();
    await hydrated(desk);
    await expect(desk.getByRole('alert')).toContainText('Please give a reason.');
    await expect(desk.getByLabel('Message to the member').filter({ visible: true })).toHaveAttribute('aria-invalid', 'true');
    await expect(desk).toHaveURL(`/admin/pins/${pin}`);
    await desk.reload();
    await hydrated(desk);
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Picture');
    await expect(desk.getByRole('alert')).toHaveCount(0);
  }
  await desk.context().close();
});

test('without script reports are decided about as well, and what is wrong is said', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of 422/);
  const title = `Plain ${Date.now()}`;
  const { pin } = await reported(page, browser, site, title);
  const desk = await moderator(browser, site);
  const cookies = await desk.context().cookies();
  const plain = await another(browser, site.baseURL, { javaScriptEnabled: false });
  await plain.context().addCookies(cookies);
  await plain.goto(`/admin/pins/${pin}`);
  await plain.locator('summary').filter({ hasText: 'Warn the member' }).click();
  await plain.getByRole('button', { name: 'Warn the member' }).click();
  await expect(plain.getByRole('alert')).toContainText('Please give a reason');
  await plain.getByLabel('Message to the member').filter({ visible: true }).fill('Not again, please.');
  await plain.getByRole('button', { name: 'Warn the member' }).click();
  await expect(plain.locator('.alert--success')).toContainText('Member warned');
  await plain.goto('/admin/reports');
  await expect(plain.locator('.case').filter({ hasText: title })).toHaveCount(0);
  await desk.context().close();
  await plain.context().close();
});

test('axe finds nothing on the pages of moderation', async ({ page, browser, site }) => {
  test.setTimeout(240_000);
  const title = `A picture whose title goes on and on ${'and on '.repeat(8)}${Date.now()}`.slice(0, 120);
  const { member, pin } = await reported(page, browser, site, title);
  const body = `Long words: ${'unbreakable'.repeat(20)}`;
  await post(page.request, site.baseURL, '/fn/comment', { pin, body });
  const comment = sql(site, `select id from comments where body like 'Long words%' order by id desc limit 1`);
  expect(comment).not.toBe('');
  const desk = await moderator(browser, site);
  await visit(desk, `/pin/${pin}`);
  const way = await desk.locator('.comment .dropdown__item', { hasText: 'Moderate' }).getAttribute('href');
  await post(desk.request, site.baseURL, '/fn/report_comment', { comment: way?.split('/').at(-1) ?? '', reason: 'Unreadable' });
  for (const [name, address] of [
    ['reports', '/admin/reports'],
    ['reports-comment', way ?? ''],
    ['reports-member', `/admin/reports/members/${member.username}`],
    ['moderate-pins', '/admin/pins'],
    ['moderate-pin', `/admin/pins/${pin}`],
    ['moderate-pins-none', '/admin/pins?q=nothing-of-that-kind'],
  ] as const) {
    await desk.goto(address);
    await check(desk, name);
  }
  await desk.goto('/admin/reports');
  await desk.locator('.case').filter({ hasText: 'Long words' }).locator('summary').filter({ hasText: 'Remove the comment' }).click();
  await check(desk, 'reports-deciding');
  const hidden = { about: `pin:${pin}`, act: 'hide_pin', reason: 'It sells something. '.repeat(20) };
  expect((await submit(desk.request, site.baseURL, '/fn/moderator_act', hidden)).ok()).toBe(true);
  await desk.goto('/admin/reports?sort=handled');
  await check(desk, 'reports-settled');
  await page.goto(`/pin/${pin}`);
  await check(page, 'pin-hidden');
  await page.goto('/notifications');
  await check(page, 'notifications-moderation');
  const out = { about: `member:${member.username}`, act: 'suspend_member', reason: 'Enough.' };
  expect((await submit(desk.request, site.baseURL, '/fn/moderator_act', out)).ok()).toBe(true);
  await desk.goto(`/@${member.username}`);
  await check(desk, 'member-suspended');
  await desk.context().close();
});
