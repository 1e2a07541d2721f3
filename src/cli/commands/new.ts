import { join } from 'node:path';
import { parse } from '../../dsl/parser.ts';
import { Source } from '../../dsl/source.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { ExitCode, usageError } from '../exit-code.ts';
import { writeNew } from '../scaffold/files.ts';
import { RULE_KINDS, type RuleKind, skeleton } from '../scaffold/skeletons.ts';
import { type GlobalOptions, stdout } from '../terminal.ts';

/** `corr new KIND NAME`: a file with a rule of this name and a test that passes unchanged. */
export function newRule(kind: string, name: string, options: GlobalOptions & { dir: string }): ExitCode {
  const known = RULE_KINDS.find((one): one is RuleKind => one === kind);
  if (known === undefined) throw usageError(`There is no kind of rule '${kind}'.`, `It can be ${RULE_KINDS.join(', ')}.`);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw usageError(`'${name}' cannot be the name of a rule.`, 'Use letters, digits and underscores.');
  const path = join(options.dir, `${name}.corr`);
  const text = skeleton(known, name);
  if (parse(new Source(path, text)).diagnostics.length > 0) throw usageError(`'${name}' is a keyword.`, 'Choose another name.');
  writeNew(new Map([[path, text]]));
  stdout(options).write(`${terminalText(path)}\n`);
  return ExitCode.fine;
}
