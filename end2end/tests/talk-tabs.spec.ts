// What a member reads in one tab is read in all others that they have open.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { another, join, post, visit } from '../people.ts';
import { guest, make, said, write } from '../talking.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('marks and mentions of a channel go in every tab as it is read in one', async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  const rita = await join(page, baseURL, 'rita');
  const place = await make(page, baseURL, 'Tabs');
  const { page: other } = await guest(browser, baseURL, 'rolf', place);
  await visit(page, place.gallery);
  await visit(other, place.talk);
  const link = page.getByRole('navigation', { name: /^Channels of/ }).getByRole('link', { name: /^general/ });
  await expect(link).not.toHaveAttribute('data-unread');

  await write(other, 'Is anybody here?');
  await expect(link).toHaveAttribute('data-unread');
  await expect(link).toContainText('(unread messages)');
  await write(other, `You, @${rita.username}?`);
  await expect(link.locator('.side__mentions')).toHaveText('1 mention', { timeout: 20_000 });
  const about = await page.context().newPage();
  await visit(about, `${place.community}/about`);
  const listed = about.locator('.channel-link', { hasText: 'general' });
  await expect(listed).toHaveAttribute('data-unread');

  const reading = await page.context().newPage();
  await visit(reading, place.talk);
  await expect(said(reading, 'You,')).toBeVisible();
  for (const mark of [link, listed]) {
    await expect(mark).not.toHaveAttribute('data-unread');
    await expect(mark).not.toContainText('unread');
  }
  await expect(link.locator('.side__mentions')).toHaveCount(0);
  // What comes after that is unread again.
  await reading.close();
  await write(other, 'Good night, then.');
  await expect(link).toHaveAttribute('data-unread');
  await other.context().close();
});

test('a conversation that is read in one tab is unread in no other', async ({ page, browser, baseURL }) => {
  const tara = await join(page, baseURL, 'tara');
  const other = await another(browser, baseURL, { reducedMotion: 'reduce' });
  await join(other, baseURL, 'tom');
  const { location } = (await post(other.request, baseURL, '/fn/begin_conversation', { members: tara.username })) as { location: string };
  await visit(other, location);
  await write(other, 'Psst');
  await visit(page, '/messages');
  const count = (tab: Page) => tab.getByRole('banner').locator('a.inbox');
  await expect(page.locator('.conversation')).toHaveAttribute('data-unread');
  await expect(count(page)).toHaveAttribute('aria-label', 'Messages, 1 unread conversation');
  const reading = await page.context().newPage();
  await visit(reading, location);
  await expect(page.locator('.conversation')).not.toHaveAttribute('data-unread');
  for (const tab of [page, reading]) await expect(count(tab)).toHaveAttribute('aria-label', 'Messages');
  await other.context().close();
});

test('on a phone the list of the channels marks the first one as well', async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 390, height: 844 });
  const nina = await join(page, baseURL, 'nina');
  const place = await make(page, baseURL, 'Pockets');
  const { page: other } = await guest(browser, baseURL, 'nils', place);
  await visit(page, place.community);
  await visit(other, place.talk);
  const link = page.getByRole('navigation', { name: /^Channels of/ }).getByRole('link', { name: /^general/ });
  await expect(link).not.toHaveAttribute('data-unread');
  await write(other, 'Is anybody here?');
  await expect(link).toHaveAttribute('data-unread');
  // A mention has the list drawn anew.
  await write(other, `You, @${nina.username}?`);
  await expect(link.locator('.side__mentions')).toHaveText('1 mention', { timeout: 20_000 });
  await expect(link).toHaveAttribute('data-unread');
  await other.context().close();
});
