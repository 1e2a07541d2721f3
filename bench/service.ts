/** Rules of a typical shape about any number of services, for programs of any length. */

/** The records of a service. */
export function recordsOf(name: string): string {
  return `records ${name} from syslog where app == "${name}" {
  begin  = "begin request {id} for {user:text} from {addr:ip}"
  work   = "request {id}: step {step:int} took {took:duration}"
  failed = "request {id} failed{? in step {*:int}}: {why:rest}"
  done   = "request {id} done in {took:duration}"
}
`;
}

/** A transaction about a service. */
export function requestsOf(name: string, rule: string): string {
  return `/// One request to ${name}.
transaction ${rule} {
  key id = host, id
  start ${name}.begin as first
  then  ${name}.work * as step where took < 1h
  then  ${name}.done as last within 10m
  failure "failed" on ${name}.failed
  timeout "stalled" after 15m idle
  emit { user = first.user, steps = count(step), slowest = max(step.took), held = last.time - first.time }
  message failure = "{user}: request {id} failed after {steps} steps"
}
`;
}

/** A window about a service. */
export function failuresOf(name: string, rule: string): string {
  return `window ${rule} {
  key host
  over 5m
  open  when count(${name}.failed) >= 5
  close when count(${name}.failed) < 2 for 10m
  emit { lost = distinct(${name}.failed.id), last = last(${name}.failed.why) }
}
`;
}

/** A program with this many rules, two per service. */
export function programOf(rules: number): string {
  const services = Array.from({ length: Math.ceil(rules / 2) }, (_, i) => `service${i}`);
  return services
    .map((name) => [recordsOf(name), requestsOf(name, `${name}_request`), failuresOf(name, `${name}_failures`)].join(''))
    .join('\n');
}
