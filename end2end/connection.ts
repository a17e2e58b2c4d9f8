// The connection between a browser and a server, through a proxy that counts what goes up, holds it up, and cuts it.

import { connect, createServer, type Server as Listener, type Socket } from 'node:net';
import type { Server } from './server.ts';

// What has carried less is no upload, and is not held up: pages and questions pass.
const LIGHT = 256 * 1024;

export class Connection {
  readonly baseURL: string;
  readonly #listener: Listener;
  readonly #port: number;
  readonly #target: number;
  readonly #ends = new Set<() => void>();
  readonly #flushes = new Set<() => void>();
  #passed = 0;
  #most = Infinity;
  #onHeld: (() => void) | undefined;

  private constructor(listener: Listener, port: number, target: number) {
    this.#listener = listener;
    this.#port = port;
    this.#target = target;
    this.baseURL = `http://127.0.0.1:${port}`;
    listener.on('connection', (browser) => this.#carry(browser));
  }

  /** A connection to a server, by an address of its own. The server may end and start again meanwhile. */
  static async to(site: Server): Promise<Connection> {
    const listener = createServer();
    await new Promise<void>((done, failed) => listener.once('error', failed).listen(0, '127.0.0.1', done));
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new Connection(listener, address.port, Number(new URL(site.baseURL).port));
  }

  /** How many bytes have reached the server. */
  get passed(): number {
    return this.#passed;
  }

  /** Lets uploads bring so many more bytes, and then nothing. What it returns waits until that is reached. */
  hold(bytes: number): Promise<void> {
    this.#most = this.#passed + bytes;
    return new Promise((done) => (this.#onHeld = done));
  }

  /** Lets everything pass again. */
  release(): void {
    this.#most = Infinity;
    for (const flush of this.#flushes) flush();
  }

  /** Ends every connection, and takes no other. */
  async cut(): Promise<void> {
    const closed = new Promise((done) => this.#listener.close(done));
    for (const end of this.#ends) end();
    await closed;
  }

  /** Takes connections again, and lets everything pass. */
  async mend(): Promise<void> {
    this.release();
    await new Promise<void>((done, failed) => this.#listener.once('error', failed).listen(this.#port, '127.0.0.1', done));
  }

  async close(): Promise<void> {
    if (this.#listener.listening) await this.cut();
  }

  #carry(browser: Socket): void {
    const server = connect(this.#target, '127.0.0.1');
    let waiting: Buffer[] = [];
    let carried = 0;
    // What is held up waits here, so that it is known at once when the browser has gone.
    const flush = () => {
      while (waiting.length > 0) {
        if (carried >= LIGHT && this.#passed >= this.#most) return this.#onHeld?.();
        const bytes = waiting.shift() as Buffer;
        carried += bytes.length;
        this.#passed += bytes.length;
        server.write(bytes);
      }
    };
    const end = () => {
      waiting = [];
      browser.destroy();
      server.destroy();
      this.#ends.delete(end);
      this.#flushes.delete(flush);
    };
    this.#ends.add(end);
    this.#flushes.add(flush);
    browser.on('data', (bytes) => {
      waiting.push(bytes);
      flush();
    });
    server.pipe(browser);
    browser.on('error', end).on('close', end);
    // What it has answered still arrives.
    server.on('error', end).on('close', () => browser.destroySoon());
  }
}
