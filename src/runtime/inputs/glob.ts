/** Files by pattern: `*`, `?`, `[…]`, `{a,b}`, and `**` for any number of folders. Node has no glob before version 22. */

import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isUnspeakable, problemOf, type ReportProblem } from './problem.ts';
import { hasWildcards, matchesWildcard, parseWildcard } from './wildcard.ts';

/** More alternatives are a mistake, or an attack. */
export const MOST_ALTERNATIVES = 1024;
const ANY_FOLDERS = '**';

/** Finds files, each once, in order of their names. What cannot be looked at is reported, but no link to nowhere. */
export class Glob {
  private readonly found = new Set<string>();
  private readonly told = new Set<string>();

  constructor(private readonly report: ReportProblem) {}

  /** The files that a pattern names; undefined if its braces yield too many alternatives. */
  async files(pattern: string): Promise<string[] | undefined> {
    const alternatives = expandBraces(pattern);
    for (const alternative of alternatives ?? []) {
      const isAbsolute = alternative.startsWith('/');
      const parts = alternative.split('/').filter((part, at, all) => part !== '' && !(part === ANY_FOLDERS && all[at - 1] === ANY_FOLDERS));
      await this.walk(isAbsolute ? '/' : '', parts);
    }
    return alternatives && [...this.found];
  }

  /** All files below a folder except hidden ones. */
  async below(folder: string): Promise<string[]> {
    await this.walk(folder, [ANY_FOLDERS, '*']);
    return [...this.found];
  }

  private async walk(folder: string, parts: readonly string[]): Promise<void> {
    const [part, ...rest] = parts;
    if (part === undefined) return;
    if (part === ANY_FOLDERS) return this.walkAny(folder, rest.length === 0 ? ['*'] : rest);
    if (!hasWildcards(part) && !part.includes('\\')) return this.enter(join(folder, part), rest);
    const wildcard = parseWildcard(part);
    for (const { name } of await this.entries(folder)) {
      if (name.startsWith('.') && !part.startsWith('.')) continue;
      if (matchesWildcard(wildcard, name)) await this.enter(join(folder, name), rest);
    }
  }

  /** `**` descends into folders, but not through links, which may form cycles. */
  private async walkAny(folder: string, rest: readonly string[]): Promise<void> {
    await this.walk(folder, rest);
    for (const entry of await this.entries(folder)) {
      if (entry.isDirectory() && !entry.name.startsWith('.')) await this.walkAny(join(folder, entry.name), rest);
    }
  }

  private async enter(path: string, rest: readonly string[]): Promise<void> {
    const stats = await stat(path).catch((error: unknown) => {
      if (!isMissing(error) || isUnspeakable(path)) this.tell(error, path);
      return undefined;
    });
    if (rest.length === 0) {
      if (stats?.isFile()) this.found.add(path);
    } else if (stats?.isDirectory()) {
      await this.walk(path, rest);
    }
  }

  private async entries(folder: string): Promise<Dirent[]> {
    try {
      const entries = await readdir(folder === '' ? '.' : folder, { withFileTypes: true });
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      this.tell(error, folder);
      return [];
    }
  }

  private tell(error: unknown, path: string): void {
    if (!this.told.has(path)) this.report(problemOf(error, path));
    this.told.add(path);
  }
}

const MISSING: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'ELOOP'];

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING.includes(error.code);
}

/** Whether a pattern would find a file at this path, be it there or not; both absolute. */
export function matchesPattern(pattern: string, path: string): boolean {
  const parts = (text: string) => text.split('/').filter((part) => part !== '');
  return (expandBraces(pattern) ?? []).some((alternative) => matchesParts(parts(alternative), parts(path)));
}

function matchesParts([part, ...rest]: readonly string[], [name, ...names]: readonly string[]): boolean {
  if (part === undefined || name === undefined) return part === name;
  const isHidden = name.startsWith('.') && !part.startsWith('.');
  if (part !== ANY_FOLDERS) return !isHidden && matchesWildcard(parseWildcard(part), name) && matchesParts(rest, names);
  return matchesParts(rest.length === 0 ? ['*'] : rest, [name, ...names]) || (!isHidden && matchesParts([part, ...rest], names));
}

/** All texts that a text with alternatives in braces stands for; undefined if there are too many. */
export function expandBraces(pattern: string): string[] | undefined {
  const done: string[] = [];
  const waiting = [pattern];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const parts = firstBraces(next);
    if (!parts) done.push(next);
    else for (const option of parts.options.reverse()) waiting.push(parts.before + option + parts.after);
    if (done.length + waiting.length > MOST_ALTERNATIVES) return undefined;
  }
  return done;
}

/** The first braces with a comma inside, and the text around them; undefined if there are none. */
function firstBraces(text: string): { before: string; options: string[]; after: string } | undefined {
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
    const options: string[] = [];
    let depth = 0;
    let start = open + 1;
    for (let at = open; at < text.length; at++) {
      const char = text[at];
      if (char === '{') depth++;
      else if (char === '}') depth--;
      const endsOption = depth === 0 || (depth === 1 && char === ',');
      if (!endsOption) continue;
      options.push(text.slice(start, at));
      start = at + 1;
      if (depth > 0) continue;
      if (options.length > 1) return { before: text.slice(0, open), options, after: text.slice(start) };
      break;
    }
  }
  return undefined;
}
