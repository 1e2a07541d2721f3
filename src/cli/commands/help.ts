import type { Command } from 'commander';
import type { Spec } from '../../dsl/catalogue/spec.ts';
import { type Code, catalogue } from '../../dsl/catalogue.ts';
import { commandsOf, wordsOf } from '../config/settings.ts';
import { ExitCode, usageError } from '../exit-code.ts';
import { meantName } from '../meant.ts';

/** `corr help TOPIC`: a command's options, or the page of a diagnostic. @param topic the words of a command, or a code */
export function help(topic: readonly string[], program: Command): ExitCode {
  const command = topic.reduce<Command | undefined>((at, word) => at?.commands.find((one) => one.name() === word), program);
  process.stdout.write(command ? command.helpInformation() : pageOf(topic.join(' '), program));
  return ExitCode.fine;
}

function pageOf(topic: string, program: Command): string {
  if (!Object.hasOwn(catalogue, topic)) {
    const known = [...Object.keys(catalogue), ...commandsOf(program).map((one) => wordsOf(one).join(' '))];
    const help = meantName(topic, known) ?? 'corr --help lists the commands; messages end with their code, as in [unbounded-state].';
    throw usageError(`There is no command and no message '${topic}'.`, help);
  }
  return page(topic, catalogue[topic as Code]);
}

/** What a diagnostic means, with a program that causes it and one that does not. */
function page(code: string, { severity, help, bad, good }: Pick<Spec<never>, 'severity' | 'help' | 'bad' | 'good'>): string {
  const parts = [`${code} (${severity})`, help];
  if (bad !== '') parts.push('This causes it:', indented(bad));
  if (good !== '') parts.push('This is correct:', indented(good));
  return `${parts.join('\n\n')}\n`;
}

function indented(program: string): string {
  return program
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}
