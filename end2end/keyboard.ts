// Going through pages with the keyboard alone.

import { expect, type Locator, type Page } from '@playwright/test';

const STOPS_MOST = 80;

/** Presses Tab until this has the focus. Wherever the focus stops on the way, one sees that it does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < STOPS_MOST; stops += 1) {
    await page.keyboard.press('Tab');
    await expectRing(page);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not lead to ${target}`);
}

/** Tabs to a field and types. Its text is chosen when one comes by Tab, so typing replaces it. */
export async function tabAndType(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(text);
}

/** Tabs to something and presses a key on it. */
export async function tabAndPress(page: Page, target: Locator, key: 'Enter' | 'Space'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** What has the focus is marked, if anything has: between the page's end and its beginning it is the browser's. */
async function expectRing(page: Page): Promise<void> {
  const unmarked = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const ring = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
    return ring || boxShadow !== 'none' ? null : element.outerHTML.slice(0, 200);
  });
  expect(unmarked, 'the focus can be seen').toBeNull();
}
