import type { Page } from '@playwright/test';
import { check } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { overhang } from '../geometry.ts';
import { another, expectSuccess, hydrated, join, type Member, path, post, visit } from '../people.ts';
import { png } from '../pictures.ts';

/** Makes a community without its form, and gives the path of its pages. */
async function make(page: Page, baseURL: string | undefined, name: string, visibility = 'public'): Promise<string> {
  const fields = { name, description: 'Herons, and those who wait for them.', visibility };
  return ((await post(page.request, baseURL, '/fn/create_community', fields)) as { location: string }).location;
}

const id = (community: string) => community.replace('/c/', '');

/** What can be done to a member, folded away, is opened. */
const open = (page: Page, act: string) => page.locator('summary').filter({ hasText: new RegExp(`^${act}$`) }).click();

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    const go = (page: Page, address: string) => (javaScriptEnabled ? visit(page, address) : page.goto(address));

    test('a community is made, people are invited, looked after, and leave', async ({ page, browser, baseURL, expectProblem }) => {
      expectProblem(/status of (404|422)/);
      test.setTimeout(120_000);
      await join(page, baseURL, 'olga');
      await go(page, '/');
      await page.getByRole('banner').getByRole('link', { name: 'Communities' }).click();
      await page.getByRole('link', { name: 'New community' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('New community');
      if (javaScriptEnabled) await hydrated(page);
      const name = `Herons ${Date.now().toString(36)}`;
      // Visible characters are needed; the browser itself would not send it empty.
      await page.getByLabel('Name').fill('   ');
      await page.getByLabel('Description').fill('Herons, and those who wait for them.');
      await page.getByText('Private', { exact: true }).click();
      await page.getByRole('button', { name: 'Create community' }).click();
      await expect(page.locator('#name-error')).toHaveText('Please enter a name.');
      await expect(page.getByLabel('Description')).toHaveValue('Herons, and those who wait for them.');
      await page.getByLabel('Name').fill(name);
      await page.getByRole('button', { name: 'Create community' }).click();
      await expect(page).toHaveURL(/\/c\/\w{22}/);
      const community = `/c/${path(page).split('/')[2]?.split('?')[0]}`;

      await go(page, `${community}/invitations`);
      await page.getByLabel('Expires after').selectOption('1 day');
      await page.getByLabel('Number of people').fill('2');
      await page.getByRole('button', { name: 'Create invitation link' }).click();
      const link = new URL(await page.locator('#shown-once').inputValue()).pathname;
      await expect(page.getByRole('list', { name: 'Active invitations' })).toContainText('Used by 0 of 2');
      await go(page, `${community}/invitations`);
      await expect(page.locator('#shown-once')).toHaveCount(0);

      const guests: { page: Page; member: Member }[] = [];
      for (const each of ['gus', 'mia']) {
        const guest = await another(browser, baseURL, { javaScriptEnabled });
        guests.push({ page: guest, member: await join(guest, baseURL, each) });
        await guest.goto(`${community}/about`);
        await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Page not found');
        await go(guest, link);
        await expect(guest.getByRole('heading', { level: 2 })).toHaveText(name);
        await guest.getByRole('button', { name: 'Join' }).click();
        await expect(guest).toHaveURL(new RegExp(community));
      }
      const [gus, mia] = guests;
      if (!gus || !mia) throw new Error('nobody came');

      await go(page, `${community}/members`);
      await page.getByRole('link', { name: `Manage ${gus.member.displayName}` }).click();
      await page.getByRole('button', { name: 'Make a moderator' }).click();
      await expectSuccess(page, `${community}/members?role=1`, 'The role was changed.');

      await go(gus.page, `${community}/members`);
      await expect(gus.page.getByRole('link', { name: /^Manage/ })).toHaveCount(1);
      await gus.page.getByRole('link', { name: `Manage ${mia.member.displayName}` }).click();
      await open(gus.page, 'Time out');
      await gus.page.getByLabel('Duration').selectOption('10 minutes');
      await gus.page.locator('#time_out-reason').fill('Too loud.');
      await gus.page.getByRole('button', { name: 'Time out', exact: true }).click();
      await expectSuccess(gus.page, `${community}/members?timed_out=1`, 'The member was timed out.');
      await mia.page.goto(`${community}/about`);
      await expect(mia.page.getByRole('main')).toContainText('You are timed out');

      await go(gus.page, `${community}/members?member=${mia.member.username}`);
      await open(gus.page, 'Ban');
      await gus.page.locator('#ban-reason').fill('Scares the birds.');
      await gus.page.getByRole('button', { name: 'Ban', exact: true }).click();
      await expectSuccess(gus.page, `${community}/members?banned=1`, 'The member was banned.');
      await mia.page.goto(`${community}/about`);
      await expect(mia.page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
      await go(gus.page, `${community}/bans`);
      const banned = gus.page.getByRole('list', { name: 'Bans' });
      await expect(banned).toContainText('Scares the birds.');
      await banned.getByRole('button', { name: /^Lift ban/ }).click();
      await expectSuccess(gus.page, `${community}/bans?unbanned=1`, 'The ban was lifted.');
      await go(gus.page, `${community}/log`);
      await expect(gus.page.getByRole('list', { name: 'Moderation log' })).toContainText(`banned @${mia.member.username}`);

      await go(gus.page, `${community}/about`);
      await gus.page.getByText('Leave', { exact: true }).click();
      await gus.page.getByRole('button', { name: 'Leave community' }).click();
      await expectSuccess(gus.page, '/communities?left=1', 'You left the community.');
      await gus.page.context().close();
      await mia.page.context().close();

      await go(page, `${community}/edit`);
      await page.getByText('Delete this community').click();
      await page.getByLabel('Name of the community').fill(name);
      await page.getByRole('button', { name: 'Delete community' }).click();
      await expectSuccess(page, '/communities?deleted=1', 'The community was deleted.');
    });

    test('channels are made, put in order, changed and deleted', async ({ page, baseURL }) => {
      await join(page, baseURL, 'chan');
      const community = await make(page, baseURL, `Ponds ${Date.now().toString(36)}`);
      const names = page.getByRole('list', { name: 'Channels' }).locator('.entry__link');
      await go(page, `${community}/channels`);
      await expect(names).toHaveText(['general', 'pictures']);
      await page.getByRole('button', { name: 'Move up pictures' }).click();
      if (!javaScriptEnabled) await expectSuccess(page, `${community}/channels?moved=1`, 'The channel was moved.');
      await expect(names).toHaveText(['pictures', 'general']);
      // With script it is moved in place, and this says that it is under way.
      await expect(page.locator('[data-saving]')).toBeEmpty();
      if (javaScriptEnabled) await hydrated(page);
      await page.getByLabel('Name').fill('Light');
      await page.getByText('Gallery', { exact: true }).click();
      await page.getByRole('button', { name: 'Create channel' }).click();
      await expect(page).toHaveURL(new RegExp(`${community}/\\w{22}`));
      await go(page, `${community}/channels`);
      await page.getByRole('link', { name: 'Edit Light' }).click();
      await expect(page.getByLabel('Name')).toHaveValue('Light');
      if (javaScriptEnabled) await hydrated(page);
      await page.getByLabel('Name').fill('Shade');
      await page.getByLabel('Slow mode').selectOption('30 seconds');
      await page.getByLabel('Read-only').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await expectSuccess(page, `${community}/channels?saved=1`, 'Your changes have been saved.');
      await page.getByRole('link', { name: 'Edit Shade' }).click();
      await expect(page.getByLabel('Read-only')).toBeChecked();
      await expect(page.getByLabel('Slow mode')).toHaveValue('30');
      await page.getByRole('link', { name: 'All channels' }).click();
      await page.getByText('Delete Shade').click();
      await page.getByRole('button', { name: 'Delete channel' }).click();
      await expectSuccess(page, `${community}/channels?deleted=1`, 'The channel was deleted.');
      await expect(names).toHaveText(['pictures', 'general']);
    });

    test('an icon is chosen, and removed', async ({ page, baseURL }) => {
      await join(page, baseURL, 'icon');
      const community = await make(page, baseURL, `Reeds ${Date.now().toString(36)}`);
      await go(page, `${community}/edit`);
      await page.getByLabel('Icon', { exact: true }).setInputFiles(png('reed.png', 300, 300, 120));
      await page.getByRole('button', { name: 'Save icon' }).click();
      await expectSuccess(page, `${community}/edit?saved=1`, 'Your changes have been saved.');
      const icon = page.locator('.community__home img');
      await expect.poll(async () => (await page.reload(), icon.count()), { timeout: 30_000 }).toBe(1);
      await page.getByRole('button', { name: 'Remove icon' }).click();
      await expectSuccess(page, `${community}/edit?saved=1`, 'Your changes have been saved.');
      await expect(icon).toHaveCount(0);
    });

    test('a member is blocked and unblocked', async ({ page, browser, baseURL, expectProblem }) => {
      expectProblem(/status of 404/);
      const other = await another(browser, baseURL);
      const loud = await join(other, baseURL, 'loud');
      await other.context().close();
      await join(page, baseURL, 'calm');
      await go(page, `/@${loud.username}`);
      await page.getByRole('link', { name: `Block ${loud.displayName}` }).click();
      const question = javaScriptEnabled ? page.getByRole('dialog') : page.getByRole('main');
      await expect(question).toContainText(`Block ${loud.displayName}?`);
      await question.getByRole('button', { name: 'Block', exact: true }).click();
      await expectSuccess(page, '/settings/blocks?blocked=1', 'Blocked.');
      await page.goto(`/@${loud.username}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
      await go(page, '/settings/blocks');
      await page.getByRole('button', { name: `Unblock ${loud.displayName}` }).click();
      await expectSuccess(page, '/settings/blocks?unblocked=1', 'Unblocked.');
      await go(page, `/@${loud.username}`);
      await page.getByRole('button', { name: 'Message' }).click();
      await expect(page).toHaveURL(/\/messages\/\w{22}/);
      await go(page, '/messages');
      await expect(page.getByRole('list', { name: 'Conversations' })).toContainText(loud.displayName);
    });
  });
}

test.describe('seen by everyone', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('the navigation fits every screen', async ({ page, baseURL }) => {
    await join(page, baseURL, 'nav');
    const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    for (const width of [320, 390, 640, 831, 832, 1024, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto('/communities');
      expect(await overhang(page), `${width} px`).toBeLessThanOrEqual(0);
      const boxes = await links.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().toJSON()).filter((box) => box.width > 0));
      expect(boxes.length, `${width} px`).toBe(width < 832 ? 5 : 4);
      // All in one line, side by side, each large enough for a finger.
      for (const [index, box] of boxes.entries()) {
        const before = boxes[index - 1];
        expect(box.height, `${width} px`).toBeGreaterThanOrEqual(44);
        expect(box.y, `${width} px`).toBe(boxes[0].y);
        expect(box.x, `${width} px`).toBeGreaterThanOrEqual(before ? before.x + before.width : 0);
        expect(box.x + box.width, `${width} px`).toBeLessThanOrEqual(width);
      }
      await expect(page.getByRole('banner').getByRole('link', { name: 'Messages' })).toBeVisible();
    }
  });

  test('axe finds nothing on the pages of communities and conversations', async ({ page, browser, baseURL }) => {
    test.setTimeout(300_000);
    const other = await another(browser, baseURL);
    const { username } = await join(other, baseURL, 'ash');
    await join(page, baseURL, 'axel');
    await page.goto('/messages');
    await check(page, 'messages-none');
    await page.goto('/communities?mine=1');
    await check(page, 'communities-none');
    const community = await make(page, baseURL, `${Date.now().toString(36)} herons of the north, and some that only look so`);
    await post(other.request, baseURL, '/fn/join_community', { community: id(community), want: 'join' });
    await other.context().close();
    await page.goto(`${community}/invitations`);
    await page.getByRole('button', { name: 'Create invitation link' }).click();
    const link = new URL(await page.locator('#shown-once').inputValue()).pathname;
    await check(page, 'community-invitations');
    await page.goto(`${community}/channels`);
    const edit = (await page.getByRole('link', { name: 'Edit general' }).getAttribute('href')) ?? '';
    for (const [name, address] of [
      ['communities', '/communities?mine=1'],
      ['communities-found', '/communities?q=herons'],
      ['communities-new', '/communities/new'],
      ['community-about', `${community}/about`],
      ['community-edit', `${community}/edit`],
      ['community-members', `${community}/members`],
      ['community-member', `${community}/members?member=${username}`],
      ['community-channels', `${community}/channels`],
      ['community-channel', edit],
      ['community-log', `${community}/log`],
      ['community-bans-none', `${community}/bans`],
      ['invitation', link],
      ['block', `/@${username}/block`],
      ['blocks-none', '/settings/blocks'],
    ] as const) {
      await page.goto(address);
      await check(page, name);
      await page.setViewportSize({ width: 320, height: 700 });
      expect(await overhang(page), `${name} fits 320 px`).toBeLessThanOrEqual(0);
    }
    await post(page.request, baseURL, '/fn/ban_from_community', { community: id(community), name: username, want: 'ban', reason: 'Spam' });
    await page.goto(`${community}/bans`);
    await check(page, 'community-bans');
    await post(page.request, baseURL, '/fn/begin_conversation', { members: username });
    await page.goto('/messages');
    await page.getByText('New message').click();
    await check(page, 'messages');
    await post(page.request, baseURL, '/fn/block', { name: username, want: 'block' });
    await page.goto('/settings/blocks');
    await check(page, 'blocks');
  });
});
