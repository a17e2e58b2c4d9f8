// Channels and conversations, by two people at once.

import { expect, test } from '../fixtures.ts';
import { overhang } from '../geometry.ts';
import { another, hydrated, join, path, post, visit } from '../people.ts';
import { act, field, guest, make, messages, said, words, write } from '../talking.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const [width, height] of [[390, 844], [1440, 900]] as const) {
  test(`two people talk at ${width} px`, async ({ page, browser, baseURL }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height });
    const ana = await join(page, baseURL, 'ana');
    const place = await make(page, baseURL, 'Talkers');
    const { page: other, member: ben } = await guest(browser, baseURL, 'ben', place, { width, height });
    await visit(page, place.talk);
    await visit(other, place.talk);
    await expect(page.getByText('No messages yet')).toBeVisible();
    expect(await overhang(page)).toBeLessThanOrEqual(0);

    await write(page, 'Hello **there**, see https://example.org/x.');
    for (const each of [page, other]) {
      await expect(words(each)).toHaveText('Hello there, see https://example.org/x.');
      await expect(words(each).locator('strong')).toHaveText('there');
      await expect(words(each).getByRole('link')).toHaveAttribute('rel', /nofollow/);
    }
    await expect(page.locator('.pending')).toHaveCount(0);
    await expect(other.getByRole('log')).toContainText(`${ana.displayName}: Hello there`);
    await expect(page.getByRole('log'), 'nobody hears themselves').toBeEmpty();
    await expect(other.locator('[data-here] summary')).toHaveText('2 here', { timeout: 20_000 });

    await field(other).pressSequentially('Well');
    await expect(page.getByText(`${ben.displayName} is typing`)).toBeVisible();
    await field(other).press('Enter');
    await expect(said(page, 'Well')).toHaveCount(1);
    await expect(page.getByText('is typing')).toHaveCount(0);
    await write(other, '<img src=x onerror=alert(1)> & more');
    await expect(words(page).last()).toHaveText('<img src=x onerror=alert(1)> & more');
    await expect(messages(page).last(), 'they stand together').toHaveAttribute('data-joined', '');

    await act(page, 'Well', '👍');
    const reaction = said(other, 'Well').getByRole('button', { name: '👍 1' });
    await expect(reaction).toHaveAttribute('aria-pressed', 'false');
    await reaction.click();
    await expect(said(page, 'Well').getByRole('button', { name: '👍 2' })).toBeVisible();

    await act(page, 'Well', 'Reply');
    await expect(page.locator('[data-about]')).toContainText(`Replying to ${ben.displayName}`);
    await write(page, 'Well what?');
    await expect(said(other, 'Well what?').locator('.message__quote')).toContainText('Well');

    // The last one of one's own is changed with the arrow key.
    await field(page).press('ArrowUp');
    await expect(field(page)).toHaveValue('Well what?');
    await field(page).fill('Well, what?');
    await field(page).press('Enter');
    await expect(said(other, 'Well, what?').getByText('Edited')).toBeVisible();
    await expect(field(page)).toHaveValue('');

    await act(other, '& more', 'Delete');
    await expect(said(other, '& more')).toHaveCount(0);
    await other.getByRole('button', { name: 'Undo' }).click();
    await expect(said(other, '& more')).toHaveCount(1);
    await act(other, '& more', 'Delete');
    await expect(said(page, '& more')).toHaveCount(0, { timeout: 20_000 });

    await act(page, 'Hello', 'Pin');
    await expect(said(other, 'Hello').getByText('Pinned')).toBeVisible();
    await other.locator('#room-menu').click();
    await other.getByRole('link', { name: 'Pinned messages' }).click();
    await expect(other.getByRole('list', { name: 'Pinned messages' }).getByRole('listitem').first()).toContainText('Hello there');

    // A message of somebody else is removed, with a reason.
    await visit(other, place.talk);
    await write(other, 'Something rude');
    await act(page, 'Something rude', 'Delete');
    const question = page.getByRole('dialog', { name: 'Remove this message?' });
    await question.getByLabel('Reason').fill('Rude.');
    await question.getByRole('button', { name: 'Remove' }).click();
    await expect(said(other, 'Something rude')).toHaveCount(0);
    await visit(page, `${place.community}/log`);
    await expect(page.getByRole('list', { name: 'Moderation log' })).toContainText('Rude.');
    await other.context().close();
  });
}

test('on a phone one goes from the channels to one of them and back', async ({ page, baseURL }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await join(page, baseURL, 'pia');
  const { community, talk } = await make(page, baseURL, 'Pocket');
  await visit(page, community);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Pocket');
  await expect(field(page)).toBeHidden();
  await page.getByRole('navigation', { name: /^Channels of/ }).getByRole('link', { name: 'general' }).click();
  await expect(page).toHaveURL(talk);
  await expect(field(page)).toBeVisible();
  await page.getByRole('link', { name: 'Back to the channels' }).click();
  await expect(page).toHaveURL(community);
});

test('two members write to each other, and a block ends it', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of (403|404)/);
  await join(page, baseURL, 'dina');
  const other = await another(browser, baseURL);
  const dan = await join(other, baseURL, 'dan');
  await visit(page, `/@${dan.username}`);
  await page.getByRole('button', { name: 'Message' }).click();
  await expect(page).toHaveURL(/\/messages\/\w{22}/);
  await hydrated(page);
  await write(page, 'Psst');
  await visit(other, path(page));
  await expect(said(other, 'Psst')).toHaveCount(1);
  await write(other, 'What?');
  await expect(said(page, 'What?')).toHaveCount(1);
  await post(page.request, baseURL, '/fn/block', { name: dan.username, want: 'block' });
  await write(other, 'Hello?');
  await expect(other.locator('.pending')).toContainText('Not sent.');
  await expect(said(page, 'Hello?')).toHaveCount(0);
  await other.context().close();
});
