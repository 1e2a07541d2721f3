/**
 * The memory layout of a scan: first the state that changes during the scan, then tables, then the bytes to scan. The
 * kernel in WebAssembly is compiled from these very lines.
 *
 * Addresses are offsets in bytes. Times are microseconds since 1970.
 */

/** f64: midnight of the day of stamps with the prefix. */
export const MIDNIGHT = 0;
/** f64: the greatest time so far. Only lines with no earlier time are skipped. */
export const GREATEST = 8;
/** f64: lines later than this are not skipped. */
export const LATEST = 16;
/** f64: the times of the first and the last line skipped since `PASSED` was 0. */
export const FIRST = 24;
export const LAST = 32;
/** i32: number of lines skipped. */
export const PASSED = 40;
/** i32: 1 if the line at which the scan stopped has a stamp with the learnt prefix and zone. */
export const IS_KNOWN = 44;
/** i32: longer lines are not examined. */
export const MAX_LINE = 48;
/** i32: how many bytes of a stamp must equal those of `PREFIX`; 0 if no stamp is known. */
export const PREFIX_LENGTH = 52;
/** i32: offset of the hour in a stamp. */
export const CLOCK_AT = 56;
/** i32: how many bytes of `ZONE` must follow the time of day. */
export const ZONE_LENGTH = 60;
/** 16 bytes each. */
export const PREFIX = 64;
export const ZONE = 80;
/** i32: address of the trie of names, 0 if none. Its values are addresses: of the texts of a program, or of the description of a member. */
export const NAMES = 96;
/** i32: address of the texts of records of any program, or of messages that begin anywhere in a text; 0 if none. */
export const OTHERS = 100;
/** i32: 1 if a line without a PRI must not be skipped. */
export const NEEDS_PRIORITY = 104;
/** i32: 1 if the header of RFC 5424 follows stamps with the prefix, 0 if that of RFC 3164 does. */
export const IS_VERSIONED = 108;
/** i32: for named members, the rank of the name that holds the time; -1 if unknown. */
export const RANK = 112;
/** i32: for named members, the address of the masks. */
export const MASKS = 116;
/** i32: for lines of a template, the address of the automaton of what follows the stamp. */
export const SHAPE = 120;
/** i32: for lines of a template, the length of the stamp and what precedes it, and the byte after the seconds, 0 if they end the stamp. */
export const STAMP_LENGTH = 124;
export const AFTER_SECONDS = 128;
/** i32: for lines of a template, the address of the texts of messages whose beginning is known. */
export const MESSAGES = 132;
export const STATE_SIZE = 136;

/** Texts that identify records: i32, 1 if any message may be one; the automata of beginnings and of contents of messages, 0 if none. */
export const ALWAYS = 0;
export const BEGINNINGS = 4;
export const LITERALS = 8;

/**
 * What a member may be: i32, its rank among those that may hold the time, {@link NO_RANK} if it may not, and
 * {@link ZONE_RANK} if it may hold the zone, so that its line must be decoded; the trie of texts that records ask for, and
 * the bits that any of them sets; the texts of messages, if it may be the message. Addresses are 0 if there is none.
 */
export const MEMBER_RANK = 0;
export const MEMBER_VALUES = 4;
export const MEMBER_BITS = 8;
export const MEMBER_TEXTS = 12;
export const NO_RANK = 0x7fffffff;
export const ZONE_RANK = -2;

/**
 * The bit of a line whose message has one of the texts. A line that has all bits of a mask may be a record. The masks:
 * i32, their number, then the masks.
 */
export const TEXT_BIT = 1;

/** An automaton, like a trie of names, consists of the classes of 256 bytes, 16 bits each, followed by its rows. */
export const CLASSES_SIZE = 512;

/** How many bytes after the scanned ones may be read without effect. */
export const READ_AHEAD = 16;
