// Members for the tests, and how they come in.

import { type APIRequestContext, expect, type Page } from '@playwright/test';

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
}

/** Opens an account without its form, for specs about something else. The cookies are the page's own. */
export async function join(page: Page, baseURL: string | undefined, name: string): Promise<Member> {
  const member = newMember(name);
  await post(page.request, baseURL, '/signup', {
    email: member.email,
    username: member.username,
    display_name: member.displayName,
    password: member.password,
  });
  return member;
}

/** Sends a form as a script of the site does, and gives its answer. */
export async function post(
  request: APIRequestContext,
  baseURL: string | undefined,
  path: string,
  fields: FormData | Record<string, string>,
): Promise<unknown> {
  const headers = { accept: 'application/json', origin: baseURL ?? '' };
  const answer = await request.post(path, { headers, multipart: fields, timeout: 60_000 });
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return answer.json();
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

export async function signOut(page: Page): Promise<void> {
  await page.locator('.menu__toggle').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign up' })).toBeVisible();
}

/** Where one is, without the site's address. */
export function path(page: Page): string {
  const url = new URL(page.url());
  return url.pathname + url.search;
}
