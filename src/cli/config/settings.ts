/** Options that are not given on the command line: from the environment, or from `corr.config.json`, in this order. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { Source } from '../../dsl/source.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { jsonPlaces } from './json-places.ts';
import { optionName } from './schema.ts';

const FILE = 'corr.config.json';

/** A value that stands in for an option, and where it is from: a variable, or `file:line:column`. */
export interface Setting {
  value: unknown;
  origin: string;
  source: 'env' | 'config';
}

type Sections = Record<string, Record<string, unknown>>;

export class Settings {
  private readonly sections: Sections;
  private readonly places: ReadonlyMap<string, number>;
  private readonly source: Source | undefined;

  /** @throws Failure when the file is no JSON. */
  private constructor(
    private readonly env: Readonly<Record<string, string | undefined>>,
    folder: string,
  ) {
    const path = findUpward(folder);
    this.source = path === undefined ? undefined : new Source(relative(folder, path) || FILE, readFileSync(path, 'utf8'));
    this.sections = this.source ? parsed(this.source) : {};
    this.places = this.source ? jsonPlaces(this.source.text) : new Map();
  }

  /**
   * What stands in for options in a folder.
   * @throws Failure when the file is no JSON, or says what no command knows.
   */
  static async load(commands: readonly Command[], env: Readonly<Record<string, string | undefined>>, folder: string): Promise<Settings> {
    const settings = new Settings(env, folder);
    if (settings.source) {
      // Most folders have no such file: what checks it is not loaded then.
      const { checkSections } = await import('./validate.ts');
      checkSections(settings.sections, commands, (pointer) => settings.placeText(pointer));
    }
    return settings;
  }

  /** What stands in for an option of a command, if anything does. */
  of(command: Command, option: Option): Setting | undefined {
    const name = optionName(option);
    const variable = variableOf(command, name);
    const text = this.env[variable];
    if (text !== undefined) return { value: text, origin: variable, source: 'env' };
    const section = Object.hasOwn(this.sections, command.name()) ? this.sections[command.name()] : undefined;
    if (!section || !Object.hasOwn(section, name)) return undefined;
    return { value: section[name], origin: this.placeText(`/${command.name()}/${name}`), source: 'config' };
  }

  /**
   * Gives a command the options that were not given on the command line.
   * @throws Failure for a value that an option does not take.
   */
  applyTo(command: Command): void {
    for (const option of command.options) {
      const key = option.attributeName();
      const from = command.getOptionValueSource(key);
      if (from !== undefined && from !== 'default') continue;
      const setting = this.of(command, option);
      if (setting) command.setOptionValueWithSource(key, optionValue(option, setting), setting.source);
    }
  }

  private placeText(pointer: string): string {
    const { line, column } = this.source?.positionOf(this.places.get(pointer) ?? 0) ?? { line: 1, column: 1 };
    return `${this.source?.path ?? FILE}:${line}:${column}`;
  }
}

/** `CORR_RUN_FAIL_ON` for `--fail-on` of `run`. */
export function variableOf(command: Command, option: string): string {
  return `CORR_${command.name()}_${option}`.toUpperCase().replaceAll('-', '_');
}

/** The file in this folder, or in the nearest one above it. */
function findUpward(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, FILE))) return join(at, FILE);
    if (dirname(at) === at) return undefined;
  }
}

function parsed(source: Source): Sections {
  try {
    const json: unknown = JSON.parse(source.text);
    if (json !== null && typeof json === 'object' && !Array.isArray(json)) return json as Sections;
  } catch (error) {
    const { message } = error as Error;
    const { line, column } = source.positionOf(Number(/position (\d+)/.exec(message)?.[1] ?? source.text.length));
    throw new Failure(
      ExitCode.usage,
      `${source.path}:${line}:${column}: This is no JSON: ${message}.`,
      'Names and texts stand in double quotes, and no comma before a closing brace.',
    );
  }
  throw new Failure(ExitCode.usage, `${source.path}:1:1: It must be an object.`, 'Write { "run": { "lateness": "2s" } }.');
}

/** As the command line would have it. */
function optionValue(option: Option, { value, origin }: Setting): unknown {
  if (!option.required && !option.optional) return value === true || value === '1' || value === 'true';
  const texts = (Array.isArray(value) ? value : [value]).map(String);
  const { parseArg } = option;
  if (!parseArg) return texts[0];
  try {
    return texts.reduce<unknown>((before, text) => parseArg(text, before), undefined);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError) && !(error instanceof Failure)) throw error;
    throw new Failure(ExitCode.usage, `${origin}: '${texts.join(', ')}' is no value for --${optionName(option)}. ${error.message}`);
  }
}
