// Pictures of pages for people to look at, in test-results/screenshots.

import type { Page } from '@playwright/test';
import { join } from 'node:path';

export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, 'test-results/screenshots', `${name}.png`) });
}
