import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { another, expectSuccess, hydrated, join, path, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';
import { boxes, shown } from '../pins.ts';

const TITLES = ['Ash', 'Beech', 'Cedar', 'Dogwood'];

/** A member with pictures on a board, in the order of their titles. Where one is does not change. */
async function withBoard(
  page: Page,
  baseURL: string | undefined,
  name: string,
  titles = TITLES,
): Promise<{ username: string; pins: string[]; board: string }> {
  const { username } = await join(page, baseURL, name);
  const pins = await send(page, baseURL, titles.map((title, index) => png(`${title}.png`, 300, 220 + 30 * (index % 4), index * 80)));
  await waitReady(page, pins);
  const fields = { pin: pins, action: 'put_on', board_title: 'Trees' };
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) [value].flat().forEach((each) => form.append(key, each));
  const headers = { accept: 'application/json', origin: baseURL ?? '' };
  const answer = await page.request.post('/uploads', { headers, multipart: form });
  const { location } = (await answer.json()) as { location: string };
  return { username, pins, board: `/board/${location.split('board=')[1]}` };
}

/** What stands on the page where a board is arranged, in order. */
const arranged = (page: Page) => page.locator('.arrange__title').allTextContents();

/** The server has been told of all of it. */
const told = (page: Page) => expect(page.locator('.arrange-bar__state')).toBeEmpty();

const grip = (page: Page, title: string) => page.getByRole('button', { name: `Move ${title}`, exact: true });

