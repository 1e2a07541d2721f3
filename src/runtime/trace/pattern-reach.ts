/** How far the patterns of a record fit a line. */

import type { AlternativePlan } from '../../dsl/pattern-plan.ts';
import type { CaptureTypes } from '../match/capture-types.ts';
import type { LogRecord } from '../record.ts';
import { FieldsReach } from './fields-reach.ts';
import { furthest, type Reach } from './reach.ts';
import { RegexReach } from './regex-reach.ts';
import { TemplateReach } from './template-reach.ts';

/** The patterns of one record, compiled once for many lines. */
export class PatternReach {
  private readonly reaches: readonly { of(record: LogRecord): Reach }[];

  /** @param names of the slots */
  constructor(alternatives: readonly AlternativePlan[], types: CaptureTypes, names: readonly string[] = []) {
    this.reaches = alternatives.map((alternative) => reachOf(alternative, types, names));
  }

  /** Among several patterns, one that fits, otherwise one with a remedy, otherwise the one that fits furthest. */
  of(record: LogRecord): Reach | undefined {
    const reaches = this.reaches.map((reach) => reach.of(record));
    const sure = reaches.find(({ whole }) => whole) ?? reaches.find(({ remedy }) => remedy !== undefined);
    return sure ?? furthest(reaches);
  }
}

function reachOf(alternative: AlternativePlan, types: CaptureTypes, names: readonly string[]): { of(record: LogRecord): Reach } {
  switch (alternative.kind) {
    case 'template':
      return new TemplateReach(alternative.template, types, names);
    case 'regex':
      return new RegexReach(alternative.regex);
    case 'fields':
      return new FieldsReach(alternative.fields);
  }
}
