// Measuring pages: boxes of a grid, and what moves by itself.

import { expect, type Page } from '@playwright/test';
import { waitDrawn } from './pictures.ts';

export type Box = { href: string; x: number; y: number; width: number; height: number; ratio: number };

/** The tiles' boxes on the page, in CSS pixels from its top, with the shape that each picture has, or what is kept of it where
 * the tile has given up its picture. */
export function boxes(page: Page): Promise<Box[]> {
  return page.locator('.tile').evaluateAll((tiles) =>
    tiles.map((tile) => {
      const { x, y, width, height } = tile.getBoundingClientRect();
      const href = tile.querySelector('a')?.getAttribute('href') ?? '';
      const picture = tile.querySelector<HTMLImageElement>('.tile__picture');
      const shape = Number(picture?.getAttribute('height')) / Number(picture?.getAttribute('width'));
      const kept = Number((tile as HTMLElement).style.getPropertyValue('--r'));
      const ratio = picture ? Math.round(shape * 10_000) / 10_000 : kept;
      return { href, x, y: y + scrollY, width, height, ratio };
    }),
  );
}

/** What is wrong with a grid, if anything: tiles over one another, outside of the page, or of another shape. */
export function faults(tiles: Box[], viewport: number): string[] {
  const wrong = tiles.flatMap((tile) => {
    const problems: string[] = [];
    if (tile.x < 0 || tile.x + tile.width > viewport) problems.push('outside');
    if (!(Math.abs(tile.height - tile.width * tile.ratio) <= 1)) problems.push('misshapen');
    return problems.map((problem) => `${problem}: ${JSON.stringify(tile)}`);
  });
  const sorted = tiles.toSorted((one, other) => one.y - other.y);
  for (const [index, tile] of sorted.entries()) {
    for (const below of sorted.slice(index + 1)) {
      if (below.y >= tile.y + tile.height) break;
      if (below.x < tile.x + tile.width && tile.x < below.x + below.width) {
        wrong.push(`overlap: ${JSON.stringify([tile, below])}`);
      }
    }
  }
  return wrong;
}

/** How many columns the tiles stand in. */
export function columns(tiles: Box[]): number {
  return new Set(tiles.map((tile) => Math.round(tile.x))).size;
}

/** Adds up the layout shifts of each page opened from now on; `shifts` tells. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: { value: number; what: string[] }[] = [];
    Object.assign(window, { shifts: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as PerformanceEntry & { value: number; sources?: { node?: Node | null }[] };
        // What has left the page before this is told has no node any more.
        const name = (node?: Node | null) =>
          node instanceof Element ? `${node.tagName}.${node.className}` : (node?.nodeName ?? 'gone');
        seen.push({ value, what: (sources ?? []).map(({ node }) => name(node)) });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** What has moved by itself on this page so far. */
export function shifts(page: Page): Promise<{ value: number; what: string[] }[]> {
  return page.evaluate(() => {
    // What moved just now is told with the next frame.
    const told = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return told.then(() => (window as unknown as { shifts: { value: number; what: string[] }[] }).shifts);
  });
}

/**
 * What has moved by itself, but for what stands below a list. Whoever is at its end before more has come sees the way on grow wider while
 * it works, and what stands below it pushed down. The way on is made anew with each page: the one that moved may be gone.
 */
export async function shiftsInList(page: Page): Promise<string[]> {
  const below = ['A.button button--secondary', 'FOOTER.footer', 'gone'];
  return (await shifts(page)).flatMap(({ what }) => what).filter((what) => !below.includes(what));
}

/** Scrolls on as a person does, until there is nothing more to come. */
export async function scrollToEnd(page: Page): Promise<void> {
  const end = page.getByText('You’ve reached the end');
  const deadline = Date.now() + 60_000;
  const position = () => page.evaluate(() => [scrollY, document.documentElement.scrollHeight]);
  for (let before = await position(); ; ) {
    await page.mouse.wheel(0, 700);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await waitDrawn(page);
    const now = await position();
    const still = now.every((value, index) => value === before[index]);
    if (still && (await end.isVisible())) return;
    expect(Date.now(), 'the grid has an end').toBeLessThan(deadline);
    before = now;
  }
}

/** How many pixels of the page are off to the side. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
