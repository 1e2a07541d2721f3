import { JsonTape } from '../decode/json-tape.ts';
import { Growing } from '../values/growing.ts';
import { Search } from './template-search.ts';

/** What templates need while they are at work. Only one is at a time, so that all can share it. */
export class TemplateMemory {
  readonly tape = new JsonTape();
  readonly search = new Search(this.tape);
  /** By place of the text a bit for each part, in words of 32: see {@link Sweep}. */
  readonly marks = new Growing(Int32Array);
}
