/** Removes temporary folders at the end. Imported first, since others make theirs when they are imported. */

import { setup, teardown } from '../temporary.ts';

setup();
process.on('exit', teardown);
