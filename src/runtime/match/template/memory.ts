import { JsonTape } from '../../decode/json/json-tape.ts';
import { GrowingArray } from '../../values/growing-array.ts';
import { Search } from './search.ts';

/** Working memory of templates, shared by all, since only one runs at a time. */
export class TemplateMemory {
  readonly tape = new JsonTape();
  readonly search = new Search(this.tape);
  /** By place of the text: one bit per part, in words of 32; see {@link Sweep}. */
  readonly marks = new GrowingArray(Int32Array);
}
