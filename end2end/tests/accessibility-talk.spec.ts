// Channels and conversations with the keyboard alone, and what axe finds on their pages.

import { check } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { tabTo } from '../keyboard.ts';
import { join, post, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import { channel, field, guest, make, said, write } from '../talking.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('all of it works with the keyboard alone', async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  await join(page, baseURL, 'kira');
  const place = await make(page, baseURL, 'Keys');
  const { page: other, member: kurt } = await guest(browser, baseURL, 'kurt', place);
  await visit(other, place.talk);
  await write(other, 'First');
  await write(other, 'Second');
  await visit(page, place.talk);
  await tabTo(page, field(page));
  await page.keyboard.type('Third @kur');
  await expect(page.getByRole('option', { name: new RegExp(kurt.username) })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue(`Third @${kurt.username} `);
  await page.keyboard.press('Enter');
  await expect(said(other, 'Third').getByRole('link', { name: `@${kurt.username}` })).toHaveAttribute('href', `/@${kurt.username}`);

  // From where one writes up to the messages, along them, and back.
  const focused = page.locator('.message:focus');
  await expect(async () => {
    await page.keyboard.press('Shift+Tab');
    await expect(focused).toHaveCount(1, { timeout: 500 });
  }).toPass();
  await page.keyboard.press('End');
  await expect(focused).toContainText('Third');
  await page.keyboard.press('ArrowUp');
  await expect(focused).toContainText('Second');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu', { name: 'Actions' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(focused).toContainText('Second');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(said(other, 'Second').getByRole('button', { name: '👍 1' })).toBeVisible();
  await expect(focused).toContainText('Second');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(field(page)).toHaveValue(/^Third @/);
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('');
  await other.context().close();
});

test('its pages look right, and axe finds nothing', async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  await join(page, baseURL, 'axel');
  const [pin = ''] = await send(page, baseURL, [png('Seen.png', 400, 300, 60)]);
  await waitReady(page, [pin]);
  const { community, talk, gallery } = await make(page, baseURL, 'Looks');
  const id = channel(talk);
  await post(page.request, baseURL, '/fn/send_message', { channel: id, body: '# A heading\n\n- one\n- two\n\n> quoted\n\n`code` and **more**' });
  await post(page.request, baseURL, '/fn/send_message', { channel: id, body: 'An answer', reply_to: '1', pins: pin });
  await post(page.request, baseURL, '/fn/react', { channel: id, seq: '2', emoji: '🎉', want: 'react' });
  await post(page.request, baseURL, '/fn/pin_message', { channel: id, seq: '1', want: 'pin' });
  for (const [address, name] of [[talk, 'talk'], [community, 'talk-channels'], [`${talk}?pinned=1`, 'talk-pinned'], [gallery, 'gallery'], [`${community}/search?q=answer`, 'talk-search']] as const) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await visit(page, address);
    await check(page, name);
  }
  await visit(page, talk);
  await page.setViewportSize({ width: 1440, height: 900 });
  await said(page, 'An answer').hover();
  await said(page, 'An answer').locator('[data-more]').click();
  await expect(page.getByRole('menu')).toBeVisible();
  await check(page, 'talk-menu');
});
