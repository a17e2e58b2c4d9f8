// A client of tus that others have written, against the real server, over a connection that is cut, and to a server that is killed.

import { expect, test } from '@playwright/test';
import { createHash } from 'node:crypto';
import { Upload } from 'tus-js-client';
import { Connection } from '../connection.ts';
import { sql } from '../database.ts';
import { heavy, type Picture } from '../pictures.ts';
import { Server } from '../server.ts';
import { call, signUp } from './programs.ts';

const LARGE = 21_000_000;

/** A full piece, as src/services/resumable_uploads/receiving.rs has it. */
const PIECE = 4 << 20;

/** What was on the wire when the connection was cut, what the server was gathering when it was killed, and all heads. */
const TWICE_MOST = 7_000_000;

/** Sends a file, and gives the id of its pin. Tries again for a minute, twice a second. */
function upload(baseURL: string, token: string, { name, buffer }: Picture): Promise<string | undefined> {
  return new Promise((done, failed) => {
    const sending = new Upload(buffer, {
      endpoint: `${baseURL}/api/v1/uploads/files`,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: name, filetype: 'image/png', tags: 'large, ünlike', visibility: 'private' },
      retryDelays: Array<number>(120).fill(500),
      onError: failed,
      onSuccess: ({ lastResponse }) => done(lastResponse.getHeader('tessera-pin')),
    });
    sending.start();
  });
}

test('tus-js-client goes on where it was after the connection was cut and the server was killed', async () => {
  const site = await Server.start({ RATE_LIMITS: 'off' });
  const connection = await Connection.to(site);
  try {
    const token = await signUp(site, 'ana');
    const picture = heavy('Large.png', LARGE);
    const kept = () => Number(sql(site, 'select received from resumable_uploads'));
    const reached = connection.hold(6_000_000);
    const sent = upload(connection.baseURL, token, picture);
    await reached;
    await expect.poll(kept).toBeGreaterThanOrEqual(PIECE);
    await connection.cut();
    await connection.mend();
    await connection.hold(7_000_000);
    await expect.poll(kept).toBeGreaterThanOrEqual(2 * PIECE);
    await site.kill();
    connection.release();
    await site.start();
    const id = await sent;

    const twice = connection.passed - picture.buffer.length;
    console.log(`${picture.buffer.length} bytes arrived; ${twice} more travelled, for what was lost on the way and for heads`);
    expect(twice).toBeLessThan(TWICE_MOST);
    const pin = await call(site, 'GET', `/pins/${String(id)}`, token);
    expect([pin.title, pin.visibility, pin.tags]).toEqual(['Large', 'private', ['large', 'ünlike']]);
    const sha256 = createHash('sha256').update(picture.buffer).digest('hex');
    expect(await call(site, 'POST', '/uploads/known', token, { sha256: [sha256] })).toEqual({ items: [{ sha256, pin: id }] });
    const { items } = await call(site, 'GET', '/me/pins', token);
    expect(items).toHaveLength(1);
  } finally {
    await connection.close();
    await site.remove();
  }
});

test('tus-js-client hears why a file is refused, and does not send it again', async () => {
  const site = await Server.start({ RATE_LIMITS: 'off' });
  try {
    const token = await signUp(site, 'ben');
    const notes = { name: 'Notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') };
    await expect(upload(site.baseURL, token, notes)).rejects.toThrow(/response code: 422.*not a picture/s);
    expect((await call(site, 'GET', '/me/pins', token)).items).toEqual([]);
  } finally {
    await site.remove();
  }
});
