/** The environment of the program: Node, the terminal, variables, and how editors find it. */

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import type { Command } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { didYouMean, nearest } from '../../dsl/suggest.ts';
import { PLAIN } from '../../runtime/outputs/palette.ts';
import { commandsOf, configPath, KERNEL_VARIABLE, optionName, Settings, variableOf } from '../config/settings.ts';
import { Failure } from '../exit-code.ts';
import type { GlobalOptions, Stream } from '../terminal.ts';
import { version } from '../version.ts';
import type { Finding } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export function nodeFinding(found: string): Finding {
  const wanted = packageJson.engines.node.replace(/\D/g, '');
  if (Number.parseInt(found, 10) >= Number(wanted))
    return { level: 'fine', about: 'program', message: `corr ${version()} on Node ${found}` };
  return { level: 'error', about: 'program', message: `Node ${found} is too old.`, next: `Install Node ${wanted} or later.` };
}

/** Editors start `corr lsp` from the PATH. */
export function editorFinding({ PATH = '' }: Environment): Finding {
  const found = PATH.split(delimiter)
    .map((folder) => join(folder, 'corr'))
    .find(isExecutable);
  if (found !== undefined) return { level: 'fine', about: 'program', message: `editors find it as ${found}` };
  const next = 'Install it globally with npm, or give the editor the path of the program; it is started as: corr lsp';
  return { level: 'note', about: 'program', message: "There is no 'corr' on the PATH: editors will not find the language server.", next };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function terminalFinding({ isTerminal, columns, palette }: Stream, env: Environment): Finding {
  const colour = palette === PLAIN ? 'no colour' : 'colour';
  const why = env['NO_COLOR'] ? ' (NO_COLOR)' : env['FORCE_COLOR'] === undefined ? '' : ' (FORCE_COLOR)';
  const what = isTerminal
    ? `a terminal of ${columns ?? 80} columns`
    : 'no terminal: outcomes are JSON lines unless --format says otherwise';
  return { level: 'fine', about: 'program', message: `standard output is ${what}; ${colour}${why}` };
}

/** The configuration, and environment variables that set options. */
export async function configurationFindings(program: Command, env: Environment, folder: string): Promise<Finding[]> {
  const about = 'configuration';
  const { config: given } = program.opts<GlobalOptions>();
  const findings = unknownVariables(program, env);
  const misnamed = ['corr.config.yml', 'corr.yaml', 'corr.yml', 'corr.json'].find((file) => existsSync(join(folder, file)));
  if (misnamed !== undefined)
    findings.push({
      level: 'warning',
      about,
      message: `'${misnamed}' is not read.`,
      next: 'Rename it to corr.config.yaml or corr.config.json.',
    });
  try {
    const path = given ?? configPath(folder);
    await Settings.load(env, folder, given);
    const message = path === undefined ? 'none: no corr.config.yaml or .json here or above' : `${relative(folder, path)} is right`;
    findings.push({ level: path === undefined ? 'note' : 'fine', about, message });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    findings.push({ level: 'error', about, message: error.message, ...(error.help === undefined ? {} : { next: error.help }) });
  }
  return findings;
}

function unknownVariables(program: Command, env: Environment): Finding[] {
  const commands = commandsOf(program);
  const known = new Set(commands.flatMap((command) => command.options.map((option) => variableOf(command, optionName(option)))));
  const given = [program, ...commands].flatMap(({ options }) => options.map(({ envVar }) => envVar)).filter((name) => name !== undefined);
  const all = [...known, ...given, KERNEL_VARIABLE];
  const unknown = Object.keys(env).filter((name) => name.startsWith('CORR_') && !all.includes(name));
  return unknown.sort().map((name) => {
    const meant = nearest(name, all);
    const next = meant ? didYouMean(meant) : 'Names are CORR_COMMAND_OPTION, as in CORR_RUN_FAIL_ON.';
    return { level: 'warning', about: 'configuration', message: `${name} is set, but there is no such option.`, next };
  });
}
