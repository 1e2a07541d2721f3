/** The decoder of each format. */

import type { FormatPlan } from '../../dsl/plan.ts';
import { CefDecoder } from './cef.ts';
import { ClfDecoder } from './clf.ts';
import { ContainerDecoder } from './container.ts';
import type { DecodeContext } from './context.ts';
import type { Decoder } from './decoder.ts';
import { JournalDecoder } from './journal.ts';
import { JsonDecoder } from './json.ts';
import { LineDecoder } from './line.ts';
import { LogfmtDecoder } from './logfmt.ts';
import { RefinedDecoder } from './refined.ts';
import { SyslogDecoder } from './syslog.ts';
import { TemplateDecoder } from './template.ts';

/** Creates a decoder; each source needs its own, because years and times carry over from record to record. */
export function createDecoder(format: FormatPlan, context: DecodeContext): Decoder {
  switch (format.base) {
    case 'json':
      return new JsonDecoder(format, context);
    case 'template':
      return new TemplateDecoder(format, context);
    case 'journal':
      return new JournalDecoder(format, context);
    case 'container':
      return refined(new ContainerDecoder(format, context), format, context);
    case 'syslog':
      return refined(new SyslogDecoder(context, format.zone), format, context);
    case 'logfmt':
      return refined(new LogfmtDecoder(context, format.zone), format, context);
    case 'cef':
      return refined(new CefDecoder(context, format.zone), format, context);
    case 'clf':
      return refined(new ClfDecoder(context, format.zone), format, context);
    default:
      return refined(new LineDecoder(context, format.zone), format, context);
  }
}

function refined(base: Decoder, format: FormatPlan, context: DecodeContext): Decoder {
  return format.time.length === 0 && !format.message ? base : new RefinedDecoder(base, format, context);
}
