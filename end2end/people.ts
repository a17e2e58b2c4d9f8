// Members for the tests, and how they come in.

import { expect } from '@playwright/test';
import type { APIRequestContext, APIResponse, Browser, BrowserContextOptions, Page } from '@playwright/test';

export type Member = { email: string; username: string; displayName: string; password: string };

let made = 0;

/** Somebody nobody has seen before. */
export function newMember(name: string): Member {
  made += 1;
  const username = `${name}_${Date.now().toString(36)}${made}`.toLowerCase();
  return {
    email: `${username}@example.org`,
    username,
    displayName: `${name} Example`,
    password: `correct horse ${username}`,
  };
}

/** Goes to a page and waits until its scripts run. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator('html[data-hydrated]')).toBeAttached();
  // Some pages need another bundle as well.
  await expect(page.locator('html:not([data-lazy-ready]):has([data-lazy])')).toHaveCount(0);
  await expect(page.locator('html:not([data-talk-ready]):has([data-talk])')).toHaveCount(0);
}

/** Opens an account without its form, for specs about something else. The cookies are the page's own. */
export async function join(
  page: Page,
  baseURL: string | undefined,
  name: string,
  more: Record<string, string> = {},
): Promise<Member> {
  const member = newMember(name);
  await post(page.request, baseURL, '/signup', {
    ...more,
    email: member.email,
    username: member.username,
    display_name: member.displayName,
    password: member.password,
  });
  return member;
}

/** Sends a form as a script of the site does. */
export function submit(
  request: APIRequestContext,
  baseURL: string | undefined,
  path: string,
  fields: FormData | Record<string, string>,
): Promise<APIResponse> {
  const headers = { accept: 'application/json', origin: baseURL ?? '' };
  return request.post(path, { headers, multipart: fields, timeout: 60_000 });
}

/** The same, for what must go well; gives what is answered. */
export async function post(...form: Parameters<typeof submit>): Promise<unknown> {
  const answer = await submit(...form);
  expect(answer.ok(), `${form[2]}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return answer.json();
}

/** Somebody else's browser, or another one of the same person. Close its context afterwards. */
export async function another(browser: Browser, baseURL: string | undefined, options: BrowserContextOptions = {}): Promise<Page> {
  return (await browser.newContext({ ...options, baseURL: baseURL ?? '' })).newPage();
}

export async function fillSignUp(page: Page, member: Member): Promise<void> {
  await page.getByLabel('E-mail').fill(member.email);
  await page.getByLabel('User name').fill(member.username);
  await page.getByLabel('Display name').fill(member.displayName);
  await page.getByLabel('Password', { exact: true }).fill(member.password);
}

export async function fillSignIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('E-mail or user name').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

/** Signs in by the form, and waits until the page has gone on. */
export async function signIn(page: Page, login: string, password: string): Promise<void> {
  await visit(page, '/login');
  await fillSignIn(page, login, password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

/** Whether somebody is signed in in this browser. */
export async function signedIn(page: Page): Promise<boolean> {
  const answer = await page.request.get('/settings');
  expect([200, 401]).toContain(answer.status());
  return answer.status() === 200;
}

export async function signOut(page: Page): Promise<void> {
  await page.locator('.menu__toggle').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(page.locator('.menu__toggle')).toHaveCount(0);
}

/** The header shows the member's own picture, once it has been prepared. */
export async function expectFace(page: Page): Promise<void> {
  const face = page.locator('.menu__toggle img');
  const drawn = async () => {
    await page.reload();
    const width = (img: HTMLImageElement) => img.decode().then(() => img.naturalWidth, () => 0);
    return (await face.count()) > 0 && (await face.evaluate(width)) > 0;
  };
  await expect.poll(drawn, { timeout: 30_000 }).toBe(true);
}

/** A form has gone well, and says so on the page that it led to. */
export async function expectSuccess(page: Page, address: string | RegExp, words: string | RegExp): Promise<void> {
  await expect(page).toHaveURL(address);
  await expect(page.locator('.alert--success')).toContainText(words);
}

/** Where one is, without the site's address. */
export function path(page: Page): string {
  const url = new URL(page.url());
  return url.pathname + url.search;
}
