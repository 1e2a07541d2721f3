/** Writes the rules that real clients are tried on. */

import { BROKEN } from '../../test/editors/scenario.ts';

process.stdout.write(BROKEN);
