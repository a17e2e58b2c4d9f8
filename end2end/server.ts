// The real server for the tests, on a free port and a data folder of its own. It runs its private PostgreSQL in that
// folder, as it does for anyone who has configured nothing.

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const START_MS = 60_000;
const STOP_MS = 30_000;

// What a developer has set for a server of theirs is not for the one under test.
const NOT_INHERITED = new RegExp(
  '^(DATABASE_URL|BLOBS_URL|REDIS_URL|SMTP_URL|MAIL_FROM|PUBLIC_URL|METRICS_ADDR|SIGNUP|RATE_LIMITS|TRUSTED_PROXIES|' +
    'CORS_ORIGINS|MAX_CONNECTIONS|DRAIN_SECONDS|PG.*|LEPTOS_.*)$',
);

export class Server {
  /** Its folder: the data and the log. */
  readonly dir: string;
  readonly dataDir: string;
  readonly log: string;
  readonly baseURL: string;
  readonly #env: NodeJS.ProcessEnv;
  #process: ChildProcess | undefined;

  private constructor(dir: string, port: number, env: Record<string, string>) {
    this.dir = dir;
    this.dataDir = join(dir, 'data');
    this.log = join(dir, 'server.log');
    this.baseURL = `http://127.0.0.1:${port}`;
    const inherited = Object.entries(process.env).filter(([key]) => !NOT_INHERITED.test(key));
    this.#env = {
      ...Object.fromEntries(inherited),
      DATA_DIR: this.dataDir,
      LEPTOS_SITE_ADDR: `127.0.0.1:${port}`,
      LEPTOS_SITE_ROOT: join(root, 'target/site-debug'),
      // Nobody looks whether it is ready.
      DRAIN_SECONDS: '0',
      ...env,
    };
  }

  /** A new server with nothing in it, ready to answer. */
  static async start(env: Record<string, string> = {}): Promise<Server> {
    const dir = mkdtempSync(join(tmpdir(), 'tessera-end2end-'));
    // Where the server is root, its PostgreSQL runs as another user, who must be able to go through.
    chmodSync(dir, 0o711);
    const server = new Server(dir, await freePort(), env);
    try {
      await server.start();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get pid(): number {
    if (this.#process?.pid === undefined) throw new Error('the server is not running');
    return this.#process.pid;
  }

  /** All that it has said, over all its starts. */
  logText(): string {
    return readFileSync(this.log, 'utf8');
  }

  /** The link by which the first one to sign up becomes the administrator. */
  firstAdminLink(): string {
    const link = /first admin:\s*(\S+)/.exec(this.logText())?.[1];
    if (link === undefined) throw new Error(`no link for a first admin in ${this.log}`);
    return link;
  }

  /** Starts it again after `stop` or `kill`, with the same address and data. */
  async start(): Promise<void> {
    if (this.#process) throw new Error('the server is running already');
    const log = openSync(this.log, 'a');
    // pdeathsig: it does not outlive the tests, however those end.
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', join(root, 'target/debug/tessera'), 'serve'], {
      cwd: root,
      env: this.#env,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#process = child;
    let failure: Error | undefined;
    child.on('error', (error) => (failure = error));

    const deadline = Date.now() + START_MS;
    for (;;) {
      if (await this.#ready()) return;
      const ended = failure ?? (hasEnded(child) ? new Error(`it ended with ${child.exitCode ?? child.signalCode}`) : undefined);
      if (ended || Date.now() > deadline) {
        const said = this.logText().split('\n').slice(-40).join('\n');
        await this.kill();
        throw new Error(`the server did not start: ${ended?.message ?? `not ready in ${START_MS} ms`}\n${said}`);
      }
      await sleep(100);
    }
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    child.kill('SIGTERM');
    const deadline = Date.now() + STOP_MS;
    while (!hasEnded(child)) {
      if (Date.now() > deadline) {
        await this.kill();
        throw new Error(`the server did not stop in ${STOP_MS} ms`);
      }
      await sleep(50);
    }
    this.#process = undefined;
    if (child.exitCode !== 0) throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}\n${this.logText()}`);
  }

  /** kill -9: no goodbye to anyone, its PostgreSQL included. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    child.kill('SIGKILL');
    // A process that could not be started at all has no pid, and never ends.
    while (child.pid !== undefined && !hasEnded(child)) await sleep(20);
    this.#process = undefined;
  }

  /** Stops it and removes all that it had. */
  async remove(): Promise<void> {
    try {
      await this.stop();
    } finally {
      this.#stopPostgres();
      // PostgreSQL's last files may still be going while the folder is being removed.
      rmSync(this.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  }

  async #ready(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.baseURL}/readyz`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      return answer.status === 200;
    } catch {
      return false;
    }
  }

  /** What a killed server left running. */
  #stopPostgres(): void {
    for (const file of readdirSync(this.dir, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('postmaster.pid')) continue;
      const pid = Number.parseInt(readFileSync(join(this.dir, file), 'utf8'), 10);
      try {
        if (pid > 1) process.kill(pid, 'SIGQUIT');
      } catch {
        // It has gone by itself.
      }
    }
  }
}

/** Whether a process that we started is over. */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** A port of this machine that nobody listens at. */
export async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((done, failed) => listener.once('error', failed).listen(0, '127.0.0.1', done));
  const address = listener.address();
  await new Promise((done) => listener.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
