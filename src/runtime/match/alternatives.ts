/** The patterns of a record, compiled. */

import type { AlternativePlan } from '../../dsl/pattern-plan.ts';
import type { TextReader } from '../decode/text.ts';
import type { LogRecord, Value } from '../record.ts';
import { compileRegex, type RegexMatcher } from './automata/regex.ts';
import type { CaptureTypes } from './capture-types.ts';
import { FieldTests } from './field-tests.ts';
import { compileTemplate, type Template } from './template/template.ts';

export interface Alternative {
  /** Whether a record fits this pattern; creates no text and no value if it does not. */
  matches(record: LogRecord): boolean;
  /** Writes the captured values of that record, by slot; returns false if a value does not have its type after all. */
  read(record: LogRecord, values: (Value | undefined)[]): boolean;
}

export function compileAlternative(plan: AlternativePlan, types: CaptureTypes, reader: TextReader): Alternative {
  switch (plan.kind) {
    case 'template':
      return new TemplateAlternative(compileTemplate(plan.template, types));
    case 'regex':
      return new RegexAlternative(compileRegex(plan.regex), plan.captures, reader);
    case 'fields':
      return new FieldTests(plan.fields);
  }
}

class TemplateAlternative implements Alternative {
  constructor(private readonly template: Template) {}

  matches({ bytes, messageStart, messageEnd }: LogRecord): boolean {
    return this.template.match(bytes, messageStart, messageEnd);
  }

  read(_record: LogRecord, values: (Value | undefined)[]): boolean {
    return this.template.read(values);
  }
}

class RegexAlternative implements Alternative {
  constructor(
    private readonly regex: RegexMatcher,
    private readonly captures: readonly { group: number; slot: number }[],
    private readonly reader: TextReader,
  ) {}

  matches({ bytes, messageStart, messageEnd }: LogRecord): boolean {
    return this.regex.testBytes(bytes, messageStart, messageEnd);
  }

  read({ bytes, messageStart, messageEnd }: LogRecord, values: (Value | undefined)[]): boolean {
    if (this.captures.length === 0) return true;
    const text = this.reader.text(bytes, messageStart, messageEnd);
    const groups = this.regex.exec(text);
    if (!groups) return false;
    for (const { group, slot } of this.captures) {
      const start = groups[2 * group]!;
      values[slot] = start < 0 ? undefined : copied(text.slice(start, groups[2 * group + 1]!));
    }
    return true;
  }
}

/** A substring may keep the whole text alive. */
function copied(part: string): string {
  return Buffer.from(part).toString();
}
