// Plans: an admin makes one, members see what they get and how much of it is used up, and what is not given is not offered.

import type { Browser, Page } from '@playwright/test';
import { check } from '../axe.ts';
import { sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { another, expectSuccess, hydrated, join, visit } from '../people.ts';
import { noise, png, send, waitReady } from '../pictures.ts';
import type { Server } from '../server.ts';

/** An admin of this server, made so in its rows. */
async function admin(browser: Browser, server: Server, options = {}): Promise<Page> {
  const page = await another(browser, server.baseURL, options);
  const { username } = await join(page, server.baseURL, 'keeper');
  sql(server, `update users set role = 'admin' where username = '${username}'`);
  return page;
}

test('an admin makes a plan, gives it, changes it and retires it', async ({ browser, server, page, expectProblem }) => {
  expectProblem(/status of (403|422)/);
  const name = `Small ${Date.now().toString(36)}`;
  const member = await join(page, server.baseURL, 'holder');
  const [pin] = await send(page, server.baseURL, [png('Heron.png', 600, 400, 200)]);
  await waitReady(page, [pin ?? '']);
  const desk = await admin(browser, server);
  await visit(desk, '/admin/plans');
  await desk.getByRole('link', { name: 'Add a plan' }).click();
  await desk.getByLabel('Name').fill(name);
  await desk.getByLabel('Thumbnail heights').fill('100, 5');
  await desk.getByLabel('Allow expiring links').check();
  await desk.getByLabel('Shortest link lifetime').fill('60');
  await desk.getByLabel('Longest link lifetime').fill('600');
  await desk.getByLabel('Largest file').fill('1');
  await desk.getByLabel('Storage, in MB').fill('2');
  await desk.getByLabel('Files per upload').fill('3');
  await desk.getByRole('button', { name: 'Add plan' }).click();
  await expect(desk.locator('#heights-error')).toHaveText('Please enter up to 12 heights, each from 16 to 4000 pixels.');
  await expect(desk.getByLabel('Longest link lifetime')).toHaveValue('600');
  await desk.getByLabel('Thumbnail heights').fill('100, 333');
  await desk.getByRole('button', { name: 'Add plan' }).click();
  await expectSuccess(desk, '/admin/plans?saved=1', 'Saved');
  const card = desk.getByRole('listitem').filter({ has: desk.getByRole('heading', { name }) });
  await expect(card).toContainText('Thumbnails 100 px, 333 px');
  await expect(card).toContainText('0 members');

  // Given, it holds on the next look at the pin.
  await visit(page, `/pin/${pin}`);
  await page.getByText('Download', { exact: true }).click();
  await expect(page.getByRole('link', { name: 'Thumbnail, 200 px high' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Download original' })).toHaveCount(0);
  await visit(desk, `/admin/members/${member.username}`);
  await desk.getByRole('combobox', { name: 'Plan' }).selectOption({ label: name });
  await desk.getByRole('button', { name: 'Change plan' }).click();
  await expect(desk.locator('.alert--success')).toBeVisible();
  await visit(page, `/pin/${pin}`);
  await page.getByText('Download', { exact: true }).click();
  const links = page.getByRole('link', { name: /^Thumbnail/ });
  await expect(links).toHaveText(['Thumbnail, 100 px high', 'Thumbnail, 333 px high']);
  for (const link of await links.all()) {
    const answer = await page.request.get((await link.getAttribute('href')) ?? '');
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'image/webp']);
  }
  const refused = await page.request.get(`/media/${(await links.first().getAttribute('href'))?.split('/')[2]}/original`);
  expect(refused.status()).toBe(403);

  // Retired, its members get another.
  await visit(desk, '/admin/plans');
  await card.getByRole('link', { name: `Retire ${name}` }).click();
  await hydrated(desk);
  await expect(desk.getByRole('main')).toContainText('1 member on');
  await desk.getByLabel('Move members to').selectOption({ label: 'Premium' });
  await desk.getByRole('button', { name: `Retire “${name}”` }).click();
  await expect(desk.locator('.alert--success')).toContainText('1 member');
  await expect(card).toHaveCount(0);
  await visit(page, `/pin/${pin}`);
  await page.getByText('Download', { exact: true }).click();
  await expect(page.getByRole('link', { name: 'Download original' })).toBeVisible();
  await desk.context().close();
});

test('members see how much room they have, and are told when there is none', async ({ page, server }) => {
  const { username } = await join(page, server.baseURL, 'roomy');
  const name = `Room ${username}`;
  sql(
    server,
    `insert into plans (id, name, heights, original, largest_upload, quota, batch)
     values (gen_random_uuid(), '${name.slice(0, 40)}', '{200}', false, 5000000, 300000, 3);
     update users set plan_id = (select id from plans where name = '${name.slice(0, 40)}') where username = '${username}'`,
  );
  await visit(page, '/settings/plan');
  await expect(page.getByText('0 bytes of 300 kB used')).toBeVisible();
  await expect(page.getByRole('heading', { name: name.slice(0, 40) })).toBeVisible();
  // As many at once as the plan takes.
  await visit(page, '/upload');
  const four = [1, 2, 3, 4].map((n) => noise(`Noise ${n}.png`, 200, 200, n));
  await page.locator('#files').setInputFiles(four);
  await expect(page.getByText('Your plan allows 3 files per upload. Not added: Noise 4.png.')).toBeVisible();
  await expect(page.locator('.upload-card')).toHaveCount(3);
  await page.getByRole('button', { name: /^Upload/ }).click();
  // Each has some 120 kB: the third does not fit.
  await expect(page.getByText(/not enough storage left for this file/).first()).toBeVisible();
  // Leaving would stop what is still being sent.
  await expect(page.locator('.upload-card[data-state=ready]')).toHaveCount(2, { timeout: 30_000 });
  await visit(page, '/settings/plan');
  await expect(page.getByText(/of 300 kB used/)).toBeVisible();
  await expect(page.getByRole('meter')).toHaveAttribute('aria-valuenow', /^(79|8\d)$/);
});

test.describe('for everybody', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('pages of plans can be used by everybody', async ({ browser, server, page }) => {
    await join(page, server.baseURL, 'reader');
    await visit(page, '/settings/plan');
    await page.getByText('Other plans').click();
    await check(page, 'settings-plan');
    const desk = await admin(browser, server, { reducedMotion: 'reduce' });
    for (const [path, shot] of [['/admin/plans', 'admin-plans'], ['/admin/plans/new', 'admin-plan-new']] as const) {
      await visit(desk, path);
      await check(desk, shot);
    }
    await visit(desk, '/admin/plans');
    await desk.getByRole('link', { name: 'Edit Premium' }).click();
    await expect(desk.getByLabel('Name')).toHaveValue('Premium');
    await check(desk, 'admin-plan');
    await visit(desk, '/admin/plans');
    await desk.getByRole('link', { name: 'Retire Premium' }).click();
    await expect(desk.getByLabel('Move members to')).toBeVisible();
    await check(desk, 'admin-plan-retire');
    await desk.context().close();
  });
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('an admin adds a plan', async ({ browser, server, expectProblem }) => {
    expectProblem(/status of 422/);
    const desk = await admin(browser, server, { javaScriptEnabled: false });
    await desk.goto('/admin/plans/new');
    await desk.getByLabel('Name').fill('Premium');
    await desk.getByLabel('Largest file').fill('12.5');
    await desk.getByLabel('Files per upload').fill('10');
    await desk.getByRole('button', { name: 'Add plan' }).click();
    await expect(desk.getByText('There is already a plan with this name.').first()).toBeVisible();
    await expect(desk.getByLabel('Largest file')).toHaveValue('12.5');
    await desk.getByLabel('Name').fill(`Plain ${Date.now().toString(36)}`);
    await desk.getByRole('button', { name: 'Add plan' }).click();
    await expect(desk).toHaveURL(/saved=1/);
    await expect(desk.getByText('Files up to 12.5 MB')).toBeVisible();
    await desk.context().close();
  });
});
