// Channels and conversations, by two people at once.

import type { Browser, Page } from '@playwright/test';
import { check } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { overhang } from '../geometry.ts';
import { tabTo } from '../keyboard.ts';
import { another, hydrated, join, type Member, path, post, visit } from '../people.ts';
import { photograph, png, send, waitReady } from '../pictures.ts';
import { drop } from '../uploading.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

type Someone = { page: Page; member: Member };
type Place = { community: string; talk: string; gallery: string };

/** A community with its first two channels. */
async function make(page: Page, baseURL: string | undefined, name: string): Promise<Place> {
  const fields = { name: `${name} ${Date.now().toString(36)}`, description: '', visibility: 'public' };
  const { location: community } = (await post(page.request, baseURL, '/fn/create_community', fields)) as { location: string };
  const html = await (await page.request.get(community)).text();
  const links = [...html.matchAll(/<a [^>]*class="side__channel"[^>]*>/g)].map(([link]) => link);
  const channels = links.map((link) => /href="([^"]+)"/.exec(link)?.[1] ?? '');
  const [talk = '', gallery = ''] = channels;
  expect(channels, community).toHaveLength(2);
  return { community, talk, gallery };
}

/** Somebody else, who belongs to the community. */
async function guest(browser: Browser, baseURL: string | undefined, name: string, { community }: Place, viewport = { width: 1440, height: 900 }): Promise<Someone> {
  const page = await another(browser, baseURL, { viewport, reducedMotion: 'reduce' });
  const member = await join(page, baseURL, name);
  await post(page.request, baseURL, '/fn/join_community', { community: community.replace('/c/', ''), want: 'join' });
  return { page, member };
}

const channel = (address: string) => address.split('/').at(-1) ?? '';
const field = (page: Page) => page.getByLabel('Message', { exact: true });
const messages = (page: Page) => page.locator('.room__list > .message:visible');
const words = (page: Page) => page.locator('.room__list > .message:visible .message__words');
const said = (page: Page, text: string) => messages(page).filter({ hasText: text });

async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
  await expect(field(page)).toHaveValue('');
}

/** Chooses something in the menu of a message. */
async function act(page: Page, text: string, name: string | RegExp): Promise<void> {
  await said(page, text).last().hover();
  await said(page, text).last().locator('[data-more]').click();
  await page.getByRole('menu').getByRole('menuitem', { name, exact: typeof name === 'string' }).click();
}

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

test('what is written offline is sent later, once; and nothing is missed', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  test.setTimeout(120_000);
  await join(page, baseURL, 'olga');
  const place = await make(page, baseURL, 'Cables');
  const { page: other } = await guest(browser, baseURL, 'owen', place);
  await visit(page, place.talk);
  await visit(other, place.talk);
  await write(page, 'Before');
  await expect(said(other, 'Before')).toHaveCount(1);

  await page.context().setOffline(true);
  await expect(page.getByText('You are offline')).toBeVisible({ timeout: 20_000 });
  await write(page, 'From the tunnel');
  await expect(page.locator('.pending')).toContainText('Waiting for the connection');
  for (const text of ['One', 'Two', 'Three']) await write(other, text);
  await act(other, 'Before', '🎉');
  await expect(words(other)).toHaveText(['Before', 'One', 'Two', 'Three']);
  // What waits survives a reload, once that is possible.
  await page.context().setOffline(false);
  await expect(page.getByText('You are offline')).toBeHidden({ timeout: 20_000 });
  const all = ['Before', 'One', 'Two', 'Three', 'From the tunnel'];
  for (const each of [page, other]) await expect(words(each)).toHaveText(all, { timeout: 20_000 });
  await expect(said(page, 'Before').getByText('🎉')).toBeVisible();
  await expect(page.locator('.pending')).toHaveCount(0);
  await page.reload();
  await hydrated(page);
  await expect(words(page)).toHaveText(all);
  await other.context().close();
});

test('a draft survives a reload, and belongs to its channel', async ({ page, baseURL }) => {
  await join(page, baseURL, 'dora');
  const place = await make(page, baseURL, 'Drafts');
  await visit(page, place.talk);
  await field(page).fill('Half a thou');
  await page.reload();
  await hydrated(page);
  await expect(field(page)).toHaveValue('Half a thou');
  await visit(page, place.gallery);
  await expect(field(page)).toHaveValue('');
  await visit(page, place.talk);
  await write(page, 'Half a thought');
  await page.reload();
  await hydrated(page);
  await expect(field(page)).toHaveValue('');
});

