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

/**
 * Gives a member so many pins in all: beside those they have, older ones that show the same pictures in turn, each with a
 * title of its own.
 */
export function multiply(server: Server, username: string, count: number): void {
  sql(
    server,
    `create temporary table fresh as
     with own as (
       select pins.*, row_number() over (order by pins.id desc) as place, count(*) over () as number
       from pins join users on users.id = pins.owner_id where users.username = '${username}'
     )
     select gen_random_uuid() as picture_id, own.picture_id as like_picture_id, own.owner_id, own.title || ' of ' || step as title,
            -- Older than what was made today, and older by one each.
            ('01900000-0000-7000-8000-' || lpad(to_hex(${count} - step), 12, '0'))::uuid as id
     from own join generate_series(1, ${count}) as step on own.place = (step - 1) % own.number + 1
     where step <= ${count} - own.number;

     insert into pictures (id, owner_id, original_sha256, format, width, height, state, thumbhash, placeholder)
     select fresh.picture_id, fresh.owner_id, original_sha256, format, width, height, state, thumbhash, placeholder
     from fresh join pictures on pictures.id = like_picture_id;

     insert into qualities (picture_id, n, sha256, width, height)
     select fresh.picture_id, n, sha256, width, height from fresh join qualities on qualities.picture_id = like_picture_id;

     insert into pins (id, owner_id, picture_id, title, visibility)
     select id, owner_id, picture_id, title, 'public' from fresh`,
  );
}

/** Debian keeps each version's programs in a folder of their own. */
function psql(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((one, other) => Number(other) - Number(one)) : [];
  return versions.map((version) => join(debian, version, 'bin/psql')).find(existsSync) ?? 'psql';
}
