import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Secrets } from '../../../../src/runtime/outputs/senders/secrets.ts';
import { EXCERPT, excerptOf } from '../../../../src/runtime/outputs/senders/sender.ts';

it('shows no part of a secret across which a text was cut', () => {
  const secret = fc.string({ unit: fc.constantFrom('a', 'b', 'C', '"', ' ', '\n'), minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(secret, secret, fc.nat(60), (one, other, shown) => {
      const secrets = new Secrets({ env: () => undefined, file: () => undefined });
      for (const each of [one, other]) secrets.hide(each);
      const told = secrets.redactExcerpt(excerptOf(`${'-'.repeat(EXCERPT - shown)}${one}${other}${'-'.repeat(EXCERPT)}`));
      expect(told.replaceAll('***', '')).toMatch(/^-*[ \n]*-*…$/);
    }),
  );
});

it('leaves a text as it is that was not cut, though a secret begins as it ends', () => {
  const secrets = new Secrets({ env: () => undefined, file: () => undefined });
  secrets.hide('1234');
  expect(secrets.redactExcerpt('exit code 1')).toBe('exit code 1');
});
