import { check } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { another, join, post, visit } from '../people.ts';
import { photographFile, png, send, waitReady } from '../pictures.ts';
import { say } from '../pins.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('axe finds nothing on the pages of pins and of one’s uploads', async ({ page, browser, baseURL, expectProblem }) => {
  test.setTimeout(480_000);
  expectProblem(/status of (401|403|409)/);
  const member = await join(page, baseURL, 'axi');
  await visit(page, '/uploads');
  await check(page, 'uploads-none');
  const names = ['nature/Dune.jpg', 'nature/YellowFlower.jpg', 'nature/GreenMeadow.jpg'];
  const pins = await send(page, baseURL, [...names.map(photographFile), png('Tower.png', 300, 700, 20), png('Strip.png', 700, 200, 140)]);
  await waitReady(page, pins);
  const [dune, flower, meadow] = pins;
  await say(page, baseURL, dune, {
    title: 'A dune that has a rather long title, as some pictures do',
    description: 'Seen at dawn, in the north.\n\nMore of it at https://example.org/dunes?page=2.',
    alt_text: 'A dune in front of a pale blue sky',
    tags: 'dunes, sand, the north sea, morning',
    source_url: 'https://www.example.org/pictures/of/dunes/2024-05-01.html',
  });
  await say(page, baseURL, flower, { visibility: 'unlisted', tags: 'flowers' });
  await say(page, baseURL, meadow, { visibility: 'private', tags: 'meadows, morning' });

  const of = `from=@${member.username}`;
  await visit(page, `/pin/${dune}?${of}&saved=1`);
  for (const disclosure of ['Alternative text', 'What we did to your file', 'Download']) await page.getByText(disclosure, { exact: true }).click();
  await check(page, 'pin-words');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Delete' }).click();
  await check(page, 'pin-delete');
  await visit(page, `/pin/${dune}`);
  await page.keyboard.press('+');
  await check(page, 'pin-closer');
  await visit(page, `/pin/${flower}/edit`);
  await page.getByLabel('Title').fill('tower');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Tags').press('End');
  await page.keyboard.type(', mo');
  await expect(page.getByRole('option', { name: 'morning' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await check(page, 'pin-edit');

  for (const view of ['grid', 'list']) {
    await visit(page, `/uploads?view=${view}&changed=2`);
    await check(page, `uploads-${view}`);
    await page.getByRole('button', { name: 'Select all on this page' }).click();
    await check(page, `uploads-${view}-selected`);
  }
  await page.locator('.selection summary', { hasText: 'Tags' }).click();
  await check(page, 'uploads-tags');
  await visit(page, '/uploads?tag=morning&visibility=public&q=dune');
  await check(page, 'uploads-filtered');
  await visit(page, '/uploads?q=nothing+of+the+kind');
  await check(page, 'uploads-nothing');
  await visit(page, '/?tag=morning');
  await check(page, 'explore-tag');
  await visit(page, `/@${member.username}?tag=morning`);
  await check(page, 'member-tag');
  await post(page.request, baseURL, `/pin/${pins[4]}/delete`, {});
  await visit(page, `/uploads?deleted=${pins[4]}&count=1`);
  await check(page, 'uploads-deleted');

  const visitor = await another(browser, baseURL, { reducedMotion: 'reduce' });
  await visit(visitor, `/pin/${dune}/edit`);
  await check(visitor, 'edit-visitor');
  await join(visitor, baseURL, 'axo');
  await visit(visitor, `/pin/${dune}/edit`);
  await check(visitor, 'edit-not-yours');
  await visitor.context().close();
});
