/** A browser, and the playground served to it by a static file server. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { ROOT } from '../cli/corr.ts';

/** The time limit for operations of the browser, milliseconds. */
const LONGEST = 120_000;

/** Undefined if it is not installed. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const PAGE = join(ROOT, 'docs', 'playground');

function serve(): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const path = join(PAGE, normalize(url === '/' ? '/index.html' : url));
    if (!existsSync(path)) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(readFileSync(path));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

export interface Playground {
  page: Page;
  address: string;
  /** Errors in the page, and requests to other servers. */
  faults: string[];
  close(): Promise<void>;
}

/** Builds the page and opens it. */
export async function openPlayground(): Promise<Playground> {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-playground.mjs')], { cwd: ROOT, stdio: 'inherit' });
  const server = await serve();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'], timeout: LONGEST });
  const context = await browser.newContext();
  context.setDefaultTimeout(LONGEST);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => request.url().startsWith(address) || request.url().startsWith('data:') || faults.push(request.url()));
  await page.goto(address);
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { page, address, faults, close };
}
