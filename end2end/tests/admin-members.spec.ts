import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { another, expectSuccess, join, visit } from '../people.ts';
import type { Server } from '../server.ts';

/** An admin's own browser. */
async function admin(browser: Browser, site: Server, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await another(browser, site.baseURL, options);
  const { username } = await join(page, site.baseURL, 'ada');
  sql(site, `update users set role = 'admin' where username = '${username}'`);
  return page;
}

test('members are found, filtered, sorted and taken away as CSV', async ({ page, browser, site }) => {
  const member = await join(page, site.baseURL, 'Finn');
  const desk = await admin(browser, site);
  await visit(desk, '/admin/members');
  await desk.getByLabel('Search members').fill(member.email);
  await desk.getByLabel('Role').selectOption('Member');
  await desk.getByLabel('Sort').selectOption('Name');
  await desk.getByRole('button', { name: 'Apply' }).click();
  await expect(desk).toHaveURL(/q=.*role=member.*sort=name/);
  const rows = desk.getByRole('table', { name: 'Members' }).getByRole('row');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText(`@${member.username}`);
  await expect(desk.getByRole('columnheader', { name: 'Member', exact: true })).toHaveAttribute('aria-sort', 'ascending');
  await expect(desk.getByLabel('Role')).toHaveValue('member');

  const download = desk.waitForEvent('download');
  await desk.getByRole('link', { name: 'Export as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('members.csv');

  await desk.getByRole('link', { name: 'Joined', exact: true }).click();
  await expect(desk).not.toHaveURL(/sort=/);
  await expect(desk.getByRole('columnheader', { name: 'Joined' })).toHaveAttribute('aria-sort', 'descending');
  await desk.getByRole('link', { name: 'Clear filters' }).click();
  await expect(desk).toHaveURL('/admin/members');
  await expect(desk.getByLabel('Search members')).toHaveValue('');
  await desk.context().close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a plan and a role are given ${javaScriptEnabled ? 'with' : 'without'} script, and hold at once`, async ({ page, browser, site }) => {
    const member = await join(page, site.baseURL, 'Pia');
    const desk = await admin(browser, site, { javaScriptEnabled });
    const address = `/admin/members/${member.username}`;
    await (javaScriptEnabled ? visit(desk, address) : desk.goto(address));
    await desk.getByRole('combobox', { name: 'Plan' }).selectOption('Premium');
    await desk.getByRole('button', { name: 'Change plan' }).click();
    await expectSuccess(desk, `${address}?given=plan`, 'Changes apply immediately');
    await expect(desk.locator('.known')).toContainText('Premium');
    await desk.getByRole('combobox', { name: 'Role' }).selectOption('Moderator');
    await desk.getByRole('button', { name: 'Change role' }).click();
    await expectSuccess(desk, `${address}?given=role`, 'Changes apply immediately');
    await visit(page, '/');
    await page.locator('.menu__toggle').click();
    await page.getByRole('link', { name: 'Moderation' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reports');
    await expect(page.getByRole('navigation', { name: 'Admin pages' }).getByRole('link')).toHaveCount(2);
    await desk.context().close();
  });
}

test('an account is deleted once it was asked', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of 401/);
  const member = await join(page, site.baseURL, 'Gil');
  const desk = await admin(browser, site);
  await visit(desk, `/admin/members/${member.username}`);
  await desk.getByRole('link', { name: 'Delete account' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(`Delete @${member.username}?`);
  await desk.getByRole('link', { name: 'Cancel' }).click();
  await expect(desk).toHaveURL(`/admin/members/${member.username}`);
  await desk.getByRole('link', { name: 'Delete account' }).click();
  await desk.getByRole('button', { name: 'Delete account' }).click();
  await expectSuccess(desk, '/admin/members?deleted=1', 'Account deleted');
  await page.goto('/settings');
  await expect(page.getByRole('main')).toContainText('Sign in');

  await visit(desk, `/admin/audit?q=${member.username}`);
  await expect(desk.getByRole('row').filter({ hasText: `@${member.username}` })).toContainText('Deleted a member');
  await desk.context().close();
});
