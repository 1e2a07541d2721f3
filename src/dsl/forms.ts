/** The full form of each clause, and of some declarations, shown to an author who wrote it differently. Each is a clause of a valid program. */

const STEP = 'app.load{2..5} as load where n > 3 within 5m without app.bad';
const ENDING = ['on app.bad as bad where n > 3 since load before done', 'after 5m idle', 'by 06:00 zone "Europe/Paris"'];

function ending(word: string): readonly string[] {
  return ENDING.map((trigger) => `${word} "name" ${trigger}`);
}

const REPORTING: readonly (readonly [string, readonly string[]])[] = [
  ['emit', ['emit { n = count(load), at = first(load.time) }']],
  ['labels', ['labels { team = "platform" }']],
  ['limit', ['limit 50000']],
  ['message', ['message = "{id} took {duration}"', 'message failure "name" = "{id} failed"']],
  ['severity', ['severity = warning', 'severity failure "name" = critical']],
  ['report', ['report failure, timeout once per 1h by id']],
];

export const TRANSACTION_FORMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['key', ['key name = host, pid hold 2s', 'key login.user | sudo.invoker', 'key every blocks', 'key none']],
  ['start', [`start ${STEP}`]],
  ['then', [`then ${STEP}`, 'then wait 5m', 'then no app.bad where n > 3 for 5m']],
  ['next', [`next ${STEP}`]],
  ['success', ['success when n > 3 else "name"', ...ending('success')]],
  ['failure', ending('failure')],
  ['timeout', ending('timeout')],
  ['abandoned', ending('abandoned')],
  ['warning', ending('warning')],
  ['on', ['on restart abandon "name"', 'on conflict take', 'on unexpected fail', 'on orphan report']],
  ['linger', ['linger 2s all']],
  ['release', ['release name on app.bad where n > 3']],
  ...REPORTING,
]);

export const WINDOW_FORMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['key', ['key host, user', 'key none']],
  ['over', ['over 5m', 'over every 1d zone "Europe/Paris"', 'over session 5m max 1h']],
  ['open', ['open when count(app.bad) >= 5 for 1m']],
  ['close', ['close when count(app.bad) < 2 for 10m']],
  ['fire', ['fire on app.bad as bad where n > 3 when count(app.bad, 5m) >= 5 forget']],
  ...REPORTING,
]);

export const SCHEDULE_FORMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['key', ['key host from servers', 'key host learn 7d']],
  ['await', ['await app.done where n > 3 every 60s grace 30s', 'await app.done daily by 06:00 zone "Europe/Paris" grace 30m']],
  ...REPORTING,
]);

export const TEST_FORMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['log', ['log syslog """…"""', 'log syslog file "auth.log"']],
  ['advance', ['advance 10m', 'advance to 2024-03-01T08:00:00Z']],
  ['restart', ['restart']],
  ['end', ['end']],
  ['expect', ['expect 2 job.failure "name" { n = 3 } at 08:00:00', 'expect no job.timeout', 'expect nothing else']],
]);

/** Of declarations without clauses, and of the heads of groups. */
export const DECLARATION_FORMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['import', ['import { sshd as ssh } from "std/sshd"']],
  ['param', ['param span: duration = 5m', 'param servers: list(text) from "servers.txt"']],
  ['table', ['table assets (host: text, owner: text?) from "assets.csv"']],
  [
    'format',
    [
      `format own = "{time:stamp('iso')} {level} {message:rest}"`,
      'format orders = json time ts message note zone "Europe/Paris"',
      'format java = line multiline starts /^\\d{4}-/ idle 2s max 500 lines',
    ],
  ],
  ['records', ['records shop from json where service == "shop" { paid = { event: "paid", order: text } }']],
]);

/** The forms of a clause as one sentence. */
export function shownForms(forms: readonly string[]): string {
  return `The syntax is: ${forms.join('; ')}.`;
}
