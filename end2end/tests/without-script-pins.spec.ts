import { expect, test } from '../fixtures.ts';
import { expectSuccess, join, path } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import { boxes, pictureId, shown } from '../pins.ts';

test.use({ javaScriptEnabled: false });

test('a pin is edited, replaced, deleted and brought back without script', async ({ page, baseURL, expectProblem }) => {
  expectProblem(/status of (409|410)/);
  await join(page, baseURL, 'plain');
  const pins = await send(page, baseURL, [png('Reed.png', 300, 200, 20), png('Rush.png', 300, 200, 140)]);
  await waitReady(page, pins);
  const [reed = ''] = pins;
  await page.goto(`/pin/${reed}`);
  const before = await pictureId(page);
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Title').fill('rush');
  await page.getByLabel('Tags').fill('grass, water');
  await page.getByText('Unlisted', { exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('already have a picture called “Rush”');
  await expect(page.getByRole('alert').getByRole('link', { name: /^View/ })).toHaveAttribute('href', `/pin/${pins[1]}`);
  await expect(page.getByLabel('Tags')).toHaveValue('grass, water');
  await expect(page.getByRole('radio', { name: 'Unlisted' })).toBeChecked();
  await page.getByLabel('Title').fill('Common reed');
  await page.getByLabel('Replace the picture').setInputFiles(png('Reed again.png', 200, 300, 60));
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, `/pin/${reed}?saved=1`, 'Your changes are saved.');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Common reed');
  await expect(page.getByRole('link', { name: '#grass' })).toBeVisible();
  await waitReady(page, [reed]);
  await page.goto(`/pin/${reed}`);
  expect(await pictureId(page)).not.toBe(before);

  // One form, and no question: it can be undone.
  await page.getByRole('button', { name: 'Delete' }).click();
  await expectSuccess(page, /\/uploads\?deleted=/, '1 picture deleted.');
  expect(await shown(page)).toEqual(['Rush']);
  const deletion = page.url();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectSuccess(page, '/uploads?restored=1', 'Your picture was restored.');
  expect(await shown(page)).toEqual(['Rush', 'Common reed']);
  await page.goto(deletion);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('alert')).toContainText('too late');
});

test('many are found, changed and deleted without script', async ({ page, baseURL, expectProblem }) => {
  test.setTimeout(120_000);
  expectProblem(/status of 422/);
  await join(page, baseURL, 'bulk');
  const stones = Array.from({ length: 64 }, (_, index) => png(`Stone ${index}.png`, 16, 16, index));
  const pins = await send(page, baseURL, [...stones, png('Feather.png', 300, 200, 10)]);
  await waitReady(page, pins);
  await page.goto('/uploads');
  await page.getByRole('button', { name: 'Make private' }).click();
  await expect(page.getByRole('alert')).toContainText('select at least one');

  await page.goto('/uploads');
  await expect(boxes(page)).toHaveCount(60);
  await boxes(page).nth(0).check();
  await boxes(page).nth(1).check();
  await page.getByText('Tags', { exact: true }).first().click();
  await page.getByLabel('Tags').fill('soft');
  await page.getByRole('button', { name: 'Add tags' }).click();
  await expectSuccess(page, /changed=2/, '2 pictures changed.');

  await page.getByLabel('Find').fill('stone');
  await page.getByLabel('Tag', { exact: true }).fill('soft');
  await page.getByLabel('Sort').selectOption('title');
  await page.getByRole('button', { name: 'Apply' }).click();
  expect(await shown(page)).toEqual(['Stone 63']);
  await page.getByRole('link', { name: 'Remove filter: #soft' }).click();
  expect(path(page)).toBe('/uploads?q=stone&sort=title');
  await expect(page.locator('.tile')).toHaveCount(60);
  await page.getByRole('link', { name: 'More pictures' }).click();
  await expect(page.locator('.tile')).toHaveCount(4);
  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'List' }).click();
  await page.getByRole('checkbox', { name: 'All 64 that match' }).check();
  await page.getByRole('button', { name: 'Make unlisted' }).click();
  await expectSuccess(page, /q=stone.*changed=64/, '64 pictures changed.');
  await expect(page.locator('.row', { hasText: 'Unlisted' })).toHaveCount(60);
  await page.getByRole('checkbox', { name: 'All 64 that match' }).check();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expectSuccess(page, /deleted=/, '64 pictures deleted.');
  await expect(page.getByText('Deleting 64 pictures…')).toBeVisible();
  expect(await shown(page)).toEqual(['Feather']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('65 pictures', { exact: true })).toBeVisible();
});
