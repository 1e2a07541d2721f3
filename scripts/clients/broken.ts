/** Writes the rules with which real clients are tested. */

import { BROKEN } from '../../test/editors/scenario.ts';

process.stdout.write(BROKEN);
