import type { Page } from '@playwright/test';
import { sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { expectSuccess, hydrated, join, path, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import { boxes, expectShown, say } from '../pins.ts';

const TITLES = ['Apple', 'Birch', 'Cherry', 'Dahlia'];
const NEWEST = TITLES.toReversed();

/** The two ways to show the list. */
const views = (page: Page) => page.getByRole('navigation', { name: 'View' });

/** A member with four pictures, ready to be seen. */
async function four(page: Page, baseURL: string | undefined, name: string): Promise<string[]> {
  await join(page, baseURL, name);
  const pins = await send(page, baseURL, TITLES.map((title, index) => png(`${title}.png`, 300, 200 + 40 * index, index * 80)));
  await waitReady(page, pins);
  return pins;
}

test('uploads are found by their words, tag, visibility and state, and sorted', async ({ page, baseURL }) => {
  const [apple, birch, cherry] = await four(page, baseURL, 'mina');
  await say(page, baseURL, apple, { tags: 'fruit, red' });
  await say(page, baseURL, birch, { description: 'A tree without any fruit' });
  await say(page, baseURL, cherry, { tags: 'fruit', visibility: 'private' });

  await visit(page, '/');
  await page.locator('.menu__toggle').click();
  await page.getByRole('link', { name: 'Your uploads' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your uploads');
  await hydrated(page);
  await expect(page.getByText('4 pictures', { exact: true })).toBeVisible();
  await expectShown(page, NEWEST);

  // On a wide screen all filters stand in one row.
  const tops = await page.locator('.filters .input').evaluateAll((fields) => fields.map((field) => field.getBoundingClientRect().top));
  expect(tops).toHaveLength(5);
  expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(8);

  await page.getByLabel('Find').fill('fruit');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/uploads?q=fruit');
  await expectShown(page, ['Birch']);
  await expect(page.getByLabel('Find')).toBeFocused();
  await page.getByRole('link', { name: 'Remove filter: “fruit”' }).click();
  await expectShown(page, NEWEST);
  await expect(page.getByLabel('Find')).toHaveValue('');
  await hydrated(page);

  // By tag, completed with the keyboard.
  const tag = page.getByLabel('Tag', { exact: true });
  await tag.pressSequentially('fr');
  await expect(page.getByRole('option', { name: 'fruit' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { name: 'fruit' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(tag).toHaveValue('fruit');
  await expect(page.locator('#tag-options')).toBeHidden();
  await page.keyboard.press('Enter');
  await expectShown(page, ['Cherry', 'Apple']);
  await page.getByLabel('Visibility').selectOption('private');
  await expectShown(page, ['Cherry']);
  await expect(page).toHaveURL('/uploads?tag=fruit&visibility=private');
  await page.getByLabel('Status').selectOption('working');
  await expect(page.getByText('No pictures match these filters')).toBeVisible();
  await page.getByRole('link', { name: 'Clear all' }).click();
  await expectShown(page, NEWEST);
  await expect(tag).toHaveValue('');
  await expect(page.getByLabel('Visibility')).toHaveValue('');

  await page.getByLabel('Sort').selectOption('title');
  await expectShown(page, TITLES);
  await views(page).getByRole('link', { name: 'List' }).click();
  await expect(page).toHaveURL('/uploads?sort=title&view=list');
  await expect(page.locator('.row__title')).toHaveText(TITLES);
  await expect(page.locator('.row').nth(2)).toContainText('Private');
  await page.locator('.row').first().getByRole('link', { name: '#red' }).click();
  await expect(page.locator('.row__title')).toHaveText(['Apple']);
  await page.goBack();
  await expect(page.locator('.row__title')).toHaveText(TITLES);
  await page.getByRole('link', { name: 'Edit Birch' }).click();
  await expect(page.getByLabel('Title')).toHaveValue('Birch');
});

test('one, some, a range or all of a page are selected, and what is done is done to them alone', async ({ page, baseURL }) => {
  await four(page, baseURL, 'milo');
  await visit(page, '/uploads');
  const bar = page.locator('.selection');
  await expect(bar).toBeHidden();
  await boxes(page).nth(0).check();
  await expect(bar).toContainText('1 selected');
  await boxes(page).nth(2).click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('3 selected');
  await boxes(page).nth(0).uncheck();
  await boxes(page).nth(1).focus();
  await page.keyboard.press('Shift+Space');
  await expect(bar).toContainText('1 selected');
  await page.keyboard.press('Enter');
  await expect(bar).toContainText('2 selected');
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await expect(bar).toBeHidden();

  // What is selected stays so while the list is shown in another way.
  await page.getByRole('checkbox', { name: 'Select Birch' }).check();
  await page.getByRole('checkbox', { name: 'Select Dahlia' }).check();
  await views(page).getByRole('link', { name: 'List' }).click();
  await expect(page.locator('.row')).toHaveCount(4);
  await expect(bar).toContainText('2 selected');
  await views(page).getByRole('link', { name: 'Grid' }).click();
  await expectShown(page, NEWEST);
  await expect(bar).toContainText('2 selected');
  await page.getByRole('button', { name: 'Make private' }).click();
  await expectSuccess(page, /\/uploads\?.*changed=2/, '2 pictures changed.');
  await expect(page.locator('.tile', { hasText: 'Private' })).toHaveCount(2);

  await visit(page, '/uploads?view=list');
  await page.getByRole('button', { name: 'Select all on this page' }).click();
  await expect(bar).toContainText('4 selected');
  await bar.getByText('Tags', { exact: true }).first().click();
  await bar.getByLabel('Tags', { exact: true }).fill('Garden, #spring');
  await page.keyboard.press('Enter');
  await expectSuccess(page, /\/uploads\?.*view=list.*changed=4/, '4 pictures changed.');
  await expect(page.getByRole('link', { name: '#garden' })).toHaveCount(4);
  await page.getByRole('checkbox', { name: 'Select Apple' }).check();
  await bar.getByText('Tags', { exact: true }).first().click();
  await bar.getByLabel('Tags', { exact: true }).fill('spring');
  await page.getByRole('button', { name: 'Remove tags' }).click();
  await expectSuccess(page, /changed=1/, '1 picture changed.');
  await expect(page.getByRole('link', { name: '#spring' })).toHaveCount(3);
});

test('on a phone one panel of the bar is open at a time, no button moves, and half the screen stays free', async ({ page, baseURL }) => {
  const height = 844;
  await page.setViewportSize({ width: 390, height });
  await four(page, baseURL, 'mira');
  await visit(page, '/uploads');
  await boxes(page).first().check();
  const bar = page.locator('.selection');
  const board = bar.locator('summary', { hasText: 'Board' });
  const tags = bar.getByLabel('Tags', { exact: true });
  const before = await board.boundingBox();
  await bar.locator('summary', { hasText: 'Tags' }).click();
  await expect(tags).toBeVisible();
  expect(await board.boundingBox()).toEqual(before);
  await board.click();
  await expect(bar.getByLabel('Add to')).toBeVisible();
  await expect(tags).toBeHidden();
  const box = await bar.boundingBox();
  const panel = await bar.locator('.selection__panel').last().boundingBox();
  if (!box || !panel) throw new Error('the bar is not there');
  expect(box.y + box.height - Math.min(box.y, panel.y)).toBeLessThan(height / 2);
});

test('what was deleted comes back, and keeps its words', async ({ page, baseURL }) => {
  const [apple] = await four(page, baseURL, 'maja');
  await say(page, baseURL, apple, { tags: 'fruit' });
  await visit(page, '/uploads');
  await page.getByRole('checkbox', { name: 'Select Apple' }).check();
  await page.getByRole('checkbox', { name: 'Select Cherry' }).check();
  await page.getByRole('button', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Delete 2 pictures?' });
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(page.locator('.selection')).toContainText('2 selected');
  await page.getByRole('button', { name: 'Delete' }).click();
  await question.getByRole('button', { name: 'Delete' }).click();
  await expectSuccess(page, /\/uploads\?deleted=\w+&count=2/, '2 pictures deleted.');
  await expectShown(page, ['Dahlia', 'Birch']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectSuccess(page, '/uploads?restored=2', '2 pictures restored.');
  await expectShown(page, NEWEST);
  await page.goto(`/pin/${apple}`);
  await expect(page.getByRole('link', { name: '#fruit' })).toBeVisible();
});

test('all that match are changed and deleted, those on other pages too, and one sees them go while it can be undone', async ({ page, site }) => {
  test.setTimeout(180_000);
  const { baseURL } = site;
  const { username } = await join(page, baseURL, 'many');
  const count = 70;
  const pictures = Array.from({ length: count }, (_, index) => png(`Stone ${index}.png`, 20, 20, index));
  await send(page, baseURL, pictures);
  await send(page, baseURL, [png('Feather.png', 30, 40, 200)]);

  await visit(page, '/uploads?q=stone');
  await expect(boxes(page)).toHaveCount(60);
  await page.getByRole('button', { name: 'Select all on this page' }).click();
  await page.getByRole('button', { name: 'Select all 70' }).click();
  await expect(page.locator('.selection')).toContainText('All 70 selected');
  await page.getByRole('button', { name: 'Make unlisted' }).click();
  await expectSuccess(page, /\/uploads\?q=stone.*changed=70/, '70 pictures changed.');
  const left = (visibility: string) =>
    sql(site, `select count(*) from pins join users on users.id = owner_id where username = '${username}' and visibility = '${visibility}'`);
  expect([left('unlisted'), left('public')]).toEqual(['70', '1']);

  // Further pages come along, and what is ticked stays ticked.
  await boxes(page).first().check();
  await page.getByRole('link', { name: 'More pictures' }).or(page.getByText('You’ve reached the end')).scrollIntoViewIfNeeded();
  await expect(boxes(page)).toHaveCount(70);
  await expect(boxes(page).first()).toBeChecked();

  // So they do as rows.
  await views(page).getByRole('link', { name: 'List' }).click();
  await expect(page.locator('.row')).toHaveCount(60);
  await expect(page.locator('.selection')).toContainText('1 selected');
  await page.getByRole('link', { name: 'More pictures' }).or(page.getByText('You’ve reached the end')).scrollIntoViewIfNeeded();
  await expect(page.locator('.row')).toHaveCount(70);
  await expect(boxes(page).first()).toBeChecked();
  await page.getByRole('button', { name: 'Select all 70' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'Delete 70 pictures?' }).getByRole('button', { name: 'Delete' }).click();
  await expectSuccess(page, /deleted=/, '70 pictures deleted.');
  await expectShown(page, ['Feather']);
  await expect(page.getByText('Deleting 70 pictures…')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden({ timeout: 30_000 });
  expect(path(page)).toBe('/uploads');
  await expect(page.getByText(/Deleting \d+ pictures?…/)).toBeHidden();
  await expect.poll(() => left('unlisted'), { timeout: 60_000 }).toBe('0');
});

test('a visitor is asked to sign in, and a new member what to do', async ({ page, baseURL, expectProblem }) => {
  expectProblem(/status of 401/);
  expect((await page.goto('/uploads'))?.status()).toBe(401);
  await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/login?next=/uploads');
  await join(page, baseURL, 'new');
  await page.goto('/uploads');
  await expect(page.getByText('No uploads yet')).toBeVisible();
});
