// What people do on the upload page, done as a browser does it.

import { expect, type Locator, type Page } from '@playwright/test';
import type { Picture } from './pictures.ts';

/** Drops files from the disk on an element: true drag events, as from a file manager. */
export async function drop(page: Page, target: Locator, files: string[]): Promise<void> {
  const box = await target.boundingBox();
  expect(box).not.toBeNull();
  const x = (box?.x ?? 0) + (box?.width ?? 0) / 2;
  const y = (box?.y ?? 0) + (box?.height ?? 0) / 2;
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver'] as const) await session.send('Input.dispatchDragEvent', { type, x, y, data });
  await expect(target).toHaveAttribute('data-over', '');
  await session.send('Input.dispatchDragEvent', { type: 'drop', x, y, data });
  await expect(target).not.toHaveAttribute('data-over');
  await session.detach();
}

/** Puts a PNG on the clipboard and pastes it with the keyboard. */
export async function paste(page: Page, picture: Picture): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const blob = new Blob([bytes], { type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  }, picture.buffer.toString('base64'));
  await page.keyboard.press('Control+V');
}

/** What a card has shown over time: its states and its progress in percent. */
export type History = { states: string[]; progress: number[] };

/** Watches the cards that are there now. What it returns gives what they have shown since. */
export async function watchCards(page: Page): Promise<() => Promise<History[]>> {
  const watch = await page.evaluateHandle(() => {
    const add = <T>(list: T[], value: T) => void (list.at(-1) === value || list.push(value));
    return [...document.querySelectorAll<HTMLElement>('.upload-card')].map((card) => {
      const history: { states: string[]; progress: number[] } = { states: [], progress: [] };
      const look = () => {
        add(history.states, card.dataset['state'] ?? '');
        const now = card.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow');
        if (now) add(history.progress, Number(now));
      };
      look();
      new MutationObserver(look).observe(card, { attributes: true, childList: true, subtree: true });
      return history;
    });
  });
  return () => watch.jsonValue();
}

/** Remembers the longest task of each page opened from now on, in milliseconds; `longestTask` tells. */
export async function watchTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watch = { longest: 0 };
    Object.assign(window, { tasks: watch });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watch.longest = Math.max(watch.longest, duration);
    }).observe({ type: 'longtask', buffered: true });
  });
}

/** The longest task since the last time this was asked; 0 where none took 50 ms. */
export function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { tasks } = window as unknown as { tasks: { longest: number } };
    const { longest } = tasks;
    tasks.longest = 0;
    return longest;
  });
}

/** How many files the browser keeps beyond the page. */
export async function keptFiles(page: Page): Promise<number> {
  return (await kept(page, 'files')).length;
}

/** What the browser keeps beyond the page under this name of uploads that have it. */
export async function keptFields(page: Page, name: string): Promise<string[]> {
  return (await kept(page, 'fields', name)).filter((text) => text !== null);
}

/** The entries of one of the browser's stores of uploads: of each the text of this name, where there is one. */
function kept(page: Page, store: string, name = ''): Promise<(string | null)[]> {
  return page.evaluate(
    async ({ store, name }) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const found: (string | null)[] = [];
      for (const { name: database = '' } of await indexedDB.databases()) {
        if (!database.startsWith('tessera-uploads')) continue;
        const opened = await done(indexedDB.open(database));
        const entries: Record<string, string>[] = await done(opened.transaction(store).objectStore(store).getAll());
        found.push(...entries.map((entry) => entry[name] ?? null));
        opened.close();
      }
      return found;
    },
    { store, name },
  );
}
