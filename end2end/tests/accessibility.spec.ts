import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { overhang } from '../geometry.ts';
import { fillSignUp, hydrated, join, newMember, visit } from '../people.ts';
import { photographFile, png, send, waitDrawn, waitReady } from '../pictures.ts';
import { shoot } from '../screenshots.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Waits until colours and sizes have changed over: half-way between two colours there is no contrast. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
}

/** Looks at the page as it stands, light and dark, on a phone and on a desk. */
async function check(page: Page, name: string): Promise<void> {
  const found: string[] = [];
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await waitDrawn(page);
      await settled(page);
      // Legacy mode: no second page for each look. It passes over frames, of which there are none.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES).analyze();
      for (const { id, nodes } of violations) {
        found.push(...nodes.map(({ target, failureSummary }) => `${width} ${colorScheme} ${id} ${target.join(' ')}: ${failureSummary}`));
      }
      expect(await overhang(page), `${name} fits ${width} px`).toBeLessThanOrEqual(0);
      await shoot(page, `${name}-${width}-${colorScheme}`);
    }
  }
  expect(found, name).toEqual([]);
}

test('axe finds nothing on any page, light or dark, small or large', async ({ page, baseURL, browser, expectProblem }) => {
  test.setTimeout(240_000);
  expectProblem(/status of (401|404|422)/);
  const member = await join(page, baseURL, 'axel');
  const names = ['nature/Dune.jpg', 'nature/YellowFlower.jpg', 'abstract/Silk.png', 'nature/GreenMeadow.jpg', 'nature/FreshFlower.jpg'];
  const pictures = [...names.map(photographFile), png('Tower.png', 300, 700, 20), png('Strip.png', 700, 200, 140)];
  const pins = await send(page, baseURL, pictures);
  const [secret] = await send(page, baseURL, [png('Secret.png', 400, 300, 250)], 'private');
  await waitReady(page, [...pins, secret ?? '']);

  const visitor = await (await browser.newContext({ baseURL: baseURL ?? '', reducedMotion: 'reduce' })).newPage();
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
  ]);
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

test('the keyboard alone signs in, skips to the pictures, and opens one', async ({ page, baseURL, context }) => {
  const member = await join(page, baseURL, 'kay');
  const [pin] = await send(page, baseURL, [png('Reachable.png', 400, 300, 10)]);
  await waitReady(page, [pin ?? '']);
  await context.clearCookies();

  await visit(page, '/login');
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip-link')).toBeFocused();
  await expect(page.locator('.skip-link')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('E-mail or user name')).toBeFocused();
  await page.keyboard.type(member.username);
  await page.keyboard.press('Tab');
  await page.keyboard.type(member.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('/');
  await hydrated(page);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.locator('.tile a').first()).toBeFocused();
  await expect(page.locator('.tile__caption').first()).toHaveCSS('opacity', '1');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/pin\//);
  await expect(page.locator('.pin__picture')).toBeVisible();

  await page.locator('.menu__toggle').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Your page' })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/@${member.username}`);
});
