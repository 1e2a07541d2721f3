/** Records that open sessions and windows of task T, each a key of its own. */

/** A text as the matcher makes one: decoded from bytes, so that it holds on to no longer one. */
const text = (of: string) => Buffer.from(of).toString();

/** The fields of the record with this number, by name. */
export function fieldsOf(i: number): Record<string, string | number> {
  return {
    method: text('publickey'),
    user: text(`user${i}`),
    addr: text(`10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`),
    port: i & 65535,
    host: text(`host${i % 50}`),
    pid: text(String(i)),
    app: 'sshd',
  };
}