/** A box of the page, once it is there. */
async function boxOf(page: Page, selector: string): Promise<{ x: number; width: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not there`);
  return box;
}

/** Drags by mouse: from the middle of something to a place within the picture of another. */
async function drag(page: Page, title: string, onto: string, part: number): Promise<void> {
  const item = (name: string) => page.locator('.arrange__item', { hasText: name });
  await item(onto).scrollIntoViewIfNeeded();
  const from = await grip(page, title).boundingBox();
  const to = await item(onto).locator('.arrange__picture').boundingBox();
  if (!from || !to) throw new Error('nothing to drag');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await expect(item(title)).toHaveAttribute('data-carried', '');
  await page.mouse.move(to.x + to.width * part, to.y + to.height / 2, { steps: 6 });
  await expect(item(onto)).toHaveAttribute('data-drop', part < 0.5 ? 'before' : 'after');
}

async function stranger(browser: Browser, baseURL: string | undefined, address: string): Promise<number> {
  const page = await another(browser, baseURL);
  await join(page, baseURL, 'stranger');
  const status = (await page.request.get(address)).status();
  await page.context().close();
  return status;
}

test('a picture is saved to a new board from its page, and taken off', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of 422/);
  const owner = await another(browser, baseURL);
  await join(owner, baseURL, 'oak');
  const pins = await send(owner, baseURL, [png('Acorn.png', 300, 220, 40)]);
  await waitReady(owner, pins);
  await owner.context().close();
  const { username } = await join(page, baseURL, 'sam');
  await visit(page, `/pin/${pins[0]}`);
  const save = page.locator('.save');
  await save.locator('summary').click();
  await save.getByLabel('New board').fill('Seeds');
  await save.getByRole('button', { name: 'Create and save' }).click();
  await expect(page.locator('.toast')).toContainText('Saved to “Seeds”.');
  const choice = save.getByRole('button', { name: 'Seeds' });
  await expect(choice).toHaveAttribute('aria-pressed', 'true');
  await expect(save.locator('summary')).toContainText('Saved');
  await expect(page.getByRole('list', { name: 'Boards that show this picture' })).toContainText('Seeds');
  await save.getByLabel('New board').fill('SEEDS');
  await page.keyboard.press('Enter');
  await expect(save).toContainText('You already have a board with this title.');
  await page.keyboard.press('Escape');
  await expect(save).not.toHaveAttribute('open');
  await expect(save.locator('summary')).toBeFocused();

  await page.getByRole('list', { name: 'Boards that show this picture' }).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Seeds');
  expect(await shown(page)).toEqual(['Acorn']);
  await page.locator('.tile__link').click();
  await expect(page).toHaveURL(/from=board-/);
  await save.locator('summary').click();
  await choice.click();
  await expect(choice).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByRole('list', { name: 'Boards that show this picture' })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByText('No pictures yet')).toBeVisible();
  await page.goto(`/@${username}/boards`);
  await expect(page.getByRole('list', { name: /^Boards of/ })).toContainText('0 pictures');
});

test('a board is arranged with the keyboard', async ({ page, baseURL }) => {
  const { board } = await withBoard(page, baseURL, 'kay');
  await visit(page, board);
  await expect.poll(() => shown(page)).toEqual(TITLES);
  await page.getByRole('link', { name: 'Arrange' }).click();
  await expect.poll(() => arranged(page)).toEqual(TITLES);
  const said = page.locator('main p[role=status]').first();
  const press = async (title: string, key: string, order: string[]) => {
    await grip(page, title).focus();
    await page.keyboard.press(key);
    await expect.poll(() => arranged(page)).toEqual(order);
    await expect(grip(page, title)).toBeFocused();
  };
  await press('Ash', 'ArrowRight', ['Beech', 'Ash', 'Cedar', 'Dogwood']);
  await expect(said).toHaveText('Ash moved to position 2.');
  await press('Ash', 'ArrowDown', ['Beech', 'Cedar', 'Ash', 'Dogwood']);
  await press('Ash', 'End', ['Beech', 'Cedar', 'Dogwood', 'Ash']);
  await press('Ash', 'ArrowRight', ['Beech', 'Cedar', 'Dogwood', 'Ash']);
  await expect(said).toHaveText('Ash is already last.');
  await press('Dogwood', 'ArrowUp', ['Beech', 'Dogwood', 'Cedar', 'Ash']);
  await press('Cedar', 'Home', ['Cedar', 'Beech', 'Dogwood', 'Ash']);

  await page.getByRole('button', { name: 'Move later: Beech' }).press('Enter');
  await expect.poll(() => arranged(page)).toEqual(['Cedar', 'Dogwood', 'Beech', 'Ash']);
  await expect(page.getByRole('button', { name: 'Move later: Beech' })).toBeFocused();
  await page.getByRole('button', { name: 'Remove from board: Beech' }).press('Enter');
  const left = ['Cedar', 'Dogwood', 'Ash'];
  await expect.poll(() => arranged(page)).toEqual(left);
  await expect(grip(page, 'Ash')).toBeFocused();
  await expect(page.locator('.toast')).toContainText('Beech was removed from the board.');
  await page.getByRole('link', { name: 'Done' }).click();
  await expect(page).toHaveURL(board);
  await expect.poll(() => shown(page)).toEqual(left);
  await page.reload();
  await expect.poll(() => shown(page)).toEqual(left);
});

test('a board is arranged by dragging', async ({ page, baseURL }) => {
  const { board } = await withBoard(page, baseURL, 'dora');
  await visit(page, `${board}/arrange`);
  await drag(page, 'Dogwood', 'Beech', 0.25);
  await page.mouse.up();
  await expect.poll(() => arranged(page)).toEqual(['Ash', 'Dogwood', 'Beech', 'Cedar']);
  await drag(page, 'Ash', 'Beech', 0.75);
  await page.mouse.up();
  const order = ['Dogwood', 'Beech', 'Ash', 'Cedar'];
  await expect.poll(() => arranged(page)).toEqual(order);
  await expect(page.locator('[data-drop], [data-carried]')).toHaveCount(0);

  await drag(page, 'Cedar', 'Dogwood', 0.25);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.locator('[data-drop], [data-carried]')).toHaveCount(0);
  expect(await arranged(page)).toEqual(order);
  await told(page);
  await page.reload();
  await expect.poll(() => arranged(page)).toEqual(order);
});

test('a picture that was taken off a board comes back where it was', async ({ page, baseURL }) => {
  const { board } = await withBoard(page, baseURL, 'bea');
  await visit(page, `${board}/arrange`);
  await page.getByRole('button', { name: 'Remove from board: Beech' }).click();
  await expect.poll(() => arranged(page)).toEqual(['Ash', 'Cedar', 'Dogwood']);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => arranged(page)).toEqual(TITLES);
  await expect(grip(page, 'Beech')).toBeFocused();
  await told(page);
  await page.reload();
  await expect.poll(() => arranged(page)).toEqual(TITLES);
});

test('more of a board than a page holds is arranged', async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  const titles = Array.from({ length: 42 }, (_, index) => `Linden ${index}`);
  const { board } = await withBoard(page, baseURL, 'lina', titles);
  await visit(page, `${board}/arrange`);
  await page.getByRole('link', { name: 'More pictures' }).or(page.getByText('You’ve reached the end')).scrollIntoViewIfNeeded();
  await expect(page.locator('.arrange__item')).toHaveCount(42);
  await page.getByRole('button', { name: 'Move to start: Linden 41' }).click();
  await expect(page.locator('main p[role=status]').first()).toHaveText('Linden 41 moved to position 1.');
  await told(page);
  await page.reload();
  await expect(page.locator('.arrange__title').first()).toHaveText('Linden 41');
});

test('what could not be done is put back, and said', async ({ page, baseURL, expectProblem }) => {
  expectProblem(/ERR_FAILED|Failed to load resource/);
  const { board } = await withBoard(page, baseURL, 'paula');
  await visit(page, `${board}/arrange`);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/fn/arrange_board', async (route) => {
    await held;
    await route.abort();
  });
  await page.getByRole('button', { name: 'Move to start: Cedar' }).click();
  await page.getByRole('button', { name: 'Remove from board: Ash' }).click();
  await expect.poll(() => arranged(page)).toEqual(['Cedar', 'Beech', 'Dogwood']);
  letGo();
  await expect(page.locator('.toast--error')).toBeVisible();
  await expect.poll(() => arranged(page)).toEqual(TITLES);
});

test('a board gets other words and a cover, is hidden, and deleted', async ({ page, browser, baseURL, expectProblem }) => {
  expectProblem(/status of 422/);
  const { username, board, pins } = await withBoard(page, baseURL, 'edda');
  await visit(page, board);
  expect(await stranger(browser, baseURL, board)).toBe(200);
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page).toHaveURL(/\/edit/);
  await hydrated(page);
  await expect(page.getByRole('radio', { name: 'First picture' })).toBeChecked();
  await page.getByLabel('Title').fill(' ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Please enter a title.').first()).toBeVisible();
  await page.getByLabel('Title').fill('Wood');
  await page.getByLabel('Description').fill('Leaves and bark.');
  await page.getByRole('radio', { name: 'Private' }).check();
  await page.getByRole('radio', { name: 'Cedar' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, `${board}?saved=1`, 'Your changes are saved.');
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Wood');
  await expect(page.getByRole('main')).toContainText('Leaves and bark.');
  await expect(page.getByRole('main')).toContainText('Private: only you can see it');
  const cover = await page.locator(`.tile__link[href*="${pins[2]}"] img`).getAttribute('src');
  const name = (cover ?? '').split('-')[0] ?? '';
  await expect(page.locator('.board-mosaic__picture').first()).toHaveAttribute('src', new RegExp(`^${name}-`));
  for (const address of [board, `${board}/edit`, `${board}/arrange`]) {
    expect(await stranger(browser, baseURL, address)).toBe(404);
  }

  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page).toHaveURL(/\/edit/);
  await hydrated(page);
  await expect(page.getByRole('radio', { name: 'Cedar' })).toBeChecked();
  await page.getByRole('link', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the board “Wood”?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await page.getByRole('link', { name: 'Delete' }).click();
  await question.getByRole('button', { name: 'Delete' }).click();
  await expectSuccess(page, `/@${username}/boards?deleted=1`, 'The board was deleted.');
  await expect(page.getByText('No boards yet')).toBeVisible();
  expect((await page.request.get(`/pin/${pins[0]}`)).status()).toBe(200);
});

test('a cover is chosen among more pictures than a page holds, beside what was typed', async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  const titles = Array.from({ length: 42 }, (_, index) => `Rowan ${index}`);
  const { board } = await withBoard(page, baseURL, 'rowan', titles);
  const choices = page.locator('.covers__choice');
  const more = page.getByRole('link', { name: 'More pictures' });
  const choice = (name: string) => page.getByRole('radio', { name, exact: true });
  await visit(page, `${board}/edit`);
  await page.getByLabel('Title').fill('Berries');
  await expect(choices).toHaveCount(41);
  await more.click();
  await expect(choices).toHaveCount(43);
  await expect(more).toHaveCount(0);
  await expect(choice('Rowan 40')).toBeFocused();
  await expect(choice('First picture')).toBeChecked();
  await choice('Rowan 41').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expectSuccess(page, `${board}?saved=1`, 'Your changes are saved.');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Berries');

  await visit(page, `${board}/edit`);
  await expect(choice('Current cover')).toBeChecked();
  await more.click();
  await expect(choices).toHaveCount(43);
  await expect(choice('Rowan 41')).toHaveCount(0);
  await expect(choice('Current cover')).toBeChecked();
});

test('many of one’s uploads are put on a board in one go', async ({ page, baseURL }) => {
  const { board } = await withBoard(page, baseURL, 'mona');
  const [fern] = await send(page, baseURL, [png('Fern.png', 300, 200, 140)]);
  await waitReady(page, [fern ?? '']);
  await visit(page, '/uploads');
  await page.getByRole('checkbox', { name: 'Select Fern' }).check();
  const bar = page.locator('.selection');
  await bar.locator('summary', { hasText: 'Board' }).click();
  await bar.getByLabel('Add to').selectOption('Trees');
  await expect(bar.getByLabel('Title of the new board')).toBeHidden();
  await bar.getByRole('button', { name: 'Add to board' }).click();
  await expectSuccess(page, /changed=1&board=/, '1 picture added to the board.');
  await page.getByRole('link', { name: 'View board' }).click();
  await expect(page).toHaveURL(board);
  await expect.poll(() => shown(page)).toEqual([...TITLES, 'Fern']);

  await visit(page, '/uploads');
  await boxes(page).first().check();
  await bar.locator('summary', { hasText: 'Board' }).click();
  await bar.getByLabel('Title of the new board').fill('Undergrowth');
  await page.keyboard.press('Enter');
  await expectSuccess(page, /changed=1&board=/, '1 picture added to the board.');
});

test.describe('on a small screen', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('the boards to choose from stay on the screen, and a finger drags', async ({ page, baseURL }) => {
    const { board, pins } = await withBoard(page, baseURL, 'fina');
    await visit(page, `/pin/${pins[0]}`);
    await page.locator('.save summary').tap();
    const panel = await boxOf(page, '.save__panel');
    expect(panel.x).toBeGreaterThanOrEqual(0);
    expect(panel.x + panel.width).toBeLessThanOrEqual(390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

    await visit(page, `${board}/arrange`);
    const from = await grip(page, 'Ash').boundingBox();
    const to = await page.locator('.arrange__item', { hasText: 'Beech' }).locator('.arrange__picture').boundingBox();
    if (!from || !to) throw new Error('nothing to drag');
    const session = await page.context().newCDPSession(page);
    const start = { x: from.x + from.width / 2, y: from.y + from.height / 2 };
    const end = { x: to.x + to.width * 0.8, y: to.y + to.height / 2 };
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [start] });
    for (const step of [0.3, 0.6, 1]) {
      const point = { x: start.x + (end.x - start.x) * step, y: start.y + (end.y - start.y) * step };
      await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [point] });
    }
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await session.detach();
    await expect.poll(() => arranged(page)).toEqual(['Beech', 'Ash', 'Cedar', 'Dogwood']);
    await told(page);
  });
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a picture is saved, its board arranged and deleted', async ({ page, baseURL }) => {
    const { username, pins, board } = await withBoard(page, baseURL, 'plain');
    await page.goto(`/pin/${pins[0]}`);
    await page.locator('.save summary').click();
    await page.locator('.save').getByLabel('New board').fill('Second');
    await page.locator('.save').getByLabel('Private: only you can see it').check();
    await page.getByRole('button', { name: 'Create and save' }).click();
    expect(path(page)).toBe(`/pin/${pins[0]}`);
    await page.locator('.save summary').click();
    await expect(page.getByRole('button', { name: /^Second/ })).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('button', { name: 'Trees', exact: true }).click();
    await page.goto(board);
    expect(await shown(page)).toEqual(['Beech', 'Cedar', 'Dogwood']);
    await page.getByRole('link', { name: 'Arrange' }).click();
    await page.getByRole('button', { name: 'Move earlier: Cedar' }).click();
    await page.getByRole('button', { name: 'Move to end: Beech' }).click();
    await page.getByRole('button', { name: 'Remove from board: Dogwood' }).click();
    expect(await arranged(page)).toEqual(['Cedar', 'Beech']);
    await page.getByRole('link', { name: 'Done' }).click();
    expect(await shown(page)).toEqual(['Cedar', 'Beech']);

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('link', { name: 'Delete' }).click();
    expect(path(page)).toBe(`${board}/delete`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await expectSuccess(page, `/@${username}/boards?deleted=1`, 'The board was deleted.');
    await expect(page.getByRole('list', { name: /^Boards of/ })).toContainText('Second');
  });
});
