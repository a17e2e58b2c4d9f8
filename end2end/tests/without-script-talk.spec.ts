// Channels where the browser runs no script.

import { expect, test } from '../fixtures.ts';
import { join, post } from '../people.ts';
import { png, waitReady } from '../pictures.ts';
import { channel, field, guest, make, messages, said, words } from '../talking.ts';

test.use({ javaScriptEnabled: false, contextOptions: { reducedMotion: 'reduce' } });

test('one reads, writes, answers, changes, reacts and deletes', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of 422/);
  test.setTimeout(120_000);
  await join(page, baseURL, 'plain');
  const place = await make(page, baseURL, 'Plain');
  const { page: other } = await guest(browser, baseURL, 'pete', place);
  for (let n = 1; n <= 60; n += 1) await post(other.request, baseURL, '/fn/send_message', { channel: channel(place.talk), body: `Number ${n}` });
  await page.goto(place.talk);
  await expect(words(page).last()).toHaveText('Number 60');
  await expect(words(page).last()).toBeInViewport();
  await expect(page.locator('.message')).toHaveCount(50);
  await page.getByRole('link', { name: 'Older messages' }).click();
  await expect(words(page).first()).toHaveText('Number 1');
  await page.getByRole('link', { name: 'Newer messages' }).click();
  await expect(words(page).last()).toHaveText('Number 60');

  await page.goto(place.talk);
  const button = page.getByRole('button', { name: 'Send' });
  await button.click();
  await expect(page.locator('#body-error')).toHaveText('Please write something.');
  await field(page).fill('By hand');
  await button.click();
  await expect(words(page).last()).toHaveText('By hand');
  await expect(field(page)).toHaveValue('');

  const more = (text: string) => said(page, text).last().getByRole('link', { name: /^Actions for the message/ });
  await more('Number 60').click();
  await page.getByRole('button', { name: 'React with 🎉' }).click();
  await expect(said(page, 'Number 60').getByRole('button', { name: '🎉 1' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('link', { name: 'Reply' }).click();
  await field(page).fill('To that');
  await button.click();
  await expect(messages(page).last().locator('.message__quote')).toContainText('Number 60');
  await more('To that').click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(field(page)).toHaveValue('To that');
  await field(page).fill('To that one');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(said(page, 'To that one').getByText('Edited')).toBeVisible();
  await page.getByRole('link', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(said(page, 'To that one')).toHaveCount(0);

  await page.goto(place.talk);
  await page.getByLabel('Attach pictures').setInputFiles(png('Plain.png', 300, 200, 90));
  await field(page).fill('With a picture');
  await button.click();
  await expect(page.locator('.alert--success')).toContainText('Your picture is posted.');
  const picture = said(page, 'With a picture').locator('.message__pin');
  await expect(picture).toHaveCount(1);

  await waitReady(page, [(await picture.getAttribute('data-pin')) ?? '']);
  await page.goto(place.talk);
  const save = picture.getByRole('button', { name: /^Save / });
  for (const pressed of ['true', 'false']) {
    await save.click();
    // Back to the message.
    await expect(page).toHaveURL(new RegExp(`${place.talk}#m-\\d+$`));
    await expect(save).toHaveAttribute('aria-pressed', pressed);
  }
  await other.context().close();
});
