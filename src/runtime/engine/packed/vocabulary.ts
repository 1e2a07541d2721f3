/** What pieces of one kind share: the names of their members, and recurring words. */

import { textHash } from '../../values/text-hash.ts';

/** Longer texts do not become words. */
const LONGEST = 40;
/** The most words to keep. */
const MOST = 16_384;
/** How often a text must be met to become a word, within a period of {@link COUNTERS} texts. */
const OFTEN = 8;
const COUNTERS = 16_384;

/** Recurring texts by number: a user who is logged in everywhere, a host, a program. A word stays one. */
class Words {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];
  /** Counters by hash. Texts that share a counter may become words too early, which costs no more than a number each. */
  private counts: Uint8Array | undefined;
  private left = COUNTERS;

  /** The number of a word; undefined if the text was not a word yet, though it may be one from now on. */
  numberOf(text: string): number | undefined {
    const number = this.numbers.get(text);
    if (number === undefined && text.length <= LONGEST && this.texts.length < MOST) this.count(text);
    return number;
  }

  at(number: number): string {
    return this.texts[number] as string;
  }

  save(): string[] {
    return [...this.texts];
  }

  restore(texts: readonly string[]): void {
    this.texts.push(...texts);
  }

  private count(text: string): void {
    this.counts ??= new Uint8Array(COUNTERS);
    if (--this.left === 0) {
      this.left = COUNTERS;
      this.counts.fill(0);
    }
    const counter = textHash(text, 0) & (COUNTERS - 1);
    if (++this.counts[counter]! < OFTEN) return;
    this.counts[counter] = 0;
    this.numbers.set(text, this.texts.push(text) - 1);
  }
}

/** A sequence of member names, as a trie node, and the number of the objects that have exactly these. */
interface Names {
  list: readonly string[];
  last: string;
  /** The continuations by next name, and the one met last, which is the most likely. */
  longer: Map<string, Names>;
  likely: Names | undefined;
  /** The number of this shape; negative if no object has had it. */
  number: number;
}

/** Member names of objects, by number. Names come from the program, never from data, so there are few. */
class Shapes {
  private readonly none: Names = { list: [], last: '', longer: new Map(), likely: undefined, number: -1 };
  private readonly shapes: Names[] = [];

  numberOf(object: object): number {
    let names = this.none;
    for (const name in object) names = names.likely?.last === name ? names.likely : this.withOne(names, name);
    if (names.number < 0) names.number = this.shapes.push(names) - 1;
    return names.number;
  }

  at(number: number): readonly string[] {
    return (this.shapes[number] as Names).list;
  }

  save(): (readonly string[])[] {
    return this.shapes.map(({ list }) => list);
  }

  restore(shapes: readonly (readonly string[])[]): void {
    for (const names of shapes) this.numberOf(Object.fromEntries(names.map((name) => [name, null])));
  }

  private withOne(names: Names, name: string): Names {
    const known = names.longer.get(name);
    names.likely = known ?? { list: [...names.list, name], last: name, longer: new Map(), likely: undefined, number: -1 };
    if (!known) names.longer.set(name, names.likely);
    return names.likely;
  }
}

/** Plain JSON. */
export interface SavedVocabulary {
  words: string[];
  shapes: (readonly string[])[];
  base: number | null;
}

export class Vocabulary {
  readonly words = new Words();
  readonly shapes = new Shapes();
  /** The first great number written: those of all pieces lie near each other. */
  base: number | undefined;

  save(): SavedVocabulary {
    return { words: this.words.save(), shapes: this.shapes.save(), base: this.base ?? null };
  }

  /** For reading what was written with the saved vocabulary. */
  static restored({ words, shapes, base }: SavedVocabulary): Vocabulary {
    const vocabulary = new Vocabulary();
    vocabulary.words.restore(words);
    vocabulary.shapes.restore(shapes);
    if (base !== null) vocabulary.base = base;
    return vocabulary;
  }
}
