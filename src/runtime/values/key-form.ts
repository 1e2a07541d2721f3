/** The form in which texts of a key are compared, and reported. */

import type { Canonical } from '../../dsl/pattern-plan.ts';

const PAIRS = /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}$/;
const QUADS = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/;

/** Lower case; a hardware address also with colons, as in `00:1a:2b:3c:4d:5e`, whichever notation of IEEE 802 it has. */
export function keyForm(text: string, canonical: Canonical): string {
  const lower = text.toLowerCase();
  const isAddress = canonical === 'mac' && (PAIRS.test(lower) || QUADS.test(lower));
  return isAddress ? (lower.replace(/[:.-]/g, '').match(/../g) ?? []).join(':') : lower;
}
