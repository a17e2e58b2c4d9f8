import type { Page } from '@playwright/test';
import { check } from '../axe.ts';
import { expireLinks, sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { another, fillSignUp, hydrated, join, newMember, post, submit, visit } from '../people.ts';
import { photographFile, png, send, waitReady } from '../pictures.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('axe finds nothing on any page, light or dark, small or large', async ({ page, baseURL, browser, expectProblem }) => {
  test.setTimeout(480_000);
  expectProblem(/status of (401|404|422)/);
  const member = await join(page, baseURL, 'axel');
  const names = ['nature/Dune.jpg', 'nature/YellowFlower.jpg', 'abstract/Silk.png', 'nature/GreenMeadow.jpg', 'nature/FreshFlower.jpg'];
  const pictures = [...names.map(photographFile), png('Tower.png', 300, 700, 20), png('Strip.png', 700, 200, 140)];
  const pins = await send(page, baseURL, pictures);
  const [secret] = await send(page, baseURL, [png('Secret.png', 400, 300, 250)], 'private');
  await waitReady(page, [...pins, secret ?? '']);

  const visitor = await another(browser, baseURL, { reducedMotion: 'reduce' });
  const seen: [Page, string, string][] = [
    [visitor, 'explore', '/'],
    [visitor, 'login', '/login'],
    [visitor, 'signup', '/signup'],
    [visitor, 'upload-visitor', '/upload'],
    [visitor, 'missing', '/no/such/page'],
    [page, 'explore-member', '/'],
    [page, 'member', `/@${member.username}`],
    [page, 'pin', `/pin/${pins[0]}`],
    [page, 'pin-private', `/pin/${secret}`],
    [page, 'upload', '/upload'],
  ];
  for (const [on, name, address] of seen) {
    await visit(on, address);
    await check(on, name);
  }

  // The same pages once something has happened.
  await page.locator('#files').setInputFiles([
    png('good.png', 320, 240, 60),
    { name: 'letter.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('Dear picture') },
    png('Tower.png', 300, 700, 20),
  ]);
  await expect(page.locator('[data-state=known]')).toHaveCount(1);
  await check(page, 'upload-chosen');
  await page.getByRole('button', { name: 'Upload 2 pictures' }).click();
  await expect(page.locator('[data-state=failed]')).toHaveCount(1);
  await expect(page.locator('[data-state=ready]')).toHaveCount(1, { timeout: 20_000 });
  await check(page, 'upload-ended');
  await page.locator('.menu__toggle').click();
  await check(page, 'menu');
  await visit(visitor, '/signup');
  await fillSignUp(visitor, { ...newMember('x'), username: 'no good', password: 'short' });
  await visitor.getByRole('button', { name: 'Sign up' }).click();
  await expect(visitor.getByRole('alert')).toBeVisible();
  await check(visitor, 'signup-errors');
  await visitor.context().close();
});

test('axe finds nothing on the pages of accounts', async ({ page, browser, site, mail, expectProblem }) => {
  test.setTimeout(480_000);
  expectProblem(/status of (401|422)/);
  const { baseURL } = site;
  const member = await join(page, baseURL, 'axa');
  const visitor = await another(browser, baseURL, { reducedMotion: 'reduce' });
  const confirmation = await mail.link(member.email, /^Confirm/);
  await post(visitor.request, baseURL, '/forgot', { email: member.email });
  const reset = await mail.link(member.email, /^Set a new password/);
  const guest = newMember('guest');
  await submit(visitor.request, baseURL, '/login', { login: guest.email, password: 'not the password' });
  const invitation = await mail.link(guest.email, /invited/);
  await post(page.request, baseURL, '/settings', { display_name: member.displayName, bio: 'Meadows, mostly.\nAnd mist.' });

  const seen: [Page, string, string][] = [
    [visitor, 'settings-visitor', '/settings'],
    [visitor, 'forgot', '/forgot'],
    [visitor, 'forgot-sent', '/forgot?sent=1'],
    [visitor, 'reset', reset],
    [visitor, 'verify', confirmation],
    [visitor, 'signup-invited', invitation],
    [page, 'settings-profile', '/settings?saved=1'],
    [page, 'settings-email', '/settings/email'],
    [page, 'settings-password', '/settings/password'],
    [page, 'settings-sessions', '/settings/sessions'],
    [page, 'settings-tokens', '/settings/tokens'],
    [page, 'settings-delete', '/settings/delete'],
    [page, 'member-bio', `/@${member.username}`],
  ];
  for (const [on, name, address] of seen) {
    await visit(on, address);
    await check(on, name);
  }

  expireLinks(site, 'reset_password', member.username);
  await visit(visitor, reset);
  await check(visitor, 'reset-expired');
  await visit(page, '/settings/tokens');
  await page.getByLabel('Name').fill('Backup script');
  await page.getByRole('button', { name: 'Create token' }).click();
  await expect(page.getByLabel('Copy it now')).toBeVisible();
  await hydrated(page);
  await check(page, 'settings-token-made');
  await visit(page, '/settings/password');
  await page.getByLabel('Current password', { exact: true }).fill(member.password);
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await check(page, 'settings-password-errors');

  const role = (role: string) => sql(site, `update users set role = '${role}' where username = '${member.username}'`);
  role('admin');
  await visit(page, '/admin/members');
  await page.getByRole('button', { name: 'Create invitation' }).click();
  await expect(page.getByLabel('Copy it now')).toBeVisible();
  await hydrated(page);
  await check(page, 'admin-members');
  role('member');
  await visitor.context().close();
});
