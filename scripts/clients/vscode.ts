/**
 * Tests the extension in VS Code in a browser: the scenario of `test/editors`. Run `npm run build` and
 * `scripts/clients/vscode-setup.sh FOLDER` first; Chromium must be installed.
 *
 * node scripts/run.mjs scripts/clients/vscode.ts FOLDER
 */

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { BROKEN } from '../../test/editors/scenario.ts';
import { CHROMIUM } from '../../test/playground/browser.ts';

const [, , folder] = process.argv;
if (folder === undefined || CHROMIUM === undefined) throw new Error('usage: vscode.ts FOLDER, with Chromium installed');
const PORT = 8931;
const server = resolve(folder, 'node_modules/code-server/out/node/entry.js');
const home = mkdtempSync(join(tmpdir(), 'corr-vscode-'));
const [data, extensions, rules] = ['data', 'extensions', 'rules'].map((name) => join(home, name)) as [string, string, string];
for (const made of [join(data, 'User'), extensions, rules]) mkdirSync(made, { recursive: true });
writeFileSync(join(rules, 'job.corr'), BROKEN);
const settings = {
  'corr.program': resolve('dist/corr.js'),
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'files.autoSave': 'off',
};
writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify(settings));
const own = ['--user-data-dir', data, '--extensions-dir', extensions];

function say(text: string): void {
  process.stdout.write(`ok: ${text}\n`);
}

execFileSync(process.execPath, ['scripts/pack-vscode.mjs', join(home, 'corr.vsix')]);
execFileSync(process.execPath, [server, ...own, '--install-extension', join(home, 'corr.vsix')], { stdio: 'ignore' });
say('the package is installed');
const code = spawn(process.execPath, [server, ...own, '--auth', 'none', '--bind-addr', `127.0.0.1:${PORT}`, '--disable-telemetry', rules], {
  stdio: 'ignore',
});
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  await scenario(await browser.newPage());
  process.stdout.write('all is well\n');
} finally {
  await browser.close();
  code.kill();
  rmSync(home, { recursive: true, force: true });
}

async function scenario(page: Page): Promise<void> {
  page.setDefaultTimeout(60_000);
  await reached(page);
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').waitFor();
  await page.keyboard.type('job.corr');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'job.corr' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.editor-instance .view-lines').waitFor();
  await page.locator('.squiggly-error').first().waitFor();
  say('the mistake is told');
  await page.locator('.view-line span', { hasText: 'transaction' }).first().waitFor();

  await page.keyboard.press('Control+G');
  // What is typed before it is shown goes into the file.
  await page.locator('.quick-input-widget input').waitFor();
  await page.keyboard.type('9:14');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget .monaco-list-row', { hasText: 'ended' }).waitFor();
  say('what is right is proposed');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+.');
  await page.locator('.action-widget', { hasText: 'Replace with ended' }).waitFor();
  say('a mend is offered');
  await page.keyboard.press('Enter');
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  await page.locator('.view-line', { hasText: /app\.ended\swithin/ }).waitFor();
  say('it is mended, and nothing more is told');
}

/** Waits until the server listens. */
async function reached(page: Page): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await page.goto(`http://127.0.0.1:${PORT}/?folder=${encodeURIComponent(rules)}`);
      break;
    } catch (error) {
      if (tries > 60) throw error;
      await new Promise((retry) => setTimeout(retry, 500));
    }
  }
  await page.locator('.monaco-workbench').waitFor();
}
