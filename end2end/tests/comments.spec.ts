import { expect, test } from '../fixtures.ts';
import type { Page } from '@playwright/test';
import { another, expectSuccess, join, post, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';

/** Somebody with a picture that is ready to be seen. */
async function withPicture(page: Page, baseURL: string | undefined, name: string) {
  const member = await join(page, baseURL, name);
  const [pin = ''] = await send(page, baseURL, [png('Seen.png', 400, 300, 40)]);
  await waitReady(page, [pin]);
  return { member, pin };
}

const comments = (page: Page) => page.locator('.comment:not(.comment--pending)');
const field = (page: Page) => page.getByLabel('Your comment').last();

test('comments are written, changed and deleted in place', async ({ page, baseURL }) => {
  const { pin } = await withPicture(page, baseURL, 'carl');
  await visit(page, `/pin/${pin}`);
  await expect(page.getByText('No comments yet')).toBeVisible();
  await field(page).fill('A first <b>word</b>, see https://example.org/x.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.getByRole('heading', { name: '1 comment' })).toBeVisible();
  await expect(comments(page)).toHaveCount(1);
  await expect(comments(page).locator('.prose')).toHaveText('A first <b>word</b>, see https://example.org/x.');
  await expect(comments(page).locator('.prose').getByRole('link')).toHaveAttribute('rel', /nofollow/);
  await expect(field(page)).toHaveValue('');
  await field(page).fill('A second one');
  await field(page).press('Control+Enter');
  await expect(comments(page)).toHaveCount(2);

  const second = comments(page).nth(1);
  await second.getByRole('link', { name: /^Edit/ }).click();
  await expect(second.getByLabel('Your comment')).toBeFocused();
  await second.getByLabel('Your comment').fill('Put better');
  await second.getByRole('button', { name: 'Save' }).click();
  await expect(second.locator('.prose')).toHaveText('Put better');
  await expect(second).toContainText('Edited');
  await expect(second).toBeFocused();

  await second.getByRole('link', { name: /^Delete/ }).click();
  const question = page.getByRole('dialog', { name: 'Delete this comment?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(comments(page)).toHaveCount(2);
  await second.getByRole('link', { name: /^Delete/ }).click();
  await question.getByRole('button', { name: 'Delete' }).click();
  await expect(comments(page)).toHaveCount(1);
  await expect(page.getByRole('heading', { name: '1 comment' })).toBeFocused();
  await page.reload();
  await expect(comments(page)).toHaveCount(1);
});

test('what could not be sent is there again', async ({ page, baseURL, expectProblem }) => {
  expectProblem(/status of 404|ERR_FAILED/);
  const { pin } = await withPicture(page, baseURL, 'lena');
  await visit(page, `/pin/${pin}`);
  await page.route('**/fn/comment', (route) => route.abort());
  await field(page).fill('Kept words');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('#body-error')).toContainText('cannot be reached');
  await expect(field(page)).toHaveValue('Kept words');
  await page.unroute('**/fn/comment');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(comments(page)).toHaveCount(1);
});

test('a member is mentioned with the keyboard alone', async ({ page, browser, baseURL }) => {
  const { member, pin } = await withPicture(page, baseURL, 'zelda');
  const other = await another(browser, baseURL);
  await join(other, baseURL, 'guest');
  await visit(other, `/pin/${pin}`);
  await field(other).focus();
  await other.keyboard.type('Look, @zel');
  const option = other.getByRole('option', { name: new RegExp(member.username) });
  await expect(option).toBeVisible();
  await other.keyboard.press('ArrowDown');
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await other.keyboard.press('Enter');
  await expect(field(other)).toHaveValue(`Look, @${member.username} `);
  await expect(other.getByRole('listbox', { name: 'Members' })).toBeHidden();
  await other.keyboard.type('again');
  await other.keyboard.press('Control+Enter');
  const mention = comments(other).getByRole('link', { name: `@${member.username}` });
  await expect(mention).toHaveAttribute('href', `/@${member.username}`);
  await other.context().close();
});

test('a long talk is read backwards, page by page', async ({ page, baseURL }) => {
  const { pin } = await withPicture(page, baseURL, 'tilda');
  for (let n = 1; n <= 45; n += 1) await post(page.request, baseURL, '/fn/comment', { pin, body: `Number ${n}` });
  await visit(page, `/pin/${pin}`);
  await expect(comments(page)).toHaveCount(20);
  for (const count of [40, 45]) {
    await page.getByRole('link', { name: 'Earlier comments' }).click();
    await expect(comments(page)).toHaveCount(count);
  }
  await expect(page.getByRole('link', { name: 'Earlier comments' })).toHaveCount(0);
  const words = Array.from({ length: 45 }, (_, index) => `Number ${index + 1}`);
  await expect(comments(page).locator('.prose')).toHaveText(words);
});

test('a comment and a picture are reported once', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of (403|409)/);
  const { pin } = await withPicture(page, baseURL, 'rita');
  await post(page.request, baseURL, '/fn/comment', { pin, body: 'Hm' });
  const other = await another(browser, baseURL);
  await join(other, baseURL, 'watch');
  const ofPin = 'Report this picture';
  for (const name of [/^Report the comment/, ofPin]) {
    for (const first of [true, false]) {
      await visit(other, `/pin/${pin}`);
      if (name !== ofPin) await other.getByText('More actions for the comment').click();
      await other.getByRole('link', { name }).click();
      await other.getByLabel('Describe the problem').fill('Rude');
      await other.getByRole('button', { name: 'Report' }).click();
      if (first) await expectSuccess(other, `/pin/${pin}?reported=1`, 'Thank you.');
      else await expect(other.getByRole('alert')).toContainText('already reported this');
    }
  }
  await visit(page, `/pin/${pin}`);
  await expect(page.getByRole('link', { name: /^Report/ }), 'nobody reports their own').toHaveCount(0);
  await expect(page.getByText('More actions for the comment')).toHaveCount(0);
  await other.context().close();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('comments are written, changed and deleted', async ({ page, baseURL }) => {
    const { pin } = await withPicture(page, baseURL, 'plain');
    await page.goto(`/pin/${pin}`);
    await field(page).fill('By hand');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await expect(comments(page).locator('.prose')).toHaveText('By hand');
    await page.getByRole('link', { name: /^Edit the comment/ }).click();
    await field(page).fill('By hand, again');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(comments(page).locator('.prose')).toHaveText('By hand, again');
    await page.getByRole('link', { name: /^Delete the comment/ }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await expectSuccess(page, /comment_deleted=1/, 'Comment deleted.');
    await expect(page.getByText('No comments yet')).toBeVisible();
  });
});
