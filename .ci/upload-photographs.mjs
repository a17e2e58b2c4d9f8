// Opens the account `bench` on a site, and uploads all pictures of Debian's mate-backgrounds by it, each a public pin.
//
//   node .ci/upload-photographs.mjs http://127.0.0.1:3000

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const PHOTOGRAPHS = '/usr/share/backgrounds/mate';
const TYPES = { jpg: 'image/jpeg', png: 'image/png' };

const site = process.argv[2];

/** Sends a form as a script of the site does. */
async function post(path, form, cookie = '') {
  const headers = { accept: 'application/json', origin: site, cookie };
  const answer = await fetch(site + path, { method: 'POST', headers, body: form });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function signUp() {
  const form = new FormData();
  const member = { email: 'bench@example.com', username: 'bench', display_name: 'Ben Ch', password: 'correct horse battery' };
  for (const [name, value] of Object.entries(member)) form.append(name, value);
  const answer = await post('/signup', form);
  return answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
}

const cookie = await signUp();
const files = readdirSync(PHOTOGRAPHS, { recursive: true, encoding: 'utf8' }).toSorted();
let uploaded = 0;
for (const file of files) {
  const type = TYPES[file.split('.').at(-1)];
  if (type === undefined) continue;
  const form = new FormData();
  form.append('visibility', 'public');
  form.append('file', new File([readFileSync(join(PHOTOGRAPHS, file))], basename(file), { type }));
  const { items } = await (await post('/upload', form, cookie)).json();
  if (items[0]?.id === undefined) console.error(`not taken: ${JSON.stringify(items)}`);
  else uploaded += 1;
}
if (uploaded === 0) throw new Error(`no picture of ${PHOTOGRAPHS} was taken`);
console.log(`uploaded ${uploaded} pictures`);
