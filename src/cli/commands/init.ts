import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { shellText, terminalText } from '../../runtime/outputs/escape.ts';
import { ExitCode } from '../exit-code.ts';
import { type CiService, ciFile } from '../scaffold/ci.ts';
import { writeNew } from '../scaffold/files.ts';
import { SSH_RULES, TODAY, YESTERDAY } from '../scaffold/ssh.ts';
import { type GlobalOptions, stderr, stdout } from '../terminal.ts';

interface InitOptions extends GlobalOptions {
  ci: CiService;
}

/** `corr init`: rules with tests, sample logs, and a file for a CI service. */
export function init(folder: string, options: InitOptions): ExitCode {
  const ci = ciFile(options.ci);
  const files = new Map<string, string | Uint8Array>([
    [join(folder, 'rules', 'ssh.corr'), SSH_RULES],
    [join(folder, 'samples', 'auth.log'), TODAY],
    [join(folder, 'samples', 'auth.log.1.gz'), gzipSync(YESTERDAY)],
    [join(folder, ci.path), ci.text],
  ]);
  writeNew(files);
  const { write } = stdout(options);
  for (const path of files.keys()) write(`${terminalText(path)}\n`);
  stderr(options).write(`
Next:
${folder === '.' ? '' : `  cd ${terminalText(shellText(folder))}\n`}  corr check && corr test
  corr run rules samples/auth.log*
  corr explain rules samples/auth.log --key user=bob
`);
  return ExitCode.fine;
}
