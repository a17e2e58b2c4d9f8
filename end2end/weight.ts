// How heavy a page is: what it holds, and for how long it keeps the browser busy.

import type { Page } from '@playwright/test';

/** Notices each task longer than 50 ms on pages opened from now on. */
export async function watchTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => {
      tasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask', buffered: true });
  });
}

/** The longest task since this was asked last, in ms: 0 where none was longer than 50. */
export function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { tasks } = window as unknown as { tasks: number[] };
    return Math.max(0, ...tasks.splice(0));
  });
}

/** What the page holds, and its longest task since this was asked last, for people to read. */
export async function figures(page: Page): Promise<string> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  await client.send('HeapProfiler.enable');
  await client.send('HeapProfiler.collectGarbage');
  const { metrics } = await client.send('Performance.getMetrics');
  await client.detach();
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? 0;
  const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const images = await page.evaluate(() => document.images.length);
  const wasm = await page.evaluate(() => (performance as unknown as { memory?: { totalJSHeapSize: number } }).memory?.totalJSHeapSize ?? 0);
  return [
    `${images} pictures`,
    `${metric('Nodes')} nodes`,
    `${megabytes(metric('JSHeapUsedSize'))} of JS heap (${megabytes(wasm)} with WASM)`,
    `longest task ${Math.round(await longestTask(page))} ms`,
  ].join(', ');
}
