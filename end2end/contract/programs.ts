// Programs that use the API, for the specs of those that others have written.

import { expect } from '@playwright/test';
import { newMember } from '../people.ts';
import type { Server } from '../server.ts';

/** Calls the API, which must say yes. */
export async function call(site: Server, method: string, path: string, token = '', body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${site.baseURL}/api/v1${path}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(answer.ok, `${method} ${path}: ${answer.status} ${text}`).toBe(true);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** Opens an account, and gives a token that a restart of the server does not end. */
export async function signUp(site: Server, name: string): Promise<string> {
  const { email, username, password } = newMember(name);
  const { access_token } = await call(site, 'POST', '/signup', '', { email, username, password });
  const wish = { name: 'Test', scopes: ['read', 'write'], expires_in_days: 1 };
  const { token } = await call(site, 'POST', '/tokens', String(access_token), wish);
  return String(token);
}
