// The rows of a server under test, for what no visitor can do: let time pass, say.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from './server.ts';

/** Runs a statement in the server's private PostgreSQL, and gives what `psql` prints: a line a row. */
export function sql(server: Server, statement: string): string {
  // As src/store/private_postgres.rs has it.
  const socket = join(server.dataDir, 'postgres/run');
  const options = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1'];
  const connection = ['--host', socket, '--username', 'postgres', '--dbname', 'postgres'];
  return execFileSync(psql(), [...options, ...connection, '--command', statement], { encoding: 'utf8' }).trim();
}

/** Ends the time of a member's links: `verify_email`, `reset_password`. */
export function expireLinks(server: Server, purpose: string, username: string): void {
  const whose = `user_id = (select id from users where username = '${username}')`;
  const ended = sql(
    server,
    `update one_time_links set expires_at = now() - interval '1 minute'
     where purpose = '${purpose}' and used_at is null and ${whose} returning purpose`,
  );
  if (ended === '') throw new Error(`${username} has no link of the kind ${purpose}`);
}

/** Debian keeps each version's programs in a folder of their own. */
function psql(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((one, other) => Number(other) - Number(one)) : [];
  return versions.map((version) => join(debian, version, 'bin/psql')).find(existsSync) ?? 'psql';
}
