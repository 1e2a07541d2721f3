/** Names of ASCII characters, for code that looks at bytes. The build puts the numbers in their places. */

export const NUL = 0x00;
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const ESCAPE = 0x1b;
export const RECORD_SEPARATOR = 0x1e;
export const BLANK = 0x20;
export const QUOTE = 0x22;
export const PERCENT = 0x25;
export const APOSTROPHE = 0x27;
export const OPEN_PARENTHESIS = 0x28;
export const CLOSE_PARENTHESIS = 0x29;
export const STAR = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const POINT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const ONE = 0x31;
const NINE = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const LESS_THAN = 0x3c;
export const EQUALS = 0x3d;
export const GREATER_THAN = 0x3e;
export const AT = 0x40;
export const CAPITAL_A = 0x41;
export const CAPITAL_D = 0x44;
export const CAPITAL_I = 0x49;
export const CAPITAL_L = 0x4c;
export const CAPITAL_M = 0x4d;
export const CAPITAL_P = 0x50;
export const CAPITAL_Z = 0x5a;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const SMALL_E = 0x65;
export const SMALL_N = 0x6e;
export const SMALL_P = 0x70;
export const OPEN_BRACE = 0x7b;
export const BAR = 0x7c;
export const CLOSE_BRACE = 0x7d;
export const TILDE = 0x7e;
export const DELETE = 0x7f;

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

export function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= CAPITAL_A && byte <= CAPITAL_Z;
}
