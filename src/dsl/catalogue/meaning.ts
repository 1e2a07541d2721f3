/** What can be wrong with the meaning of a program that is spelled right. */

import { clauses } from './clauses.ts';
import { files } from './files.ts';
import { names } from './names.ts';
import { typing } from './typing.ts';

export const meaning = { ...names, ...typing, ...clauses, ...files } as const;
