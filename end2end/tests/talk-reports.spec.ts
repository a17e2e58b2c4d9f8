// Messages that members report: to those who look after the community, and to those who look after the site.

import { check } from '../axe.ts';
import { sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { tabAndPress, tabAndType } from '../keyboard.ts';
import { another, hydrated, join, visit } from '../people.ts';
import { act, guest, make, said, write } from '../talking.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('a message is reported from its menu, and who looks after the community removes it', async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  await join(page, baseURL, 'ada');
  const place = await make(page, baseURL, 'Reports');
  const { page: other, member: ben } = await guest(browser, baseURL, 'ben', place);
  const { page: third, member: cleo } = await guest(browser, baseURL, 'cleo', place);
  await visit(other, place.talk);
  await write(other, 'Something rude');
  await visit(third, place.talk);

  // It is another's: one's own can only be deleted.
  await said(other, 'Something rude').hover();
  await said(other, 'Something rude').locator('[data-more]').click();
  await expect(other.getByRole('menuitem', { name: 'Delete' })).toBeVisible();
  await expect(other.getByRole('menuitem', { name: 'Report' })).toHaveCount(0);
  await other.keyboard.press('Escape');

  await act(third, 'Something rude', 'Report');
  await expect(third.getByRole('heading', { level: 1 })).toHaveText('Report this message');
  await hydrated(third);
  await expect(third.locator('blockquote')).toHaveText('Something rude');
  await expect(third.getByRole('main')).toContainText('and of the community will review it');
  await third.getByLabel('Describe the problem').fill('It insults me.');
  await third.getByRole('button', { name: 'Report' }).click();
  await expect(third.locator('.alert--success')).toContainText('The moderators will review it.');
  await expect(said(third, 'Something rude')).toBeInViewport();
  // It is said this once.
  await expect(third).toHaveURL(/\?at=\d+#m-\d+$/);
  await third.reload();
  await expect(said(third, 'Something rude')).toBeInViewport();
  await expect(third.locator('.alert--success')).toHaveCount(0);

  await visit(page, `${place.community}/reports`);
  const entry = page.locator('.case').filter({ hasText: 'Something rude' });
  await expect(entry).toContainText(`@${ben.username}`);
  await expect(entry).toContainText('It insults me.');
  await expect(entry, 'who reported it is not said').not.toContainText(cleo.displayName);
  await check(page, 'community-reports');
  await entry.locator('summary').click();
  await check(page, 'community-reports-removing');
  await entry.getByRole('textbox').fill('Be kind.');
  await entry.getByRole('button', { name: 'Remove the message' }).click();
  await expect(page.locator('.alert--success')).toContainText('The message was removed.');
  await expect(page.getByText('No reports')).toBeVisible();
  for (const each of [other, third]) await expect(said(each, 'Something rude')).toHaveCount(0);
  await visit(page, `${place.community}/log`);
  await expect(page.getByRole('list', { name: 'Moderation log' })).toContainText('Be kind.');
  await other.context().close();
  await third.context().close();
});

test('a moderator of the site decides about messages in the same queue, also of a direct conversation', async ({ page, browser, baseURL, site }) => {
  test.setTimeout(120_000);
  await join(page, baseURL, 'dora');
  const other = await another(browser, baseURL, { reducedMotion: 'reduce' });
  const emil = await join(other, baseURL, 'emil');
  await visit(page, `/@${emil.username}`);
  await page.getByRole('button', { name: 'Message' }).click();
  await page.waitForURL(/\/messages\/.+/);
  await hydrated(page);
  const address = new URL(page.url()).pathname;
  const text = `Psst ${Date.now().toString(36)}`;
  await visit(other, address);
  await write(other, text);
  await expect(said(page, text)).toBeVisible();
  await act(page, text, 'Report');
  await expect(page.getByRole('main')).toContainText('not the rest of the conversation');
  await hydrated(page);
  // By the keyboard alone.
  await tabAndType(page, page.getByLabel('Describe the problem'), 'He threatens me.');
  await tabAndPress(page, page.getByRole('button', { name: 'Report' }), 'Enter');
  await expect(page.locator('.alert--success')).toContainText('The moderators will review it.');
  await check(page, 'talk-reported');

  const desk = await another(browser, baseURL, { reducedMotion: 'reduce' });
  const { username } = await join(desk, baseURL, 'mira');
  sql(site, `update users set role = 'moderator' where username = '${username}'`);
  await visit(desk, '/admin/reports?kind=message');
  const entry = desk.locator('.case').filter({ hasText: text });
  await expect(entry).toContainText('a direct conversation');
  await expect(entry).toContainText('He threatens me.');
  await check(desk, 'reports-message');
  await entry.locator('summary').filter({ hasText: 'Remove the message' }).click();
  await entry.getByLabel('Message to the member').first().fill('No threats, please.');
  await entry.getByRole('button', { name: 'Remove the message' }).click();
  await expect(desk.locator('.alert--success')).toContainText('Removed');
  for (const each of [page, other]) await expect(said(each, text)).toHaveCount(0);
  await visit(other, '/notifications');
  const news = other.getByRole('listitem').filter({ hasText: 'The moderators removed your message' });
  await expect(news).toContainText('No threats, please.');
  await desk.context().close();
  await other.context().close();
});
