/** Every command in code on a page exists, with its options: also those that no test runs. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';

const program = buildProgram(() => undefined);
const FOLDERS = ['docs', 'examples', 'editors', 'packaging', 'ci'];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
).filter((file) => /\.(?:md|yml|service)$|Containerfile$/.test(file));

/** Blocks and pieces of code of Markdown, or all of another file. */
function codeIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.md') ? Array.from(text.matchAll(/^```.*(\n[\s\S]*?)^```|`[^`\n]+`/gm), ([code, block]) => block ?? code) : [text];
}

/** What is wrong with the commands in a piece of code. */
function faultsIn(code: string): string[] {
  const commands = code.replaceAll('\\\n', ' ').matchAll(/(?:^|[\s`'/])corr ([a-z]+)\b([^\n`|&;#>]*)/g);
  return Array.from(commands, ([, name = '', rest = '']) => faultsOf(name, rest)).flat();
}

function faultsOf(name: string, rest: string): string[] {
  const parent = program.commands.find((one) => one.name() === name);
  if (!parent) return [`there is no command ${name}`];
  const command = parent.commands.find((one) => one.name() === rest.trim().split(' ')[0]) ?? parent;
  const given = Array.from(rest.matchAll(/(?<=\s)(--[a-z][a-z-]*|-[a-zA-Z]\b)/g), ([option]) => option);
  return given.filter((option) => !hasOption(command, option)).map((option) => `${command.name()} has no ${option}`);
}

function hasOption(command: Command, option: string): boolean {
  return [...command.options, ...program.options].some(({ long, short }) => option === long || option === short || option === '--help');
}

it.each(['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', ...files])('%s names commands and options that exist', (file) => {
  expect(codeIn(file).flatMap(faultsIn)).toEqual([]);
});

it('finds what does not exist', () => {
  expect(
    ['corr rum x', '`corr check --fixx a`', 'corr state ls --output x', 'corr run a b --format ndjson | head -8'].flatMap(faultsIn),
  ).toEqual(['there is no command rum', 'check has no --fixx', 'ls has no --output']);
});
