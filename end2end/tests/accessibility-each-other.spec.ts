import { check } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { join, post, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('axe finds nothing on the pages of boards, talk and people', async ({ page, baseURL, expectProblem }) => {
  // One does not report one’s own.
  expectProblem(/status of 403/);
  test.setTimeout(240_000);
  const { username } = await join(page, baseURL, 'alder');
  await page.goto(`/@${username}/boards`);
  await check(page, 'boards-none');
  const titles = ['Ash', 'Beech', 'Cedar'];
  const pins = await send(page, baseURL, titles.map((title, index) => png(`${title}.png`, 300, 220 + 60 * index, index * 90)));
  await waitReady(page, pins);
  const made = (await post(page.request, baseURL, '/fn/add_board', {
    title: 'Trees of the north, and some that only look as if they were from there',
    description: 'Leaves, bark and the light between.',
    visibility: 'private',
  })) as { location: string };
  const board = made.location;
  for (const pin of pins) {
    await post(page.request, baseURL, '/fn/pin_boards', { pin, want: 'put', board: board.replace('/board/', '') });
  }
  const pin = `/pin/${pins[0]}`;
  await post(page.request, baseURL, '/fn/like', { pin: pins[0] ?? '', want: 'like' });
  const body = `A word of @${username}, and https://example.org/${'long-'.repeat(30)}`;
  await post(page.request, baseURL, '/fn/comment', { pin: pins[0] ?? '', body });
  for (const [name, address] of [
    ['boards', `/@${username}/boards`],
    ['board', board],
    ['board-edit', `${board}/edit`],
    ['board-arrange', `${board}/arrange`],
    ['board-new', '/boards/new'],
    ['likes', `/@${username}/likes`],
    ['who-likes', `${pin}/likes`],
    ['followers-none', `/@${username}/followers`],
    ['following-none', '/following'],
    ['report-own', `${pin}/report`],
  ] as const) {
    await page.goto(address);
    await check(page, name);
  }
  await visit(page, pin);
  await page.locator('.save summary').click();
  await expect(page.locator('.save__panel')).toBeVisible();
  await check(page, 'pin-save');
});
