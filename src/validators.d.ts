/** What `scripts/validators.mjs` makes of a schema when the program is built. */
declare module '*.schema.json?validate' {
  import type { ValidateFunction } from 'ajv';

  const validate: ValidateFunction;
  export default validate;
}
