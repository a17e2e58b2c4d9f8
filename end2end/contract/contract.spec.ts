import { expect, test as base } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MailServer } from '../mail.ts';
import { newMember } from '../people.ts';
import { png } from '../pictures.ts';
import { Server } from '../server.ts';

const PYTHON = resolve(import.meta.dirname, '../../target/tools/python/bin/python');
const SCOPES = { member: ['read', 'write', 'account'], admin: ['read', 'write', 'account', 'admin'] };
// Operations that answer admins differently. The rest is covered by the run as a member.
const FOR_ADMINS = String.raw`^/api/v1/(admin/|(pins|comments)/\{id\}$|users/\{name\}$|reports)`;

const test = base.extend<object, { site: Server }>({
  site: [
    async ({}, use) => {
      // With mail, so that the ways that lead to it are gone as well.
      const mail = await MailServer.start();
      const site = await Server.start({ RATE_LIMITS: 'off', SMTP_URL: mail.url, MAIL_FROM: 'tessera@example.org' });
      await use(site);
      await site.remove();
      await mail.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

type Token = { id: string; token: string };

/** What a run lives on: each first the one that it uses, and then one that it may destroy. */
type Means = { tokens: [Token, Token]; pins: [string, string] };

/** Calls the API, which must say yes. */
async function call(site: Server, path: string, token: string, body?: FormData | object): Promise<unknown> {
  const json = body !== undefined && !(body instanceof FormData);
  const answer = await fetch(`${site.baseURL}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(json && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: json ? JSON.stringify(body) : body }),
  });
  const text = await answer.text();
  expect(answer.ok, `${path}: ${answer.status} ${text}`).toBe(true);
  return JSON.parse(text);
}

/** Opens an account with two pictures, and makes it two tokens that outlive the run. */
async function open(site: Server, who: keyof typeof SCOPES): Promise<Means> {
  const { email, username, password } = newMember(who);
  // It is said a moment after the server answers.
  await expect(() => site.firstAdminLink()).toPass();
  const firstAdmin = new URL(site.firstAdminLink()).searchParams.get('first_admin');
  const form = { email, username, password, ...(who === 'admin' && { first_admin: firstAdmin }) };
  const { access_token } = (await call(site, '/signup', '', form)) as { access_token: string };
  const pictures = new FormData();
  for (const { name, mimeType, buffer } of [png('One.png', 320, 240, 40), png('Two.png', 200, 300, 200)]) {
    pictures.append('file', new File([new Uint8Array(buffer)], name, { type: mimeType }));
  }
  const made = (await call(site, '/pins', access_token, pictures)) as { items: [{ id: string }, { id: string }] };
  const make = async (name: string) =>
    (await call(site, '/tokens', access_token, { name, scopes: SCOPES[who], expires_in_days: 30 })) as Token;
  return { tokens: [await make('This run'), await make('To take back')], pins: [made.items[0].id, made.items[1].id] };
}

/** Runs schemathesis, and gives its exit code once it is done. */
function run(site: Server, who: keyof typeof SCOPES, folder: string, { tokens: [own, spare], pins }: Means): Promise<number | null> {
  mkdirSync(folder, { recursive: true });
  // What is for admins answers 404 to visitors: the tests of the whole site call it as one. That all the rest needs a credential is
  // looked at as a member.
  const left = who === 'admin' ? 'missing_required_header,ignored_auth' : 'missing_required_header';
  const checks = ['--checks', 'all', '--exclude-checks', left, ...(who === 'admin' ? ['--include-path-regex', FOR_ADMINS] : [])];
  const options = [...checks, '--no-color', '--report', 'json', '--report-json-path', join(folder, 'report.json')];
  const config = ['--config-file', join(import.meta.dirname, 'schemathesis.toml')];
  const command = [PYTHON, '-m', 'schemathesis.cli', ...config, 'run', ...options, `${site.baseURL}/api/v1/openapi.json`];
  const env = {
    ...process.env,
    TESSERA_CONTRACT: import.meta.dirname,
    TESSERA_TOKEN: own.token,
    TESSERA_TOKEN_ID: own.id,
    TESSERA_SPARE_TOKEN_ID: spare.id,
    TESSERA_PIN: pins[0],
    TESSERA_SPARE_PIN: pins[1],
  };
  // pdeathsig: it does not outlive the tests, however those end.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...command], { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((done, failed) => child.once('error', failed).once('close', done));
}

type Report = { operations: { selected: number; tested: number }; test_cases: { generated: number } };

for (const who of ['member', 'admin'] as const) {
  test(`the API keeps its word to ${who === 'admin' ? 'an admin' : 'a member'}`, async ({ site }, info) => {
    const means = await open(site, who);
    const code = await run(site, who, info.outputDir, means);
    const report = JSON.parse(readFileSync(join(info.outputDir, 'report.json'), 'utf8')) as Report;
    const { operations, test_cases } = report;
    console.log(`${who}: ${test_cases.generated} test cases of ${operations.tested} operations`);
    expect(code, 'schemathesis has found nothing').toBe(0);
    expect(operations.tested).toBe(operations.selected);
    // Had the run lost its credential half-way, the rest of it would have shown nothing.
    await call(site, '/me', means.tokens[0].token);
  });
}
