import type { FunctionName } from '../../dsl/plan.ts';
import { addresses } from './addresses.ts';
import { conversions } from './conversions.ts';
import type { Form } from './form.ts';
import { logic } from './logic.ts';
import { maths } from './maths.ts';
import { text } from './text.ts';
import { time } from './time.ts';

/** Every operator and function of the Plan. */
export const FORMS: Record<FunctionName, Form> = { ...logic, ...maths, ...text, ...time, ...addresses, ...conversions };
