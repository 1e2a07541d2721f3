/** Diagnostics about the meaning of a syntactically valid program. */

import { clauses } from './clauses.ts';
import { files } from './files.ts';
import { names } from './names.ts';
import { typing } from './typing.ts';

export const meaning = { ...names, ...typing, ...clauses, ...files } as const;
