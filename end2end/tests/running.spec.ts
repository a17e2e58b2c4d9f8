import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join as joinPath } from 'node:path';
import { check } from '../axe.ts';
import { sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { another, expectSuccess, join, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import { shoot } from '../screenshots.ts';
import type { Server } from '../server.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const DAY_MS = 24 * 60 * 60 * 1000;

/** An admin's own browser. */
async function admin(browser: Browser, site: Server, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await another(browser, site.baseURL, { reducedMotion: 'reduce', ...options });
  const { username } = await join(page, site.baseURL, 'ada');
  sql(site, `update users set role = 'admin' where username = '${username}'`);
  return page;
}

/** A site that has been there for weeks: members, figures and jobs of each day. */
function agesAgo(site: Server): void {
  sql(
    site,
    `insert into figures (day, members, pins, upload_bytes, file_bytes)
     select (now() at time zone 'UTC')::date - ago, 3 + (90 - ago) / 4, (90 - ago) * 7, (90 - ago) * 31000000::bigint,
            (90 - ago) * 52000000::bigint
     from generate_series(1, 90) as ago on conflict (day) do nothing;
     insert into job_figures (day, done, failed)
     select (now() at time zone 'UTC')::date - ago, 40 + (ago * 37) % 60, case when ago % 11 = 0 then ago % 5 + 1 else 0 end
     from generate_series(1, 90) as ago on conflict (day) do nothing`,
  );
}

/** A file in the store that the database knows nothing of, two days old. */
function stray(site: Server, text: string): string {
  const name = createHash('sha256').update(text).digest('hex');
  const path = joinPath(site.dataDir, 'blobs', name.slice(0, 2), name.slice(2, 4), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const then = new Date(Date.now() - 2 * DAY_MS);
  utimesSync(path, then, then);
  return path;
}

test('the overview shows how the site is doing, and how it changed over the days one asks for', async ({ browser, site }) => {
  test.setTimeout(120_000);
  agesAgo(site);
  const desk = await admin(browser, site);
  await visit(desk, '/admin');
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Overview');
  await expect(desk.locator('.chart__drawing')).toHaveCount(6);
  await expect(desk.getByRole('img', { name: 'Members' })).toBeVisible();
  await desk.getByRole('link', { name: '90 days' }).click();
  await expect(desk).toHaveURL('/admin?days=90');
  await expect(desk.getByRole('link', { name: '90 days' })).toHaveAttribute('aria-current', 'true');
  await expect(desk.locator('.chart__days').first().locator('span')).toHaveCount(3);
  await check(desk, 'admin-overview');
  await desk.getByText('Show as a table').click();
  await expect(desk.getByRole('table', { name: 'Statistics by day' }).getByRole('row')).toHaveCount(91);
  await desk.getByRole('link', { name: 'Failed jobs' }).click();
  await expect(desk).toHaveURL('/admin/jobs?state=failed');
  await desk.context().close();
});

test('without script the charts are there, and say what they show', async ({ browser, site }) => {
  agesAgo(site);
  const desk = await admin(browser, site, { javaScriptEnabled: false });
  await desk.goto('/admin?days=30');
  const chart = desk.getByRole('img', { name: 'Completed jobs' });
  await expect(chart).toBeVisible();
  await expect(chart.locator('desc')).toContainText('in total, at most');
  await desk.getByText('Show as a table').click();
  await expect(desk.getByRole('table', { name: 'Statistics by day' })).toBeVisible();
  await desk.getByRole('link', { name: '7 days' }).click();
  await desk.waitForURL(/days=7/);
  await desk.getByText('Show as a table').click();
  await expect(desk.getByRole('table', { name: 'Statistics by day' }).getByRole('row')).toHaveCount(8);
  await shoot(desk, 'admin-overview-without-script');
  await desk.context().close();
});

test('a job that failed says why; it is tried again, and cancelled once that was asked', async ({ browser, site }) => {
  test.setTimeout(120_000);
  sql(site, `select id from graphile_worker.add_job('send_letter', payload := '{"kind": "nonsense"}'::json, max_attempts := 1)`);
  const desk = await admin(browser, site);
  const failed = desk.getByRole('table', { name: 'Jobs' }).getByRole('row').filter({ hasText: 'Sends an e-mail' }).first();
  const comesBack = async () => {
    await visit(desk, '/admin/jobs?state=failed');
    return failed.count();
  };
  await expect.poll(comesBack, { timeout: 30_000 }).toBe(1);
  await expect(failed).toContainText('1 of 1');
  await expect(failed.locator('.table__fault')).toBeVisible();
  await check(desk, 'admin-jobs');
  await failed.getByRole('button', { name: 'Run now' }).click();
  await expectSuccess(desk, '/admin/jobs?retried=1&state=failed', 'Queued to run');
  await expect.poll(comesBack, { timeout: 30_000 }).toBe(1);
  await failed.getByRole('link', { name: 'Cancel' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Cancel this job?');
  await check(desk, 'admin-job-cancel');
  await desk.getByRole('button', { name: 'Cancel the job' }).click();
  await expectSuccess(desk, '/admin/jobs?cancelled=1', 'Job cancelled');
  await visit(desk, '/admin/jobs?state=failed&kind=send_letter');
  await expect(desk.getByText('No jobs match these filters')).toBeVisible();
  await check(desk, 'admin-jobs-none');
  await desk.context().close();
});

test('orphans are found without being deleted, and swept once that was asked', async ({ browser, site }) => {
  test.setTimeout(180_000);
  const orphan = stray(site, `nobody knows this ${Date.now()}`);
  const desk = await admin(browser, site);
  const pins = await send(desk, site.baseURL, [png('Kept.png', 400, 300, 120)]);
  await waitReady(desk, pins);
  await visit(desk, '/admin/storage');
  await desk.getByRole('button', { name: 'Check now' }).click();
  await expectSuccess(desk, '/admin/storage?asked=1', 'The check has started');
  const strays = desk.locator('.known__one').filter({ hasText: 'Files not in the database' });
  const found = async () => {
    await visit(desk, '/admin/storage');
    return (await strays.count()) === 1 && !(await strays.innerText()).includes('None');
  };
  await expect.poll(found, { timeout: 60_000 }).toBe(true);
  expect(existsSync(orphan)).toBe(true);
  await check(desk, 'admin-storage');
  await desk.getByRole('link', { name: 'Clean up' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Clean up the storage?');
  await check(desk, 'admin-storage-sweep');
  await desk.getByRole('button', { name: 'Clean up' }).click();
  await expectSuccess(desk, '/admin/storage?sweeping=1', 'The cleanup has started');
  await expect.poll(() => existsSync(orphan), { timeout: 60_000 }).toBe(false);
  await expect.poll(found, { timeout: 60_000 }).toBe(false);
  await expect(desk.locator('.known__one').filter({ hasText: 'Deleted' })).toBeVisible();
  await visit(desk, '/admin/storage?sort=least');
  await expect(desk.getByRole('columnheader', { name: 'Storage used' })).toHaveAttribute('aria-sort', 'ascending');
  await desk.context().close();
});

test('categories are added, renamed, put in order and deleted', async ({ browser, site, expectProblem }) => {
  expectProblem(/status of 422/);
  const desk = await admin(browser, site);
  const mark = Date.now().toString(36);
  await visit(desk, '/admin/categories');
  for (const name of [`Birds ${mark}`, `Landscapes ${mark}`]) {
    await desk.getByLabel('Name').fill(name);
    await desk.getByRole('button', { name: 'Add category' }).click();
    await expectSuccess(desk, '/admin/categories?added=1', 'Category added');
  }
  await desk.getByLabel('Name').fill(`BIRDS ${mark}`);
  await desk.getByRole('button', { name: 'Add category' }).click();
  await expect(desk.locator('#name-error')).toContainText('There is already a category with this name');
  await check(desk, 'admin-categories');

  await visit(desk, '/admin/categories');
  await desk.getByRole('button', { name: `Move up Landscapes ${mark}` }).click();
  await expectSuccess(desk, '/admin/categories?moved=1', 'Category moved');
  const mine = desk.getByRole('main').locator('.entry').filter({ hasText: mark });
  await expect(mine.nth(0)).toContainText('Landscapes');
  await desk.getByRole('link', { name: `Rename Birds ${mark}` }).click();
  // The list has a field of the same name.
  await expect(desk.getByRole('textbox', { name: 'Name' })).toHaveValue(`Birds ${mark}`);
  await desk.getByRole('textbox', { name: 'Name' }).fill(`Birds and bats ${mark}`);
  await check(desk, 'admin-category-name');
  await desk.getByRole('button', { name: 'Rename' }).click();
  await expectSuccess(desk, '/admin/categories?renamed=1', 'Category renamed');
  await desk.getByRole('link', { name: `Delete Birds and bats ${mark}` }).click();
  await check(desk, 'admin-category-delete');
  await desk.getByRole('button', { name: 'Delete category' }).click();
  await expectSuccess(desk, '/admin/categories?deleted=1', 'Category deleted');
  await expect(mine).toHaveCount(1);
  await desk.context().close();
});
