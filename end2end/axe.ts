// Looking at pages with axe, and for people's eyes: light and dark, on a phone and on a desk.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { overhang } from './geometry.ts';
import { waitDrawn } from './pictures.ts';
import { shoot } from './screenshots.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Waits until colours and sizes have changed over: half-way between two colours there is no contrast. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await drawn();
    // What an element inherits changes over first, and only then its own begins to.
    const running = () => document.getAnimations().filter(({ playState }) => playState === 'running');
    for (let now = running(); now.length > 0; now = running()) {
      await Promise.allSettled(now.map(({ finished }) => finished));
      await drawn();
    }
  });
}

/** Looks at the page as it stands. A spec that uses it asks for reduced motion. */
export async function check(page: Page, name: string): Promise<void> {
  const found: string[] = [];
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await waitDrawn(page);
      await settled(page);
      // Legacy mode: no second page for each look. It passes over frames, of which there are none.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES).analyze();
      for (const { id, nodes } of violations) {
        found.push(...nodes.map(({ target, failureSummary }) => `${width} ${colorScheme} ${id} ${target.join(' ')}: ${failureSummary}`));
      }
      expect(await overhang(page), `${name} fits ${width} px`).toBeLessThanOrEqual(0);
      await shoot(page, `${name}-${width}-${colorScheme}`);
    }
  }
  expect(found, name).toEqual([]);
}
