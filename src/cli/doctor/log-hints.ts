/** What to do about a log that is readable, but not read correctly. */

import { columnsOf } from '../draft/columns.ts';
import { beginningOf, headerOf } from '../draft/header.ts';
import { quoted } from '../draft/program.ts';

/** Kernel log lines: `[  123.456789] usb 1-1: …`. */
const SINCE_BOOT = /^\[ *\d+\.\d{6}\] /;

/** Octet-counted messages of syslog over TCP, each preceded by its length in bytes (RFC 6587, 3.4.1). */
const COUNTED = /^\d{1,9} <\d{1,3}>/;
const UNCOUNTED = `perl -e '$/ = " "; while (<>) { read ARGV, $_, $_; s/\\n?$/\\n/; print }'`;

/** The command that splits octet-counted messages into lines; undefined if they are not octet-counted. */
export function uncountedBy(head: string): string | undefined {
  return COUNTED.test(head) ? UNCOUNTED : undefined;
}

/**
 * The command that outputs one line per object, given a list of objects, objects that span lines, or several objects in
 * a line; undefined if the log begins with none of these.
 */
export function dividedBy(head: string, isCut: boolean): string | undefined {
  if (/^\s*\[\s*\{\s*"/.test(head)) return "jq -c '.[]'";
  // Of a document too long for one line, only the beginning is visible.
  const list = isCut ? /^\s*\{\s*"([A-Za-z_]\w*)"\s*:\s*\[\s*\{/.exec(head)?.[1] : undefined;
  if (list !== undefined) return `jq -c '.${list}[]'`;
  // Concatenated in a line, or separated by commas as in a list.
  if (/^\s*\{(?:\s*\n\s*"|[^\n]*\}[ \t]*\{")/.test(head)) return 'jq -c .';
  return /^\s*\{"[^\n]*\},\s*\n/.test(head) ? "sed 's/,[[:space:]]*$//'" : undefined;
}

/** Whether a log begins with a member of an object, whole or not. */
export function beginsAsJson(head: string): boolean {
  return /^\s*\{\s*"[^"\n]*"\s*:/.test(head);
}

/**
 * For plain lines: how to read their stamps, or which lines belong together; undefined if that cannot be determined.
 */
export function stampHint({ timed, timeless }: { timed: readonly string[]; timeless: readonly string[] }): string | undefined {
  if (timeless.every((line) => SINCE_BOOT.test(line))) return 'they are counted from the start of the machine: dmesg --time-format iso';
  if (columnsOf([...timeless, ...timed])) return 'corr draft LOG makes a format of the columns that the log names.';
  if (timed.length === 0) {
    const header = headerOf(timeless);
    return header && `say how their stamps are written: format app = ${quoted(`${header.template}{message:rest}`)}`;
  }
  const beginning = beginningOf(timed);
  return beginning && `if they belong to it: format app = line multiline starts /${beginning}/`;
}
