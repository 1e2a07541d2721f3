import type { Command } from 'commander';
import { jsonText, terminalText } from '../../runtime/outputs/escape.ts';
import { commandsOf, optionName, Settings, wordsOf } from '../config/settings.ts';
import { ExitCode } from '../exit-code.ts';
import { type GlobalOptions, stdout } from '../terminal.ts';

/** `corr config show`: the values configured for options that are not given, and their origin with `--origin`. */
export async function showConfig(program: Command, options: GlobalOptions & { origin?: boolean }): Promise<ExitCode> {
  const settings = await Settings.load(process.env, process.cwd(), options.config);
  const { write, palette } = stdout(options);
  for (const command of commandsOf(program)) {
    for (const option of command.options) {
      const setting = settings.of(command, option);
      const value = setting?.value ?? option.defaultValue;
      if (value === undefined) continue;
      const origin = options.origin ? `  ${palette.dim(terminalText(setting?.origin ?? 'default'))}` : '';
      write(`${wordsOf(command).join(' ')}.${optionName(option)} = ${jsonText(value as string | object)}${origin}\n`);
    }
  }
  return ExitCode.fine;
}
