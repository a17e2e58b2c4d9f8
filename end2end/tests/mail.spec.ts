import type { Page } from '@playwright/test';
import { expireLinks, sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { another, expectSuccess, fillSignIn, fillSignUp, hydrated, join, newMember } from '../people.ts';
import { signedIn, signIn, submit, visit } from '../people.ts';

const CONFIRM = /^Confirm/;
const RESET = /^Set a new password$/;
const INVITED = /invited/;

/** Follows a link to confirm an address, and says yes. */
async function confirm(page: Page, link: string): Promise<void> {
  await visit(page, link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Confirm your address');
  await page.getByRole('button', { name: 'Confirm address' }).click();
  await expectSuccess(page, '/verify?done=1', 'Your e-mail address is confirmed.');
}

/** Asks for a link to set a new password, as a visitor does. */
async function forget(page: Page, email: string): Promise<void> {
  await visit(page, '/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(page).toHaveURL('/forgot');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send link' }).click();
  await expectSuccess(page, '/forgot?sent=1', 'If an account with this address exists');
  await hydrated(page);
}

async function setPassword(page: Page, link: string, password: string): Promise<void> {
  await visit(page, link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set a new password');
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expectSuccess(page, '/login?reset=1', 'Your password has been changed');
  await hydrated(page);
}

test('signing up sends a link that confirms the address, once; a newer one takes its place', async ({ page, mail }) => {
  const member = newMember('vera');
  await visit(page, '/signup');
  await fillSignUp(page, member);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL('/');
  const first = await mail.link(member.email, CONFIRM);

  await visit(page, '/settings/email');
  await expect(page.getByText('Not confirmed')).toBeVisible();
  await page.getByRole('button', { name: 'Resend link' }).click();
  await expectSuccess(page, '/settings/email?resent=1', 'sent you a new link');
  const second = await mail.link(member.email, CONFIRM);

  await visit(page, first);
  await expect(page.getByRole('main')).toContainText('This link has been used');
  // Only looked at, as programs do that search mail: nothing is confirmed yet.
  await visit(page, second);
  await expect(page.getByText(member.email)).toBeVisible();
  await visit(page, '/settings/email');
  await expect(page.getByText('Not confirmed')).toBeVisible();
  await confirm(page, second);
  await visit(page, second);
  await expect(page.getByRole('main')).toContainText('This link has been used');
  await visit(page, '/settings/email');
  await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Resend link' })).toHaveCount(0);
});

test('a link that has expired says so, and offers a new one, which works', async ({ page, browser, site, mail }) => {
  const member = await join(page, site.baseURL, 'exa');
  const old = await mail.link(member.email, CONFIRM);
  expireLinks(site, 'verify_email', member.username);
  await visit(page, old);
  await expect(page.getByRole('main')).toContainText('This link has expired');
  await expect(page.getByRole('button', { name: 'Confirm address' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Get a new link' }).click();
  await page.getByRole('button', { name: 'Resend link' }).click();
  await confirm(page, await mail.link(member.email, CONFIRM));

  const visitor = await another(browser, site.baseURL);
  await forget(visitor, member.email);
  const oldReset = await mail.link(member.email, RESET);
  expireLinks(site, 'reset_password', member.username);
  await visit(visitor, oldReset);
  await expect(visitor.getByRole('main')).toContainText('This link has expired');
  await visitor.getByRole('link', { name: 'Get a new link' }).click();
  await expect(visitor).toHaveURL('/forgot');
  await forget(visitor, member.email);
  await setPassword(visitor, await mail.link(member.email, RESET), 'a new sentence');
  await visitor.context().close();
});

test('a forgotten password is set anew by a link, which works once', async ({ page, browser, site, mail, request, expectProblem }) => {
  expectProblem(/status of 401/);
  const member = await join(page, site.baseURL, 'fay');
  const nobody = newMember('nobody');
  const visitor = await another(browser, site.baseURL);
  // The page says the same of an address that has no account.
  await forget(visitor, nobody.email);
  await forget(visitor, member.email);
  const link = await mail.link(member.email, RESET);
  await setPassword(visitor, link, 'quite another one');

  await fillSignIn(visitor, member.email, member.password);
  await visitor.getByRole('button', { name: 'Sign in' }).click();
  await expect(visitor.getByRole('alert')).toContainText('Sign-in failed');
  await visitor.getByLabel('Password', { exact: true }).fill('quite another one');
  await visitor.getByRole('button', { name: 'Sign in' }).click();
  await visitor.waitForURL('/');
  expect(await signedIn(page), 'everywhere else one is signed out').toBe(false);

  await visit(visitor, link);
  await expect(visitor.getByRole('main')).toContainText('This link has been used');
  const token = new URL(link).searchParams.get('token') ?? '';
  const again = await submit(request, site.baseURL, '/reset', { token, password: 'by force, again' });
  expect(again.status()).toBe(410);
  await mail.next(member.email, /password has been changed/);
  expect(mail.to(nobody.email)).toEqual([]);
  await visitor.context().close();
});

test('an e-mail without an account is answered as a wrong password is, and invited by mail', async ({
  page,
  browser,
  site,
  mail,
  expectProblem,
}) => {
  expectProblem(/status of 401/);
  const member = await join(page, site.baseURL, 'known');
  const guest = newMember('guest');
  const visitor = await another(browser, site.baseURL);
  const said: string[] = [];
  for (const { email } of [member, guest]) {
    await visit(visitor, '/login');
    await fillSignIn(visitor, email, 'not the password');
    await visitor.getByRole('button', { name: 'Sign in' }).click();
    said.push(await visitor.getByRole('alert').innerText());
  }
  expect(said[1]).toBe(said[0]);

  const link = await mail.link(guest.email, INVITED);
  await visit(visitor, link);
  await expect(visitor.getByLabel('E-mail')).toHaveValue(guest.email);
  await fillSignUp(visitor, guest);
  await visitor.getByRole('button', { name: 'Sign up' }).click();
  await visitor.waitForURL('/');
  await visit(visitor, '/settings/email');
  await expect(visitor.getByText('Confirmed', { exact: true })).toBeVisible();
  expect(mail.to(guest.email)).toHaveLength(1);

  const other = await another(browser, site.baseURL);
  await visit(other, link);
  await expect(other.getByRole('main')).toContainText('This link has been used');
  await expect(other.getByLabel('E-mail')).toHaveCount(0);

  const late = newMember('late');
  await submit(other.request, site.baseURL, '/login', { login: late.email, password: 'not the password' });
  const expired = await mail.link(late.email, INVITED);
  sql(site, `update one_time_links set expires_at = now() where email = '${late.email}'`);
  await visit(other, expired);
  await expect(other.getByRole('main')).toContainText('This link has expired');
  await other.getByRole('link', { name: 'Sign up without an invitation' }).click();
  await expect(other.getByLabel('E-mail')).toHaveValue('');
  await other.context().close();
  await visitor.context().close();
});

test('another e-mail takes the place of the old one when it is confirmed', async ({ page, browser, site, mail, expectProblem }) => {
  expectProblem(/status of (401|422)/);
  const member = await join(page, site.baseURL, 'mona');
  const { email } = newMember('mona');
  await visit(page, '/settings/email');
  await page.getByLabel('New e-mail').fill(email);
  await page.getByLabel('Your password').fill('not the password');
  await page.getByRole('button', { name: 'Change e-mail' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Your password').fill(member.password);
  await page.getByRole('button', { name: 'Change e-mail' }).click();
  await expectSuccess(page, '/settings/email?sent=1', 'We’ve sent a link to your new address');
  await expect(page.getByText('Replaces your current address once you confirm it')).toBeVisible();
  await mail.next(member.email, /about to change/);

  const link = await mail.link(email, CONFIRM);
  const visitor = await another(browser, site.baseURL);
  await signIn(visitor, member.email, member.password);
  await visitor.context().close();
  await confirm(page, link);
  await visit(page, '/settings/email');
  await expect(page.getByRole('main')).toContainText(email);
  await expect(page.getByRole('main')).not.toContainText(member.email);
  await page.context().clearCookies();
  await signIn(page, email, member.password);
});
