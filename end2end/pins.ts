// Pins and their words, for the tests.

import { expect, type Locator, type Page } from '@playwright/test';
import { post } from './people.ts';

/** Says something of a pin, as its form does; what is not named stays as it is. */
export async function say(page: Page, baseURL: string | undefined, pin: string | undefined, words: Record<string, string>) {
  await post(page.request, baseURL, `/pin/${pin}/edit`, words);
}

/** What the tiles of a page show, in order. */
export function shown(page: Page): Promise<(string | null)[]> {
  return page.locator('.tile__picture').evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('alt')));
}

/** The page shows these, in this order, as soon as it is done. */
export async function expectShown(page: Page, titles: string[]): Promise<void> {
  // Not by a poll, which ends where the page is left for the next one.
  await expect(async () => expect(await shown(page)).toEqual(titles)).toPass({ timeout: 10_000 });
}

/** The boxes of one's uploads. */
export function boxes(page: Page): Locator {
  return page.getByRole('checkbox', { name: /^Select / });
}

/** The name of a pin's picture: another one once the picture is replaced. */
export async function pictureId(page: Page): Promise<string> {
  const address = await page.locator('.pin__picture').getAttribute('src');
  return /\/media\/(\w+)-\d/.exec(address ?? '')?.[1] ?? '';
}
