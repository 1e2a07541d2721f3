/** The same program under other names, which objects have by themselves in JavaScript. */

import type { Line } from './generator/log.ts';
import { NAMES } from './generator/program.ts';
import { Random } from './generator/random.ts';
import type { Text } from './generator/text.ts';

const INHERITED = [
  '__defineGetter__',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'toLocaleString',
  'toString',
  'valueOf',
];
/** Of steps, and of fields of outcomes. */
const OTHERS = ['s1', 's2', 's3', 'took', 'what', 'called', 'level', 'team', 'about'];

export class Renaming {
  private readonly names: ReadonlyMap<string, string>;

  constructor(seed: number) {
    const random = new Random(seed);
    const chosen = random.shuffled(INHERITED);
    // Rules of one stage run in the order of their names.
    const rules = chosen.splice(0, NAMES.length).sort();
    const others = random.shuffled(OTHERS).slice(0, chosen.length);
    const named = (from: readonly string[], to: readonly string[]) => from.map((name, i): [string, string] => [name, to[i] ?? name]);
    this.names = new Map([...named([...NAMES].sort(), rules), ...named(others, chosen)]);
  }

  program(text: Text): Text {
    return text.map((part) =>
      typeof part === 'string' ? this.in(part, (name) => `\`${name}\``) : { optional: this.program(part.optional) },
    );
  }

  line(line: Line): Line {
    const { expire, change } = line;
    return { ...line, ...(expire && { expire: this.in(expire) }), ...(change && { change: this.in(change) }) };
  }

  /** A text that tells of it: the same for both programs. */
  in(text: string, shown = (name: string) => name): string {
    return text.replace(/\b[a-z]+\d?\b/g, (word) => {
      const name = this.names.get(word);
      return name === undefined ? word : shown(name);
    });
  }
}
