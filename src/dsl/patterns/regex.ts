/** Regular expressions: from the author's text to the normal form of the Plan, which all engines interpret alike. */

import type { RegexPlan } from '../pattern-plan.ts';
import { isLinear } from './linear.ts';
import { regexLiterals } from './literals.ts';
import { type PatternProblem, Problems } from './problem.ts';
import { isAnchored } from './regex-nodes.ts';
import { type GroupName, RegexReader } from './regex-reader.ts';

interface ParsedRegex {
  /** Must not be used if a problem is an error. */
  regex: RegexPlan;
  /** The named groups; unnamed ones capture nothing. Offsets are those of the name. */
  names: GroupName[];
  problems: PatternProblem[];
}

const FLAGS = ['i', 's'];

/**
 * Parses the text between the slashes, and the flags after them. `search`: it may match anywhere in a text; `whole`: it
 * must match an entire captured text. Offsets are into the pattern; those of the flags begin one after its end.
 */
export function parseRegex(pattern: string, flags: string, use: 'search' | 'whole' = 'search'): ParsedRegex {
  const problems = new Problems();
  const whole = use === 'whole';
  refuseFlags(pattern, flags, problems);
  const reader = new RegexReader(pattern, { anyCase: flags.includes('i'), dotAll: flags.includes('s'), whole }, problems);
  const node = reader.read();
  const sound = problems.list.length === 0;
  const anchored = whole || isAnchored(node);
  const regex: RegexPlan = {
    node,
    groups: reader.names.length,
    literals: sound ? regexLiterals(node) : [],
    anchored,
    backtracks: !sound || !isLinear(node, whole),
  };
  return { regex, names: reader.names, problems: problems.list };
}

function refuseFlags(pattern: string, flags: string, problems: Problems): void {
  for (const [i, flag] of [...flags].entries()) {
    const start = pattern.length + '/'.length + i;
    if (!FLAGS.includes(flag) || flags.indexOf(flag) < i) problems.add({ start, end: start + 1 }, 'regex-flag', [flag]);
  }
}
