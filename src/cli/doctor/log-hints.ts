/** What to do about a log that is read, but not as it should be. */

import { columnsOf } from '../draft/columns.ts';
import { beginningOf, headerOf } from '../draft/header.ts';

/** As the kernel writes it: `[  123.456789] usb 1-1: …`. */
const SINCE_BOOT = /^\[ *\d+\.\d{6}\] /;

/** Messages as syslog over TCP has them, each behind its length in bytes (RFC 6587, 3.4.1). */
const COUNTED = /^\d{1,9} <\d{1,3}>/;
const UNCOUNTED = `perl -e '$/ = " "; while (<>) { read ARGV, $_, $_; s/\\n?$/\\n/; print }'`;

/** The program that makes lines of messages that lie one behind the other; undefined: they do not. */
export function uncountedBy(head: string): string | undefined {
  return COUNTED.test(head) ? UNCOUNTED : undefined;
}

/** The program that makes lines of a list of objects, or of objects over several lines or several in one; undefined: it begins as none of these. */
export function dividedBy(head: string, isCut: boolean): string | undefined {
  if (/^\s*\[\s*\{\s*"/.test(head)) return "jq -c '.[]'";
  // Of a document too long for a line no more can be seen than how it begins.
  const list = isCut ? /^\s*\{\s*"([A-Za-z_]\w*)"\s*:\s*\[\s*\{/.exec(head)?.[1] : undefined;
  if (list !== undefined) return `jq -c '.${list}[]'`;
  // One behind the other in a line, or parted by commas as in a list.
  if (/^\s*\{(?:\s*\n\s*"|[^\n]*\}[ \t]*\{")/.test(head)) return 'jq -c .';
  return /^\s*\{"[^\n]*\},\s*\n/.test(head) ? "sed 's/,[[:space:]]*$//'" : undefined;
}

/** Of plain lines: how their stamps are read, or which lines belong together; undefined: that cannot be told. */
export function stampHint({ timed, timeless }: { timed: readonly string[]; timeless: readonly string[] }): string | undefined {
  if (timeless.every((line) => SINCE_BOOT.test(line))) return 'they are counted from the start of the machine: dmesg --time-format iso';
  if (columnsOf([...timeless, ...timed])) return 'corr draft LOG makes a format of the columns that the log names.';
  if (timed.length === 0) {
    const header = headerOf(timeless);
    return header && `say how their stamps are written: format app = "${header.template}"`;
  }
  const beginning = beginningOf(timed);
  return beginning && `if they belong to it: format app = line multiline starts /${beginning}/`;
}
