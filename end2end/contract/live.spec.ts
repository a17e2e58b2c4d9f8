// The client that docs/LIVE.md gives to others, as it stands there, against the real server, which is killed meanwhile.

import { expect, test } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hasEnded, Server } from '../server.ts';
import { call, signUp } from './programs.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PYTHON = join(ROOT, 'target/tools/python/bin/python');

/** The last block of Python on the page: the client. */
function client(): string {
  const page = readFileSync(join(ROOT, 'docs/LIVE.md'), 'utf8');
  const blocks = [...page.matchAll(/```python\n(.*?)```/gs)];
  const last = blocks.at(-1)?.[1];
  if (last === undefined) throw new Error('docs/LIVE.md has no client');
  return last;
}

/** The client at work, and what it has printed. */
class Client {
  readonly #process: ChildProcess;
  printed = '';
  said = '';

  constructor(folder: string, ...words: string[]) {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'live_client.py');
    writeFileSync(file, client());
    // What leads elsewhere is not for this machine's own server. pdeathsig: it does not outlive the tests, however those end.
    const env = { ...process.env, NO_PROXY: '*', no_proxy: '*' };
    const command = ['--pdeathsig', 'TERM', PYTHON, file, ...words];
    this.#process = spawn('setpriv', command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stdout?.on('data', (data: Buffer) => (this.printed += data.toString()));
    this.#process.stderr?.on('data', (data: Buffer) => (this.said += data.toString()));
  }

  lines(): string[] {
    return this.printed.split('\n').filter((line) => line !== '');
  }

  /** Waits until it has printed all of this, and nothing else. */
  async prints(lines: string[]): Promise<void> {
    await expect.poll(() => this.lines(), { message: this.said, timeout: 120_000 }).toEqual(lines);
  }

  get ended(): boolean {
    return hasEnded(this.#process);
  }

  async end(): Promise<void> {
    this.#process.kill('SIGTERM');
    await expect.poll(() => this.ended).toBe(true);
  }
}

test('the client of docs/LIVE.md prints all that happens in a channel, once, through restarts of the server', async ({}, info) => {
  const site = await Server.start({ RATE_LIMITS: 'off' });
  const token = await signUp(site, 'ana');
  const { username: name } = await call(site, 'GET', '/me', token);
  const { id: community } = await call(site, 'POST', '/communities', token, { name: 'Birds', visibility: 'private' });
  const { items } = await call(site, 'GET', `/communities/${String(community)}/channels`, token);
  const channel = (items as { id: string; kind: string }[]).find(({ kind }) => kind === 'talk')?.id;
  const messages = `/channels/${String(channel)}/messages`;
  const say = async (body: string) => Number((await call(site, 'POST', messages, token, { body, key: key() })).seq);

  const first = await say('before the client came');
  const shown = new Client(info.outputDir, site.baseURL, token, String(channel));
  const expected = [`${first} ${String(name)}: before the client came`];
  const happens = (seq: number, what: string) => expected.push(`${seq} ${String(name)}: ${what}`);
  try {
    await shown.prints(expected);
    const second = await say('hello');
    happens(second, 'hello');
    await shown.prints(expected);
    for (const round of [1, 2]) {
      await site.kill();
      await site.start();
      // By the time that the client is back, this has happened.
      const next = await say(`after restart ${round}`);
      await call(site, 'PATCH', `${messages}/${second}`, token, { body: `hello again ${round}` });
      happens(next, `after restart ${round}`);
      happens(second, `hello again ${round}`);
      await shown.prints(expected);
    }
    await call(site, 'DELETE', `${messages}/${first}`, token);
    happens(first, '(deleted)');
    await shown.prints(expected);
    // Now that the channel has gone, it is of no use to come back.
    await call(site, 'DELETE', `/communities/${String(community)}`, token);
    await expect.poll(() => shown.ended).toBe(true);
    expect(shown.said).toContain('This channel cannot be read.');
    expect(shown.said).not.toContain('Traceback');
    expect(shown.lines()).toEqual(expected);
  } finally {
    await shown.end();
    await site.remove();
  }
});

test('the client of docs/LIVE.md ends where it has nothing to read', async ({}, info) => {
  const site = await Server.start({ RATE_LIMITS: 'off' });
  try {
    const token = await signUp(site, 'ben');
    for (const [credential, status] of [
      [token, '404'],
      ['nonsense', '401'],
    ] as const) {
      const shown = new Client(info.outputDir, site.baseURL, credential, '1C3XR6Gzv21Kf3E2ZpLk9B');
      await expect.poll(() => shown.ended, { timeout: 30_000 }).toBe(true);
      expect(shown.said).toContain(status);
      expect(shown.lines()).toEqual([]);
    }
  } finally {
    await site.remove();
  }
});

/** A key for a message: 22 digits of base58 that are below 128 bits. */
function key(): string {
  const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  const random = crypto.getRandomValues(new Uint8Array(21));
  return `1${[...random].map((byte) => digits[byte % 58]).join('')}`;
}
