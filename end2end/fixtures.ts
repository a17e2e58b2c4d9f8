// What every spec imports in place of '@playwright/test': one server for all of them, and a watch on each page.
//
//   import { expect, test } from '../fixtures.ts';

import { type Browser, type BrowserContext, test as base } from '@playwright/test';
import { Server } from './server.ts';

export { expect } from '@playwright/test';
export { Server } from './server.ts';

type EachTest = {
  /**
   * Any console error, page error, or failed or 5xx answer from the site fails the test, in each context that it opens.
   * A test that provokes one on purpose says so before: `expectProblem(/status of 404/)`.
   */
  expectProblem: (pattern: RegExp) => void;
};
type EachWorker = {
  /** Shared by all specs: each makes users and pictures of its own in it. For a kill -9, start another: Server.start(). */
  server: Server;
};

export const test = base.extend<EachTest, EachWorker>({
  server: [
    async ({}, use) => {
      // All the specs sign up from one address within a minute or two.
      const server = await Server.start({ RATE_LIMITS: 'off' });
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  baseURL: async ({ server }, use) => use(server.baseURL),

  expectProblem: [
    async ({ browser, server }, use, info) => {
      const problems: string[] = [];
      const expected: RegExp[] = [];
      const unwatch = watch(browser, `${server.baseURL}/`, (problem) => problems.push(problem));

      await use((pattern) => expected.push(pattern));

      unwatch();
      const unexpected = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
      if (unexpected.length > 0) {
        await info.attach('server.log', { path: server.log });
        throw new Error(`the browser complained:\n  ${unexpected.join('\n  ')}`);
      }
    },
    { auto: true },
  ],
});

/** Tells of each problem in each context that is opened from now on. Returns what ends it. */
function watch(browser: Browser, site: string, tell: (problem: string) => void): () => void {
  const onContext = (context: BrowserContext) => {
    context.on('console', (message) => {
      if (message.type() === 'error') tell(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => tell(`page: ${error.error().stack ?? error.error().message}`));
    context.on('response', (response) => {
      if (response.status() >= 500 && response.url().startsWith(site)) tell(`${response.status()}: ${response.url()}`);
    });
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // Aborted: the page was left, or left it, before the answer came. csp: a script where scripts are off; what a
      // policy forbids is told at the console as well.
      if (request.url().startsWith(site) && why !== 'net::ERR_ABORTED' && why !== 'csp') tell(`${why}: ${request.url()}`);
    });
  };
  browser.on('context', onContext);
  return () => browser.off('context', onContext);
}
