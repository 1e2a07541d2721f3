/** The decoder of each format. */

import type { FormatPlan } from '../../dsl/plan.ts';
import type { DecodeContext } from './context.ts';
import type { Decoder } from './decoder.ts';
import { CefDecoder } from './formats/cef.ts';
import { ClfDecoder } from './formats/clf.ts';
import { ContainerDecoder } from './formats/container.ts';
import { LineDecoder } from './formats/line.ts';
import { LogfmtDecoder } from './formats/logfmt.ts';
import { RefinedDecoder } from './formats/refined.ts';
import { TemplateDecoder } from './formats/template.ts';
import { JournalDecoder } from './json/journal.ts';
import { JsonDecoder } from './json/json.ts';
import { SyslogDecoder } from './syslog/syslog.ts';

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
