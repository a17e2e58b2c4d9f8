import type { Browser, Page } from '@playwright/test';
import { expect, test as base } from '../fixtures.ts';
import { another, expectSuccess, fillSignUp, hydrated, join, newMember, post, signIn, signOut, visit } from '../people.ts';
import type { Member } from '../people.ts';
import type { Server } from '../server.ts';

// A site that sends no mail, and lets in only who was invited.
const test = base.extend({ site: async ({ byInvitation }, use) => use(byInvitation) });

// One to a server, so the first test to need the account opens it.
const boss = newMember('boss');
let opened: Server | undefined;

/** The admin's own browser, on the page of members. */
async function admin(browser: Browser, site: Server): Promise<Page> {
  const page = await another(browser, site.baseURL);
  if (opened === site) {
    await post(page.request, site.baseURL, '/login', { login: boss.username, password: boss.password });
  } else {
    await visit(page, site.firstAdminLink());
    await fillSignUp(page, boss);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.waitForURL('/');
    opened = site;
  }
  await visit(page, '/');
  await page.locator('.menu__toggle').click();
  await page.getByRole('link', { name: 'Admin', exact: true }).click();
  await expect(page).toHaveURL(/\/admin/);
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
  await page.getByRole('navigation', { name: 'Admin pages' }).getByRole('link', { name: 'Members' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Members');
  return page;
}

/** The link that the page shows, this once. */
async function shown(page: Page): Promise<string> {
  await expect(page.getByLabel('Copy it now')).toBeVisible();
  return page.getByLabel('Copy it now').inputValue();
}

async function invite(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Create invitation' }).click();
  return shown(page);
}

/** Finds a member, and makes them a link. */
async function makeLink(page: Page, member: Member, button: string): Promise<string> {
  await visit(page, '/admin/members');
  await page.getByLabel('Search members').fill(member.username.slice(0, -1));
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/[?]q=/);
  const row = page.getByRole('row').filter({ hasText: `@${member.username}` });
  await row.getByRole('link', { name: member.displayName }).click();
  await expect(page).toHaveURL(`/admin/members/${member.username}`);
  await page.getByRole('button', { name: button }).click();
  return shown(page);
}

/** Somebody who has come in by an invitation. */
async function joinInvited(browser: Browser, site: Server, name: string): Promise<[Page, Member]> {
  const page = await admin(browser, site);
  const invitation = new URL(await invite(page)).searchParams.get('invitation') ?? '';
  await page.context().close();
  const own = await another(browser, site.baseURL);
  return [own, await join(own, site.baseURL, name, { invitation })];
}

test('only the first admin and who was invited can sign up, each once', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of (403|410)/);
  await visit(page, '/signup');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign-up is by invitation only');
  await expect(page.getByRole('button', { name: 'Sign up' })).toHaveCount(0);
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign up' })).toHaveCount(0);
  await visit(page, '/login');
  await expect(page.getByRole('main').getByRole('link', { name: 'Create an account' })).toHaveCount(0);

  const desk = await admin(browser, site);
  const invitation = await invite(desk);
  // It is shown this once.
  await visit(desk, '/admin/members');
  await expect(desk.getByLabel('Copy it now')).toHaveCount(0);

  await visit(page, invitation);
  const late = await another(browser, site.baseURL);
  await visit(late, invitation);
  await fillSignUp(page, newMember('ina'));
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL('/');
  await expect(page.locator('.menu__toggle')).toBeVisible();
  // Whoever had the form open learns of it at the form, whoever comes now on the page.
  await fillSignUp(late, newMember('late'));
  await late.getByRole('button', { name: 'Sign up' }).click();
  await expect(late.getByRole('alert')).toContainText('has already been used');
  await visit(late, invitation);
  await expect(late.getByRole('main')).toContainText('This link has been used');
  await expect(late.getByRole('link', { name: 'Sign up without an invitation' })).toHaveCount(0);
  await late.context().close();
  await desk.context().close();
});

test('without mail the site says so where it matters, and an e-mail changes at once', async ({ page, browser, site }) => {
  await visit(page, '/forgot');
  await expect(page.getByRole('main')).toContainText('This site can’t send e-mail. Ask an admin');
  await expect(page.getByRole('button', { name: 'Send link' })).toHaveCount(0);

  const [own, member] = await joinInvited(browser, site, 'una');
  await visit(own, '/settings/email');
  await expect(own.getByRole('main')).toContainText('This site can’t send e-mail');
  await expect(own.getByRole('button', { name: 'Resend link' })).toHaveCount(0);
  const { email } = newMember('una');
  await own.getByLabel('New e-mail').fill(email);
  await own.getByLabel('Your password').fill(member.password);
  await own.getByRole('button', { name: 'Change e-mail' }).click();
  await expectSuccess(own, '/settings/email?saved=1', 'Your e-mail address has been changed');
  await expect(own.getByText(email)).toBeVisible();
  await hydrated(own);
  await signOut(own);
  await signIn(own, email, member.password);
  await own.context().close();
});

test('an admin makes a member links by hand: for a new password, and to confirm an address', async ({ page, browser, site }) => {
  const [own, member] = await joinInvited(browser, site, 'una');
  const desk = await admin(browser, site);
  const reset = await makeLink(desk, member, 'Create password reset link');
  await visit(page, reset);
  await page.getByLabel('New password', { exact: true }).fill('a new sentence');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expectSuccess(page, '/login?reset=1', 'Your password has been changed');
  await visit(page, reset);
  await expect(page.getByRole('main')).toContainText('This link has been used');
  await signIn(own, member.username, 'a new sentence');

  const confirmation = await makeLink(desk, member, 'Create confirmation link');
  await visit(own, confirmation);
  await own.getByRole('button', { name: 'Confirm address' }).click();
  await expectSuccess(own, '/verify?done=1', 'Your e-mail address is confirmed');
  await visit(own, '/settings/email');
  await expect(own.getByText('Confirmed', { exact: true })).toBeVisible();

  // There is nothing left to confirm.
  await visit(desk, `/admin/members/${member.username}`);
  await expect(desk.locator('.known')).toContainText('Confirmed');
  await expect(desk.getByRole('button', { name: 'Create confirmation link' })).toHaveCount(0);
  await visit(desk, '/admin/members?q=nobody-of-that-name');
  await expect(desk.getByText('No members match these filters')).toBeVisible();
  await own.context().close();
  await desk.context().close();
});

test('to everybody else the admin’s page is not there', async ({ page, browser, site, expectProblem }) => {
  expectProblem(/status of 404/);
  const [own] = await joinInvited(browser, site, 'nosy');
  for (const one of [own, page]) {
    expect((await one.goto('/admin/members'))?.status()).toBe(404);
    await expect(one.getByText('Page not found')).toBeVisible();
    const answer = await one.request.get('/admin/members.csv');
    expect(answer.status()).toBe(404);
    expect(await answer.text()).not.toContain('@example.org');
  }
  await visit(own, '/');
  await own.locator('.menu__toggle').click();
  await expect(own.getByRole('link', { name: 'Settings' })).toBeVisible();
  await expect(own.getByRole('link', { name: 'Admin', exact: true })).toHaveCount(0);
  await own.context().close();
});
