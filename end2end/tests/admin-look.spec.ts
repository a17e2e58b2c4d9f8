// Every admin page, checked with axe and at 320 pixels, with screenshots for people.

import { check } from '../axe.ts';
import { sql } from '../database.ts';
import { expect, test } from '../fixtures.ts';
import { overhang } from '../geometry.ts';
import { another, join, post, visit } from '../people.ts';
import { png, send, waitReady } from '../pictures.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const SECTIONS = ['', '/members', '/plans', '/reports', '/pins', '/categories', '/jobs', '/storage', '/settings', '/audit'];

test('axe finds nothing on any admin page, and each fits the narrowest screen', async ({ page, browser, site }) => {
  test.setTimeout(600_000);
  const member = await join(page, site.baseURL, 'Wilhelmina');
  const [pin = ''] = await send(page, site.baseURL, [png('A very long name of a picture that somebody has reported.png', 400, 300, 40)]);
  await waitReady(page, [pin]);
  await post(page.request, site.baseURL, '/fn/comment', { pin, body: 'What a day!' });
  const other = await another(browser, site.baseURL);
  await join(other, site.baseURL, 'Rita');
  await post(other.request, site.baseURL, '/fn/report_pin', { pin, reason: 'It sells something.' });
  await other.context().close();

  const desk = await another(browser, site.baseURL, { reducedMotion: 'reduce' });
  const { username } = await join(desk, site.baseURL, 'ada');
  sql(site, `update users set role = 'admin' where username = '${username}'`);
  await post(desk.request, site.baseURL, '/fn/admin_give_role', { name: member.username, role: 'moderator' });
  await post(desk.request, site.baseURL, '/fn/admin_add_category', { name: `Gardens ${Date.now()}` });

  await visit(desk, '/admin');
  const links = desk.getByRole('navigation', { name: 'Admin pages' }).getByRole('link');
  const known = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(known.toSorted()).toEqual(SECTIONS.map((section) => `/admin${section}`).toSorted());
  const first = async (list: string, links: string) => {
    await visit(desk, list);
    return (await desk.locator(links).first().getAttribute('href')) ?? '';
  };
  const plan = await first('/admin/plans', 'main a[href^="/admin/plans/"]:not([href$="/new"])');
  const category = await first('/admin/categories', 'main a[href$="/name"]');
  const pages: [string, string][] = [
    ...SECTIONS.map((section): [string, string] => [`section${section.replace('/', '-')}`, `/admin${section}`]),
    ['member', `/admin/members/${member.username}`],
    ['member-delete', `/admin/members/${member.username}/delete`],
    ['members-none', '/admin/members?q=nobody-of-that-name'],
    ['plan', plan],
    ['plan-new', '/admin/plans/new'],
    ['pin', `/admin/pins/${pin}`],
    ['reported-member', `/admin/reports/members/${member.username}`],
    ['category', category],
    ['storage-sweep', '/admin/storage/sweep'],
    ['audit-none', '/admin/audit?q=nothing-of-that-kind'],
  ];
  for (const [name, address] of pages) {
    expect((await desk.goto(address))?.status(), address).toBe(200);
    await check(desk, `admin-${name}`);
    await desk.setViewportSize({ width: 320, height: 800 });
    expect(await overhang(desk), `${name} fits 320 px`).toBeLessThanOrEqual(0);
  }
  await desk.context().close();
});
