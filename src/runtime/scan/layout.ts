/**
 * How the memory of a scan is laid out: first what changes while a log is scanned, then tables, then the bytes that are
 * scanned. The kernel in WebAssembly is compiled from these very lines.
 *
 * Addresses are offsets in bytes. Times are microseconds since 1970.
 */

/** f64: midnight of the day that stamps with the prefix are of. */
export const MIDNIGHT = 0;
/** f64: the greatest time so far. Only lines that do not lie before it are passed over. */
export const GREATEST = 8;
/** f64: lines beyond this time are not passed over. */
export const LATEST = 16;
/** f64: the times of the first and the last line passed over since `PASSED` was 0. */
export const FIRST = 24;
export const LAST = 32;
/** i32: how many lines were passed over. */
export const PASSED = 40;
/** i32: 1 when the stamp of the line at which the scan stopped is such as the prefix says. */
export const IS_KNOWN = 44;
/** i32: longer lines are not looked at. */
export const MAX_LINE = 48;
/** i32: how many bytes of a stamp must be those of `PREFIX`; 0: no stamp is known. */
export const PREFIX_LENGTH = 52;
/** i32: where in a stamp the hour stands. */
export const CLOCK_AT = 56;
/** i32: how many bytes of `ZONE` must follow the time of day. */
export const ZONE_LENGTH = 60;
/** 16 bytes each. */
export const PREFIX = 64;
export const ZONE = 80;
/** i32: address of the tree of names, 0: none. Its values are addresses: of the texts of a program, or of what a member may be. */
export const NAMES = 96;
/** i32: address of the texts of records that are of any program, 0: none. */
export const OTHERS = 100;
/** i32: 1: a line without a PRI is not passed over. */
export const NEEDS_PRIORITY = 104;
/** i32: 1: behind stamps with the prefix stands the header of RFC 5424; 0: that of RFC 3164. */
export const IS_VERSIONED = 108;
/** i32: of JSON, the rank of the name that the time stands under; -1: none is known. */
export const RANK = 112;
/** i32: of JSON, address of the masks. */
export const MASKS = 116;
export const STATE_SIZE = 120;

/** Texts that tell of records: i32, 1: any message may be one; the automaton of what a message begins with, and of what is in it, 0: none. */
export const ALWAYS = 0;
export const BEGINNINGS = 4;
export const LITERALS = 8;

/**
 * What a member of a JSON object may be: i32, its rank among those that may hold the time, {@link NO_RANK}: it is none of
 * them; the tree of texts that records ask for, and the bits that one of them sets; the texts of messages, if it may be the
 * message. Addresses are 0 where there is none.
 */
export const MEMBER_RANK = 0;
export const MEMBER_VALUES = 4;
export const MEMBER_BITS = 8;
export const MEMBER_TEXTS = 12;
export const NO_RANK = 0x7fffffff;

/** The bit of a line whose message has one of the texts. A line may be a record that has all bits of a mask: i32, how many masks there are, and the masks. */
export const TEXT_BIT = 1;

/** An automaton, and a tree of names, is 256 classes of bytes, 16 bits each, and then its rows. */
export const CLASSES_SIZE = 512;

/** So many bytes behind those that are scanned are read in vain. */
export const READ_AHEAD = 16;
