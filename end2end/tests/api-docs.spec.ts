import { expect, test } from '../fixtures.ts';
import { newMember } from '../people.ts';

test('the API can be tried in the browser, with nothing from elsewhere', async ({ page, site, request }) => {
  const { email, username, password } = newMember('dora');
  const opened = await request.post('/api/v1/signup', { data: { email, username, password } });
  expect(opened.status()).toBe(201);
  const { access_token } = (await opened.json()) as { access_token: string };

  const asked: string[] = [];
  page.on('request', (one) => asked.push(one.url()));
  await page.goto('/api/docs');
  const operation = page.locator('.opblock-get').filter({ has: page.locator('[data-path$="/me"]') });
  await expect(operation).toBeVisible();

  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const dialog = page.locator('.dialog-ux');
  await dialog.locator('input[type=text], input[type=password]').first().fill(access_token);
  await dialog.getByRole('button', { name: /^(Authorize|Apply credentials)/ }).first().click();
  await dialog.getByRole('button', { name: 'Close' }).first().click();

  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = operation.locator('.live-responses-table');
  await expect(answer.locator('.response .response-col_status')).toContainText('200');
  await expect(answer).toContainText(username);

  expect(asked.filter((url) => url.startsWith(`${site.baseURL}/api/v1/me`))).toHaveLength(1);
  const elsewhere = asked.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(`${site.baseURL}/`));
  expect(elsewhere).toEqual([]);
});
