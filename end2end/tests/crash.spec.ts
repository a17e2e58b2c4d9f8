import { expect, Server, test } from '../fixtures.ts';
import { join, visit } from '../people.ts';
import { photographFile, send, waitDrawn } from '../pictures.ts';

const TEN = [
  'abstract/Elephants_5640x3172.jpg',
  'abstract/Elephants_3840x2160.jpg',
  'abstract/Elephants.jpg',
  'abstract/Gulp.png',
  'nature/Aqua.jpg',
  'nature/Dune.jpg',
  'nature/Garden.jpg',
  'nature/LadyBird.jpg',
  'nature/Storm.jpg',
  'nature/Wood.jpg',
];

test('a server killed in the middle of ten pictures makes all ten ready once it is back, and none twice', async ({ browser }) => {
  test.setTimeout(240_000);
  const server = await Server.start({ RATE_LIMITS: 'off' });
  try {
    const context = await browser.newContext({ baseURL: server.baseURL });
    const page = await context.newPage();
    const member = await join(page, server.baseURL, 'greta');
    const ids = await send(page, server.baseURL, TEN.map(photographFile));
    const own = await (await page.request.get(`/@${member.username}`)).text();
    await server.kill();
    const unready = own.match(/tile__state/g) ?? [];
    expect(unready.length, 'several were under work when the server was killed').toBeGreaterThan(3);

    await server.start();
    await visit(page, `/@${member.username}`);
    // No reload: the page looks again by itself.
    await expect(page.locator('.tile__state')).toHaveCount(0, { timeout: 150_000 });
    const tiles = page.locator('.tile__link');
    await expect(tiles).toHaveCount(10);
    const shown = await tiles.evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
    expect(shown.toSorted()).toEqual(ids.map((id) => `/pin/${id}`).toSorted());
    await waitDrawn(page);
    await context.close();
  } finally {
    await server.remove();
  }
});
