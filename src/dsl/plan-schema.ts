/** Reads a compiled plan: checks its shape, and the features it requires of an engine. */

import type { ErrorObject } from 'ajv';
import validate from '../../schema/plan.schema.json?validate';
import { PLAN_VERSION, type Plan } from './plan.ts';
import { faultsIn } from './plan-references.ts';

/** Features that a plan may require, beyond version 1 itself. */
const KNOWN_FEATURES: ReadonlySet<string> = new Set();

const MOST_ERRORS = 10;
/** The compiler's output is far less deep; checking and running a plan recurse once for each level. */
const MAX_DEPTH = 2000;

/** The plan, or its errors for people. */
export function loadPlan(json: unknown): Plan | string[] {
  const version = versionOf(json);
  if (version === undefined) return ['This is not a plan: it has no field "plan" with a version.'];
  if (version !== PLAN_VERSION)
    return [`The plan has version ${version}; this engine reads version ${PLAN_VERSION}. Compile the rules again.`];
  if (deeperThan(json, MAX_DEPTH)) return [`The plan is nested more than ${MAX_DEPTH} deep.`];
  if (!validate(json)) return describe(validate.errors ?? []);
  const plan = json as Plan;
  const unknown = plan.requires.filter((feature) => !KNOWN_FEATURES.has(feature));
  if (unknown.length > 0) return [`The plan requires ${unknown.join(', ')}, which this engine does not know.`];
  const faults = faultsIn(plan);
  return faults.length > 0 ? faults.slice(0, MOST_ERRORS) : plan;
}

function versionOf(json: unknown): unknown {
  return json !== null && typeof json === 'object' && 'plan' in json ? json.plan : undefined;
}

/** Computed level by level without recursion, as whoever wrote the plan determines its depth. */
function deeperThan(json: unknown, limit: number): boolean {
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: unknown[] = [];
    for (const node of level) if (node !== null && typeof node === 'object') for (const value of Object.values(node)) next.push(value);
    level = next;
  }
  return false;
}

/** The deepest errors are the most specific; those of the alternatives of a union are omitted. */
function describe(errors: readonly ErrorObject[]): string[] {
  const depth = ({ instancePath }: ErrorObject) => instancePath.split('/').length;
  const deepest = errors.reduce((most, error) => Math.max(most, depth(error)), 0);
  const told = errors
    .filter((error) => depth(error) === deepest && error.keyword !== 'oneOf')
    .map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'is invalid'}`);
  return [...new Set(told.length > 0 ? told : ['/ is not a plan'])].slice(0, MOST_ERRORS);
}
