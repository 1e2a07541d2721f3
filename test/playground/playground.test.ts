/** The playground in a browser. Needs Chromium, and reports if it is missing. */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openPlayground, type Playground } from './browser.ts';

if (CHROMIUM === undefined)
  process.stderr.write('SKIPPED: the playground is not tested, as there is no Chromium here (apt-get install chromium).\n');

const RULES = `records app from json {
  begun = { event: "begun", id: text }
  ended = { event: "ended", id: text }
}

transaction job {
  key id
  start app.begun
  then  app.ended within 10s
}
`;
const LOG = [
  '{"time":"2024-03-01T08:00:00Z","event":"begun","id":"é1"}',
  '{"time":"2024-03-01T08:00:02Z","event":"ended","id":"é1"}',
  '{"time":"2024-03-01T08:00:03Z","event":"begun","id":"<b>2"}',
  '{"time":"2024-03-01T08:00:30Z","event":"other"}',
].join('\n');

let playground: Playground;
let page: Page;

beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  playground = await openPlayground();
  page = playground.page;
});
afterAll(() => playground?.close());

const status = () => page.locator('#status');
const problems = () => page.locator('#problems');
const type = async (rules: string) => {
  await page.locator('#rules .cm-content').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(rules);
};

describe.skipIf(CHROMIUM === undefined)('the playground', () => {
  it('opens with an example that is run, and its machine is drawn', async () => {
    await expect.poll(() => status().textContent()).toMatch(/outcomes: .*success.*tests passed\.$/);
    expect(await page.locator('#outcomes tr').count()).toBeGreaterThan(5);
    expect(await page.locator('#time rect').count()).toBe(await page.locator('#outcomes tr').count());
    await expect.poll(() => page.locator('#machine').textContent()).toContain('median');
    await expect.poll(() => page.locator('#rules .t-keyword').count()).toBeGreaterThan(3);
  });

  it('runs every example', async () => {
    for (const example of await page
      .locator('#example option')
      .evaluateAll((options) => options.map((option) => (option as { value?: string }).value ?? ''))) {
      await page.locator('#status').evaluate((node) => {
        node.textContent = '';
      });
      await page.selectOption('#example', example);
      await expect.poll(() => status().textContent(), { message: example }).toMatch(/outcomes/);
      expect(await status().textContent(), example).not.toMatch(/failed|mistake/);
    }
  });

  it('shows a mistake as it is typed, mends it, and completes a word', async () => {
    await type(RULES.replace('app.begun', 'app.begin'));
    await expect.poll(() => problems().textContent()).toMatch(/^[1-9]/);
    await expect.poll(() => page.locator('#rules .cm-lintRange').count()).toBeGreaterThan(0);
    await type(RULES);
    await expect.poll(() => problems().textContent()).toBe('No problems.');
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('transaction other {\n  key id\n  start app.be', { delay: 10 });
    const offered = page.locator('.cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled)');
    await expect.poll(() => offered.locator('li').allTextContents()).toEqual([expect.stringMatching(/^begun/)]);
    // The editor ignores keys for this long after it has opened the list.
    await page.waitForTimeout(100);
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('#rules .cm-content').textContent()).toContain('start app.begun');
  });

  it.each([
    ['import { sshd } from "std/ss', 'std/sshd', 'import { sshd } from "std/sshd'],
    ['form', 'format', `format name = "{time:stamp('iso')} {message:rest}"`],
    ['transaction t {\n  on', 'on', 'on restart abandon'],
    ['tab', 'table', 'table name (key: text, value: text) from "file.csv"'],
  ])('completes %s by what takes its place', async (typed, label, wanted) => {
    await type('');
    await page.keyboard.type(typed, { delay: 10 });
    const option = page.locator('.cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled) li[aria-selected]');
    await expect.poll(() => option.locator('.cm-completionLabel').textContent()).toBe(label);
    await page.waitForTimeout(100);
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('#rules .cm-content').textContent()).toContain(wanted);
  });
});

describe.skipIf(CHROMIUM === undefined)('what is typed', () => {
  it('is formatted', async () => {
    await type(RULES.replace('then  app.ended', 'then app.ended'));
    await page.locator('#format').click();
    await expect.poll(() => page.locator('#rules .cm-content').textContent()).toContain('then  app.ended');
  });

  it('is run; names of the log are shown as text, and an outcome leads to its lines', async () => {
    await type(RULES);
    await page.locator('#log').fill(LOG);
    await page.locator('#run').click();
    await expect.poll(() => status().textContent()).toMatch(/^2 outcomes: 1 success, 1 timeout; 3 of 4 lines are records, read as json/);
    const cells = await page.locator('#outcomes tr').nth(1).locator('td').allTextContents();
    expect(cells).toEqual(['2024-03-01 08:00:13', 'timeout', 'job', '<b>2', '10s', 'app.ended did not come within 10s', '3']);
    await page.locator('#outcomes button').first().click();
    expect(await page.evaluate('getSelection().toString()')).toBe(LOG.split('\n').slice(0, 2).join('\n'));
  });

  it('is carried by a link, with the log', async () => {
    await page.locator('#share').click();
    await expect.poll(() => page.url()).toContain('#1=');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await expect.poll(() => other.locator('#status').textContent()).toMatch(/^2 outcomes/);
    expect(await other.locator('#log').inputValue()).toBe(LOG);
    await other.goto(`${playground.address}#1=broken`);
    await expect.poll(() => other.locator('#status').textContent()).toBe('This link is broken: it carries no rules.');
    await other.close();
  });

  it('makes requests to its own server only, and logs no error', () => {
    expect(playground.faults).toEqual([]);
  });
});
