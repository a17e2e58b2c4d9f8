// Pictures for the tests: the photographs of Debian's mate-backgrounds, and small ones made here.

import { expect, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { post } from './people.ts';

/** A file to send. */
export type Picture = { name: string; mimeType: string; buffer: Buffer };

const PHOTOGRAPHS = '/usr/share/backgrounds/mate';

/** The path of a photograph, such as `nature/Dune.jpg`. */
export function photograph(name: string): string {
  return join(PHOTOGRAPHS, name);
}

export function photographFile(name: string): Picture {
  const mimeType = name.endsWith('.png') ? 'image/png' : 'image/jpeg';
  return { name: basename(name), mimeType, buffer: readFileSync(photograph(name)) };
}

/** A PNG of this size, in a colour of its own that darkens downwards. */
export function png(name: string, width: number, height: number, hue = 0): Picture {
  const row = (y: number) => {
    const line = Buffer.alloc(1 + width * 3);
    const light = 1 - (0.6 * y) / height;
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const wave = 0.5 + 0.5 * Math.cos(((hue + 120 * channel + (60 * x) / width) * Math.PI) / 180);
        line[1 + 3 * x + channel] = Math.round(255 * light * (0.35 + 0.65 * wave));
      }
    }
    return line;
  };
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => row(y)));
  return { name, mimeType: 'image/png', buffer: pngOf(width, height, rows) };
}

/** A PNG of noise, which is as large as its pixels are, and like no other of another seed. */
export function noise(name: string, width: number, height: number, seed: number): Picture {
  const rows = Buffer.alloc(height * (1 + width * 3));
  // mulberry32: small, and the same each time
  let state = seed + 1;
  for (let at = 0; at < rows.length; at += 1) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    rows[at] = at % (1 + width * 3) === 0 ? 0 : (mixed ^ (mixed >>> 14)) & 0xff;
  }
  return { name, mimeType: 'image/png', buffer: pngOf(width, height, rows) };
}

/** A small PNG in a large file, like no other: behind its pixels it has a chunk of so many bytes that nobody shows. */
export function heavy(name: string, bytes: number): Picture {
  const small = png(name, 60, 40, 200).buffer;
  const end = small.length - 12; // IEND
  const pieces = [small.subarray(0, end), chunk('teSt', randomBytes(bytes)), small.subarray(end)];
  return { name, mimeType: 'image/png', buffer: Buffer.concat(pieces) };
}

/** A PNG that says it is so large, and holds next to nothing. */
export function hugePng(name: string, width: number, height: number): Picture {
  return { name, mimeType: 'image/png', buffer: pngOf(width, height, Buffer.alloc(2_000_000)) };
}

function pngOf(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8); // eight bits, red green blue
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Writes a file of that many zero bytes, which take no room on the disk, and gives its path. */
export function sparseFile(folder: string, name: string, bytes: number): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return path;
}

/** Sends pictures in one go, each named after its file, and gives the pins' ids. */
export async function send(
  page: Page,
  baseURL: string | undefined,
  pictures: Picture[],
  visibility: 'public' | 'private' = 'public',
): Promise<string[]> {
  const form = new FormData();
  form.append('visibility', visibility);
  for (const { name, mimeType, buffer } of pictures) {
    form.append('file', new File([new Uint8Array(buffer)], name, { type: mimeType }));
  }
  const { items } = (await post(page.request, baseURL, '/upload', form)) as { items: { id?: string }[] };
  const ids = items.flatMap(({ id }) => id ?? []);
  expect(ids, JSON.stringify(items)).toHaveLength(pictures.length);
  return ids;
}

/** Waits until all work on these pins is done. */
export async function waitReady(page: Page, pins: string[], timeout = 120_000): Promise<void> {
  const waiting = new Set(pins);
  const look = async () => {
    for (const pin of waiting) {
      const answer = await page.request.get(`/pin/${pin}`);
      expect(answer.status()).toBe(200);
      if (/Processing/.test(await answer.text())) break;
      waiting.delete(pin);
    }
    return waiting.size;
  };
  await expect.poll(look, { timeout, intervals: [100, 250, 500] }).toBe(0);
}

/** Waits until every picture of the site that is in sight has come, and can be drawn. */
export async function waitDrawn(page: Page): Promise<void> {
  const missing = () => {
    const inSight = ({ top, bottom, height }: DOMRect) => height > 0 && bottom > 0 && top < innerHeight;
    const drawn = (img: HTMLImageElement) => img.complete && img.naturalWidth > 0;
    const ours = [...document.images].filter((img) => !img.src.startsWith('blob:'));
    return ours.filter((img) => inSight(img.getBoundingClientRect()) && !drawn(img)).length;
  };
  await expect.poll(() => page.evaluate(missing), { timeout: 20_000 }).toBe(0);
}
