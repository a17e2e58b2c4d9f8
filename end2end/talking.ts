// People who talk in a community, for the specs of channels and conversations.

import { type Browser, expect, type Page } from '@playwright/test';
import { another, join, type Member, post } from './people.ts';

export type Someone = { page: Page; member: Member };
export type Place = { community: string; talk: string; gallery: string };

/** A community with its first two channels. */
export async function make(page: Page, baseURL: string | undefined, name: string): Promise<Place> {
  const fields = { name: `${name} ${Date.now().toString(36)}`, description: '', visibility: 'public' };
  const { location: community } = (await post(page.request, baseURL, '/fn/create_community', fields)) as { location: string };
  const html = await (await page.request.get(community)).text();
  const links = [...html.matchAll(/<a [^>]*class="side__channel"[^>]*>/g)].map(([link]) => link);
  const channels = links.map((link) => /href="([^"]+)"/.exec(link)?.[1] ?? '');
  const [talk = '', gallery = ''] = channels;
  expect(channels, community).toHaveLength(2);
  return { community, talk, gallery };
}

/** Somebody else, who belongs to the community. */
export async function guest(browser: Browser, baseURL: string | undefined, name: string, { community }: Place, viewport = { width: 1440, height: 900 }): Promise<Someone> {
  const page = await another(browser, baseURL, { viewport, reducedMotion: 'reduce' });
  const member = await join(page, baseURL, name);
  await post(page.request, baseURL, '/fn/join_community', { community: community.replace('/c/', ''), want: 'join' });
  return { page, member };
}

export const channel = (address: string) => address.split('/').at(-1) ?? '';
export const field = (page: Page) => page.getByLabel('Message', { exact: true });
export const messages = (page: Page) => page.locator('.room__list > .message:visible');
export const words = (page: Page) => page.locator('.room__list > .message:visible .message__words');
export const said = (page: Page, text: string) => messages(page).filter({ hasText: text });

export async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
  await expect(field(page)).toHaveValue('');
}

/** Chooses something in the menu of a message. */
export async function act(page: Page, text: string, name: string | RegExp): Promise<void> {
  await said(page, text).last().hover();
  await said(page, text).last().locator('[data-more]').click();
  await page.getByRole('menu').getByRole('menuitem', { name, exact: typeof name === 'string' }).click();
}
