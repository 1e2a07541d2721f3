/** A configuration file, JSON or YAML depending on its name, and the position of each value. */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Source } from '../../dsl/source.ts';
import { type Failure, usageError } from '../exit-code.ts';
import { jsonPlaces, wrongToken } from './json-places.ts';

export class ConfigFile {
  constructor(
    private readonly source: Source,
    /** The folder of the file, to which paths in it are relative. */
    readonly folder: string,
    /** The content: plain values, as from `JSON.parse`. */
    readonly value: unknown,
    private readonly places: ReadonlyMap<string, number>,
  ) {}

  /** The offset of a value by its pointer (RFC 6901), or else of what contains it. */
  offsetOf(pointer: string): number {
    let held = pointer;
    while (held !== '' && !this.places.has(held)) held = held.slice(0, held.lastIndexOf('/'));
    return this.places.get(held) ?? 0;
  }

  /** The position of that offset: `corr.config.yaml:2:12`. */
  placeText(pointer: string): string {
    return placeText(this.source, this.offsetOf(pointer));
  }
}

/**
 * Reads a file whose name ends in `.json`, `.yaml` or `.yml`. An empty YAML file is an empty object.
 * @param shownAs how messages name it
 * @throws Failure if it cannot be read, or is not in the format of its name
 */
export async function readConfigFile(path: string, shownAs = path): Promise<ConfigFile> {
  const source = new Source(shownAs, textOf(path, shownAs));
  const folder = dirname(resolve(path));
  if (path.endsWith('.json')) return new ConfigFile(source, folder, parsedJson(source), jsonPlaces(source.text));
  // Most configurations are JSON or absent: the YAML parser is then not loaded.
  const { readYaml } = await import('./yaml.ts');
  const read = readYaml(source.text);
  if ('problem' in read)
    throw wrong(source, read.offset, `This is not valid YAML: ${read.problem}.`, 'Indent with spaces, two for each level.');
  return new ConfigFile(source, folder, read.value, read.places);
}

function textOf(path: string, shownAs: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw usageError(`'${shownAs}' cannot be read: ${(error as Error).message}.`, 'Name a file that exists.');
  }
}

function parsedJson(source: Source): unknown {
  try {
    return JSON.parse(source.text);
  } catch (error) {
    const { message } = error as Error;
    const offset = wrongToken(source.text) ?? Number(/position (\d+)/.exec(message)?.[1] ?? source.text.length);
    const help = 'Write names and texts in double quotes, and no comma before a closing brace.';
    throw wrong(source, offset, `This is not valid JSON: ${message}.`, help);
  }
}

function wrong(source: Source, offset: number, message: string, help: string): Failure {
  return usageError(`${placeText(source, offset)}: ${message}`, help);
}

function placeText(source: Source, offset: number): string {
  const { line, column } = source.positionOf(offset);
  return `${source.path}:${line}:${column}`;
}
