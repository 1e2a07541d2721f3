import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PiecePlan } from '../../../src/dsl/pattern-plan.ts';
import { parseTemplate } from '../../../src/dsl/patterns/template.ts';
import { RecordClock } from '../../../src/runtime/decode/stamps/clock.ts';
import { CaptureTypes } from '../../../src/runtime/match/capture-types.ts';
import { compileTemplate } from '../../../src/runtime/match/template/template.ts';
import { TemplateReach } from '../../../src/runtime/trace/template-reach.ts';
import { logRecord } from '../match/log-records.ts';

const types = new CaptureTypes(new RecordClock({ received: 0, zone: 'UTC', live: true }, 'UTC'));
const SLOT = 99;
const ANYTHING: PiecePlan = { kind: 'capture', type: { name: 'text' }, slot: SLOT };

const templates = fc
  .array(fc.constantFrom('a', 'ab', ' b ', '-', '{w}', '{t:text}', '{n:int}', '{*}', '{?b }', '{?x{o:int}}', '{=ab|b}'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.map((part, i) => part.replace(/\{([wtn])/, `{$1${i}`).replace('{o', `{o${i}`)).join(''))
  // Trailing blanks would be ignored.
  .map((text) => `${text}z`);
const texts = fc
  .array(fc.constantFrom('a', 'b', ' ', '-', '1', '23', 'x', 'é'), { maxLength: 10 })
  .map((parts) => parts.join('').trimEnd());

/** The prefixes of a template, shortest first, and how each would be written. */
function beginnings(pieces: readonly PiecePlan[]): PiecePlan[][] {
  return [
    ...pieces.flatMap((piece, i) => {
      const before = pieces.slice(0, i);
      if (piece.kind !== 'text') return [before];
      return [...piece.text].map((_, chars) =>
        chars === 0 ? before : [...before, { kind: 'text', text: [...piece.text].slice(0, chars).join('') } as const],
      );
    }),
    [...pieces],
  ];
}

it('is the longest beginning of the template that the text begins with', () => {
  fc.assert(
    fc.property(templates, texts, (text, message) => {
      const { template, problems, captures } = parseTemplate(text);
      fc.pre(problems.length === 0);
      const record = logRecord(message);
      const { bytes, messageStart, messageEnd } = record;
      const endOf = (pieces: readonly PiecePlan[]) => {
        const beginning = compileTemplate({ pieces: [...pieces, ANYTHING], literals: [] }, types);
        return beginning.match(bytes, messageStart, messageEnd) ? beginning.startOf(SLOT) - messageStart : -1;
      };
      const longest = beginnings(template.pieces).findLast((pieces) => endOf(pieces) >= 0) ?? [];
      const names = captures.map(({ name }) => name);
      const reach = new TemplateReach(template, types, names).of(record);
      expect(reach.at).toBe(new TextDecoder().decode(bytes.subarray(messageStart, messageStart + endOf(longest))).length);
      expect(reach.whole).toBe(compileTemplate(template, types).match(bytes, messageStart, messageEnd));
      expect(text.startsWith(reach.fits)).toBe(true);
      if (reach.expected.startsWith('"')) expect(text.slice(reach.fits.length)).toMatch(JSON.parse(reach.expected).slice(0, 1));
      if (reach.whole) expect(reach.fits).toBe(text);
    }),
    { numRuns: 300 },
  );
});
