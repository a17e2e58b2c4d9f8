// A real mail server for the tests (aiosmtpd, which .ci/setup brings), and the mails that the site has sent to it.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, hasEnded } from './server.ts';

const PYTHON = resolve(import.meta.dirname, '../target/tools/python/bin/python');
const START_MS = 20_000;
const MAIL_MS = 20_000;

export type Mail = { to: string; subject: string; text: string };

export class MailServer {
  /** What a site is told of it: SMTP_URL. */
  readonly url: string;
  readonly #dir: string;
  readonly #process: ChildProcess;
  readonly #taken = new Set<string>();

  private constructor(dir: string, port: number) {
    this.url = `smtp://127.0.0.1:${port}`;
    this.#dir = dir;
    const log = openSync(join(dir, 'log'), 'a');
    const handler = ['-c', 'aiosmtpd.handlers.Mailbox', join(dir, 'mails')];
    // -n: as whom we are. pdeathsig: it does not outlive the tests, however those end.
    const command = [PYTHON, '-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, ...handler];
    this.#process = spawn('setpriv', ['--pdeathsig', 'TERM', ...command], { cwd: dir, stdio: ['ignore', log, log] });
    closeSync(log);
  }

  /** A mail server that listens, and has no mails so far. */
  static async start(): Promise<MailServer> {
    if (!existsSync(PYTHON)) throw new Error(`there is no ${PYTHON}: run .ci/setup test`);
    const port = await freePort();
    const server = new MailServer(mkdtempSync(join(tmpdir(), 'tessera-mail-')), port);
    const deadline = Date.now() + START_MS;
    while (!(await listens(port))) {
      if (hasEnded(server.#process) || Date.now() > deadline) {
        const said = readFileSync(join(server.#dir, 'log'), 'utf8');
        await server.remove();
        throw new Error(`the mail server did not start:\n${said}`);
      }
      await sleep(50);
    }
    return server;
  }

  /** All mails to this address so far, the oldest first. */
  to(address: string): Mail[] {
    return this.#mails(address).map(([, mail]) => mail);
  }

  /** Waits for a mail to this address with such a subject. Each is given once, the oldest first. */
  async next(address: string, subject: RegExp): Promise<Mail> {
    const deadline = Date.now() + MAIL_MS;
    for (;;) {
      const fresh = this.#mails(address).filter(([file]) => !this.#taken.has(file));
      const found = fresh.find(([, mail]) => subject.test(mail.subject));
      if (found) {
        this.#taken.add(found[0]);
        return found[1];
      }
      if (Date.now() > deadline) {
        const others = fresh.map(([, mail]) => mail.subject);
        throw new Error(`no mail about ${subject} came to ${address}, only ${JSON.stringify(others)}`);
      }
      await sleep(50);
    }
  }

  /** Waits for such a mail, and gives the link in it. */
  async link(address: string, subject: RegExp): Promise<string> {
    const mail = await this.next(address, subject);
    const [link, ...more] = links(mail);
    if (link === undefined || more.length > 0) throw new Error(`there should be one link in this mail:\n${mail.text}`);
    return link;
  }

  async remove(): Promise<void> {
    this.#process.kill('SIGTERM');
    while (this.#process.pid !== undefined && !hasEnded(this.#process)) await sleep(20);
    rmSync(this.#dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  #mails(address: string): [string, Mail][] {
    const folder = join(this.#dir, 'mails/new');
    const files = existsSync(folder) ? readdirSync(folder) : [];
    // Python numbers the files of a folder: `1700000000.M123P45Q6.host`.
    const number = (file: string) => Number(/Q(\d+)/.exec(file)?.[1]);
    const sorted = files.toSorted((one, other) => number(one) - number(other));
    const mails = sorted.map((file): [string, Mail] => [file, parse(readFileSync(join(folder, file), 'latin1'))]);
    return mails.filter(([, { to }]) => to.toLowerCase().includes(address.toLowerCase()));
  }
}

/** The links in a mail. */
export function links(mail: Mail): string[] {
  return (mail.text.match(/https?:\/\/[^\s<>"]+/g) ?? []).map((link) => link.replace(/[.,;:)]+$/, ''));
}

/** Whether a mail server greets at this port. */
function listens(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(2_000, () => socket.destroy());
    socket.once('data', (data) => {
      answer(data.toString('latin1').startsWith('220'));
      socket.destroy();
    });
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
  });
}

type Part = { headers: Map<string, string>; body: string };

/** A mail (RFC 5322, MIME), read byte by byte. */
function parse(raw: string): Mail {
  const whole = part(raw.replaceAll('\r\n', '\n'));
  const header = (name: string) => encodedWords(whole.headers.get(name) ?? '');
  return { to: header('to'), subject: header('subject'), text: plainText(whole) ?? '' };
}

function part(raw: string): Part {
  const end = raw.indexOf('\n\n');
  const head = end < 0 ? raw : raw.slice(0, end);
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: new Map(headers), body: end < 0 ? '' : raw.slice(end + 2) };
}

/** The plain text of a part, or of the first within it that has some. */
function plainText({ headers, body }: Part): string | undefined {
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /^multipart\/.*boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary !== undefined) {
    const parts = body.split(`--${boundary}`).slice(1, -1);
    return parts.map((inner) => plainText(part(inner.replace(/^\s*?\n/, '')))).find((text) => text !== undefined);
  }
  if (!/^text\/plain/i.test(type)) return undefined;
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  const bytes = encoding === 'quoted-printable' ? unquoted(body.replace(/=\n/g, '')) : body;
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Text of a header in which other letters than ASCII's are encoded (RFC 2047). */
function encodedWords(text: string): string {
  return text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=(?:\s+(?==\?))?/gi, (_, kind: string, word: string) => {
    if (kind.toLowerCase() === 'b') return Buffer.from(word, 'base64').toString('utf8');
    return Buffer.from(unquoted(word.replaceAll('_', ' ')), 'latin1').toString('utf8');
  });
}

function unquoted(text: string): string {
  return text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