test('pictures are dropped, and pins are shared by their addresses', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of 404/);
  test.setTimeout(180_000);
  await join(page, baseURL, 'petra');
  const [pin = ''] = await send(page, baseURL, [png('Shared.png', 400, 300, 200)]);
  await waitReady(page, [pin]);
  const place = await make(page, baseURL, 'Pictures');
  const { page: other } = await guest(browser, baseURL, 'pol', place);
  await visit(page, place.talk);
  await visit(other, place.talk);

  await drop(page, page.locator('form[data-composer]'), [photograph('nature/Dune.jpg')]);
  await expect(page.getByRole('list', { name: 'Attached pictures' }).getByRole('listitem')).toHaveCount(1);
  await write(page, 'From above');
  const picture = (each: Page, text: string) => said(each, text).locator('.message__pin img');
  for (const each of [page, other]) await expect(picture(each, 'From above')).toBeVisible({ timeout: 90_000 });
  const address = (await said(other, 'From above').locator('.message__pin a').getAttribute('href')) ?? '';
  const stranger = await another(browser, baseURL);
  await join(stranger, baseURL, 'sten');
  expect((await other.request.get(address)).status()).toBe(200);
  // A public community is everybody's to read, and so are its pictures: by their page, and in no list.
  expect((await stranger.request.get(address)).status()).toBe(200);
  await visit(stranger, '/');
  await expect(stranger.locator(`a[href^="${address}"]`)).toHaveCount(0);

  await write(page, `${baseURL}/pin/${pin}`);
  const shared = messages(other).last().locator('.message__pin');
  await expect(shared.getByRole('link')).toHaveAttribute('href', `/pin/${pin}`);
  await expect(shared.getByRole('img', { name: 'Shared' })).toBeVisible();
  await stranger.context().close();
  await other.context().close();
});

test('a long talk is read backwards and forwards, and the page stays light', async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  await join(page, baseURL, 'lena');
  const { talk } = await make(page, baseURL, 'Long');
  const count = 420;
  for (let n = 1; n <= count; n += 1) await post(page.request, baseURL, '/fn/send_message', { channel: channel(talk), body: `Number ${n}` });
  await visit(page, talk);
  await expect(words(page).last()).toHaveText(`Number ${count}`);
  await expect(words(page).last()).toBeInViewport();
  const scroll = page.locator('.room__scroll');
  const top = (text: string) => page.locator('.message__words').getByText(text, { exact: true }).evaluate((line) => line.getBoundingClientRect().top);
  const box = await scroll.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  const first = () => page.locator('.room__list > .message').first().getAttribute('data-seq');
  for (let before = await first(); Number(before) > 1; before = await first()) {
    await scroll.evaluate((element) => element.scrollBy(0, -element.scrollHeight));
    await expect.poll(first, { timeout: 15_000 }).not.toBe(before);
    expect(await page.locator('.room__list > .message').count()).toBeLessThanOrEqual(350);
  }
  // What comes in above moves nothing.
  await scroll.evaluate((element) => element.scrollBy(0, 400));
  const place = await top('Number 12');
  await page.waitForTimeout(500);
  expect(Math.abs((await top('Number 12')) - place)).toBeLessThanOrEqual(1);

  await page.getByRole('link', { name: 'Jump to newest' }).click();
  await expect(words(page).last()).toHaveText(`Number ${count}`);
  await expect(words(page).last()).toBeInViewport();

  await page.getByRole('link', { name: 'Search messages' }).first().click();
  await page.getByLabel('Words').fill('77');
  await page.getByRole('button', { name: 'Search', exact: true }).last().click();
  const found = page.getByRole('list', { name: 'Messages found' });
  await expect(found.locator('.message__words')).toHaveText('Number 77');
  await found.getByRole('link', { name: /^Show in its place/ }).click();
  await expect(page).toHaveURL(/\?at=\d+#m-\d+$/);
  await expect(said(page, 'Number 77')).toBeInViewport();
  await expect(words(page).first()).not.toHaveText('Number 1');
});

test('a gallery shows what is posted at once', async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  await join(page, baseURL, 'gala');
  const place = await make(page, baseURL, 'Gallery');
  const { page: other } = await guest(browser, baseURL, 'gil', place);
  await visit(page, place.gallery);
  await visit(other, place.gallery);
  await expect(other.getByText('No pictures yet')).toBeVisible();
  await page.getByLabel('Attach pictures').setInputFiles([png('A.png', 300, 200, 20), png('B.png', 200, 300, 140)]);
  await write(page, 'Two of them');
  for (const each of [page, other]) await expect(each.locator('[data-fresh] .tile__picture')).toHaveCount(2, { timeout: 90_000 });
  await other.reload();
  await hydrated(other);
  await expect(other.getByRole('list', { name: /^Pictures in/ }).locator('.tile')).toHaveCount(2);
  await other.locator('.tile').first().hover();
  await other.locator('.tile').first().getByRole('button', { name: /^Like/ }).click();
  await other.getByRole('link', { name: 'Most liked' }).click();
  await expect(other).toHaveURL(/sort=popular/);
  await other.locator('.tile__link').first().click();
  await expect(other).toHaveURL(/\/pin\/\w{22}\?from=gallery-/);
  await expect(other.getByLabel('Your comment')).toBeVisible();
  await other.context().close();
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

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

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
    await expect(said(page, 'With a picture').locator('.message__pin')).toHaveCount(1);
    await other.context().close();
  });
});
