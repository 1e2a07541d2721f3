/** Records that open sessions and windows of task T, each with its own key. */

/** A string as the matcher creates it: decoded from bytes, so that it does not retain a longer one. */
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
