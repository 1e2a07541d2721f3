import { Merge } from '../../runtime/inputs/merge.ts';
import { decodedJson } from '../../runtime/outputs/record-json.ts';
import type { ExitCode } from '../exit-code.ts';
import { openLogs, type ReadingOptions } from '../run/inputs.ts';
import { InputProblems } from '../run/problems.ts';
import { drained, type GlobalOptions, stderr, stdout } from '../terminal.ts';

interface DecodeOptions extends GlobalOptions, ReadingOptions {
  format?: string;
}

/** `corr decode`: each record as one line of JSON. */
export async function decode(logs: readonly string[], options: DecodeOptions): Promise<ExitCode> {
  const out = stdout(options);
  const problems = new InputProblems(stderr(options).write);
  const { cursors, files } = await openLogs(logs, [], options, problems.report, options.format);
  const merge = new Merge(cursors);
  while (await merge.fill()) {
    for (let cursor = merge.next(); cursor; cursor = merge.next()) {
      const { record, line, file, info } = cursor;
      out.write(`${decodedJson({ file: files[file] ?? '', line, format: info.format, record, fields: cursor.fields() })}\n`);
    }
    await drained();
  }
  return problems.exitCode();
}
