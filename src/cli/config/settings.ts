/** Options that are not given on the command line: from the environment, or else from `corr.config.yaml` or `.json`. */

import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { Failure, usageError } from '../exit-code.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';

const FILES = ['corr.config.yaml', 'corr.config.json'];

/** A value for an option that is not given, and its origin: a variable, or `file:line:column`. */
interface Setting {
  value: unknown;
  origin: string;
  source: 'env' | 'config';
}

/** Options that say the same in two ways: if one is given, what is set for the other further down does not count. */
const RIVALS: ReadonlyMap<string, string> = new Map([
  ['year', 'date'],
  ['date', 'year'],
]);

type Sections = Record<string, Record<string, unknown>>;

export class Settings {
  private constructor(
    private readonly env: Readonly<Record<string, string | undefined>>,
    /** Undefined if there is none. */
    readonly file: ConfigFile | undefined,
  ) {}

  /**
   * Loads the values for options that are not given.
   * @param given the configuration file; it is searched for if absent
   * @throws Failure if the file cannot be read, or has something that no command knows
   */
  static async load(env: Readonly<Record<string, string | undefined>>, folder: string, given?: string): Promise<Settings> {
    const path = given ?? configPath(folder);
    if (path === undefined) return new Settings(env, undefined);
    const file = await readConfigFile(path, given ?? relative(folder, path));
    // Most folders have no such file: the validator is then not loaded.
    const { checkSections } = await import('./validate.ts');
    checkSections(file);
    return new Settings(env, file);
  }

  /** The value for an option of a command; undefined if nothing sets it. */
  of(command: Command, option: Option): Setting | undefined {
    const set = this.variable(command, option);
    const rival = command.options.find((other) => other.attributeName() === RIVALS.get(option.attributeName()));
    if (set || !this.file || (rival && this.variable(command, rival))) return set;
    const name = optionName(option);
    const sections = this.file.value as Sections;
    const section = Object.hasOwn(sections, command.name()) ? sections[command.name()] : undefined;
    if (!section || !Object.hasOwn(section, name)) return undefined;
    return { value: section[name], origin: this.file.placeText(`/${command.name()}/${name}`), source: 'config' };
  }

  private variable(command: Command, option: Option): Setting | undefined {
    const origin = [variableOf(command, optionName(option)), option.envVar ?? ''].find((name) => this.env[name] !== undefined);
    return origin === undefined ? undefined : { value: this.env[origin], origin, source: 'env' };
  }

  /**
   * Sets the options of a command that were not given on the command line.
   * @throws Failure for a value that an option does not accept
   */
  applyTo(command: Command): void {
    for (const option of command.options) {
      const key = option.attributeName();
      if ([key, RIVALS.get(key) ?? key].some((given) => command.getOptionValueSource(given) === 'cli')) continue;
      const setting = this.of(command, option);
      if (setting) command.setOptionValueWithSource(key, optionValue(option, setting), setting.source);
    }
  }
}

/**
 * `js`: scans use the TypeScript implementation even where WebAssembly is available. There is no option for it: it
 * serves comparisons.
 */
export const KERNEL_VARIABLE = 'CORR_KERNEL';

/** `CORR_RUN_FAIL_ON` for `--fail-on` of `run`, `CORR_STATE_LS_RULE` for `--rule` of `state ls`. */
export function variableOf(command: Command, option: string): string {
  return `CORR_${[...wordsOf(command), option].join('_')}`.toUpperCase().replaceAll('-', '_');
}

/** The name after the two dashes. */
export function optionName({ long }: Option): string {
  return (long ?? '').slice(2);
}

/** The words of the command: `state ls` has two. */
export function wordsOf(command: Command): string[] {
  const words: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) words.unshift(at.name());
  return words;
}

/** All commands, including subcommands. */
export function commandsOf({ commands }: Command): Command[] {
  return commands.flatMap((command) => [command, ...commandsOf(command)]);
}

/**
 * The configuration file in this folder, or in the nearest parent that has one.
 * @throws Failure if a folder has two
 */
export function configPath(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const [found, other] = FILES.map((file) => join(at, file)).filter((path) => existsSync(path));
    if (found !== undefined && other !== undefined)
      throw usageError(`There are both '${relative(folder, found)}' and '${relative(folder, other)}'.`, 'Keep one of them.');
    if (found !== undefined || dirname(at) === at) return found;
  }
}

const SWITCHED: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...[true, 'true', '1'].map((on) => [on, true] as const),
  ...[false, 'false', '0', ''].map((off) => [off, false] as const),
]);

function isOn(value: unknown, origin: string): boolean {
  const on = SWITCHED.get(value);
  if (on !== undefined) return on;
  throw usageError(`${origin}: '${value}' is neither on nor off.`, 'A switch is on with 1 or true, and off with 0 or false.');
}

/** The value as the command line would give it. */
function optionValue(option: Option, { value, origin }: Setting): unknown {
  if (!option.required && !option.optional) return isOn(value, origin);
  const texts = (Array.isArray(value) ? value : [value]).map(String);
  const { parseArg } = option;
  if (!parseArg) return texts[0];
  try {
    return texts.reduce<unknown>((before, text) => parseArg(text, before), undefined);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError) && !(error instanceof Failure)) throw error;
    throw usageError(`${origin}: '${texts.join(', ')}' is not a valid value for --${optionName(option)}. ${error.message}`);
  }
}
