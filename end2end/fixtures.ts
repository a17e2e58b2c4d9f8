// What every spec imports in place of '@playwright/test': one server for all of them, and a watch on each page.
//
//   import { expect, test } from '../fixtures.ts';

import { type Browser, type BrowserContext, test as base } from '@playwright/test';
import { MailServer } from './mail.ts';
import { Server } from './server.ts';

export { expect } from '@playwright/test';
export { Server } from './server.ts';

type EachTest = {
  /** The server whose pages the test visits: the shared one, unless a spec chooses another of those below. */
  site: Server;
  /**
   * Any console error, page error, or failed or 5xx answer from the site fails the test, in each context that it opens.
   * A test that provokes one on purpose says so before: `expectProblem(/status of 404/)`.
   */
  expectProblem: (pattern: RegExp) => void;
};
type EachWorker = {
  /** Where `server` sends its mail. */
  mail: MailServer;
  /** Shared by all specs: each makes users and pictures of its own in it. For a kill -9, start another: Server.start(). */
  server: Server;
  /** One that has no mail and lets in only who was invited. */
  byInvitation: Server;
  /** One that counts how often something is tried, and believes who is in front of it about where a request comes from. */
  strict: Server;
};

export const test = base.extend<EachTest, EachWorker>({
  mail: [
    async ({}, use) => {
      const mail = await MailServer.start();
      await use(mail);
      await mail.remove();
    },
    { scope: 'worker' },
  ],

  server: [
    async ({ mail }, use) => {
      // All the specs sign up from one address within a minute or two.
      const from = 'Tessera <tessera@example.org>';
      await lend({ RATE_LIMITS: 'off', SMTP_URL: mail.url, MAIL_FROM: from }, use);
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  byInvitation: [
    async ({}, use) => lend({ RATE_LIMITS: 'off', SIGNUP: 'invite' }, use),
    { scope: 'worker', timeout: 120_000 },
  ],

  strict: [
    async ({}, use) => lend({ TRUSTED_PROXIES: '127.0.0.1' }, use),
    { scope: 'worker', timeout: 120_000 },
  ],

  site: async ({ server }, use) => use(server),

  baseURL: async ({ site }, use) => use(site.baseURL),

  expectProblem: [
    async ({ browser, site }, use, info) => {
      const problems: string[] = [];
      const expected: RegExp[] = [];
      const unwatch = watch(browser, `${site.baseURL}/`, (problem) => problems.push(problem));

      await use((pattern) => expected.push(pattern));

      unwatch();
      const unexpected = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
      if (unexpected.length > 0) {
        await info.attach('server.log', { path: site.log });
        throw new Error(`the browser complained:\n  ${unexpected.join('\n  ')}`);
      }
    },
    { auto: true },
  ],
});

/** Starts a server for as long as it is used. */
async function lend(env: Record<string, string>, use: (server: Server) => Promise<void>): Promise<void> {
  const server = await Server.start(env);
  await use(server);
  await server.remove();
}

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
