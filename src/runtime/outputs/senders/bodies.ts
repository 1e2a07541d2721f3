/** Request bodies: the parcel itself, an author's template, and those that well-known receivers expect. */

import { htmlText, jsonString, pointerStep, terminalText } from '../escape.ts';
import { jsonList, jsonObject } from '../json-text.ts';
import { ParcelFields } from './parcel-fields.ts';
import type { Parcel } from './sender.ts';
import { STORY, Template } from './template.ts';

export interface Body {
  /** For `Content-Type`. */
  type: string;
  textOf(parcel: Parcel): string;
}

/** The JSON of the parcel, unchanged. */
export const WHOLE: Body = { type: 'application/json', textOf: ({ line }) => line };

/** Values appear verbatim in the text: the receiver's format decides what that means. */
export function textBody(template: Template): Body {
  return { type: 'text/plain; charset=utf-8', textOf: (parcel) => template.render(new ParcelFields(parcel), (value) => value) };
}

/** Makes a piece of JSON for each parcel. */
type Render = (fields: ParcelFields, parcel: Parcel) => string;

/** Parses a template within JSON, at a pointer (RFC 6901) relative to the body. */
type ParseTemplate = (text: string, pointer: string) => Template;

/** JSON whose strings are templates. The structure is fixed: no field value can add to it. */
export function jsonBody(json: unknown, parse: ParseTemplate): Body {
  return new JsonReader(parse, asIs).bodyOf(json);
}

/**
 * A body built into the program, known to be correct. Functions stand for parts that are no templates. People read the
 * rest, so each value is one line.
 */
function builtinBody(json: object, escapeValue = terminalText): Body {
  return new JsonReader(Template.of, escapeValue).bodyOf(json);
}

const asIs = (value: string) => value;

class JsonReader {
  constructor(
    private readonly parse: ParseTemplate,
    private readonly escapeValue: (value: string) => string,
  ) {}

  bodyOf(json: unknown): Body {
    const render = this.read(json, '');
    return { type: 'application/json', textOf: (parcel) => render(new ParcelFields(parcel), parcel) };
  }

  private read(json: unknown, pointer: string): Render {
    if (typeof json === 'function') return json as Render;
    if (typeof json === 'string') return this.text(json, pointer);
    if (json === null || typeof json !== 'object') return () => JSON.stringify(json);
    const members = Object.entries(json).map(([name, value]) => [name, this.read(value, pointer + pointerStep(name))] as const);
    if (Array.isArray(json)) return (...of) => jsonList(members, ([, render]) => render(...of));
    return (...of) => jsonObject(members.map(([name, render]) => [name, render(...of)]));
  }

  private text(text: string, pointer: string): Render {
    const template = this.parse(text, pointer);
    return (fields) => jsonString(template.render(fields, this.escapeValue));
  }
}

/** For incoming webhooks of Slack. Mentions and links require one of its three special characters, which are escaped. */
export const SLACK_BODY = builtinBody({ text: STORY }, (value) => htmlText(value, /[&<>]/g));

const runs = (text: string, more = {}) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...more }] });

/** An Adaptive Card for Teams. Text runs have no markup, so no value becomes a link. */
export const TEAMS_BODY = builtinBody({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [runs('{rule} {outcome}', { weight: 'Bolder' }), runs('{message ?? reason}'), runs('{end}, {severity}')],
      },
    },
  ],
});

const story = Template.of(STORY);
/** The longest summary that PagerDuty accepts, in characters. */
const MOST_SUMMARY = 1024;

/** PagerDuty has fewer levels; all others become `info`. */
const LEVELS: ReadonlyMap<string | undefined, string> = new Map([
  ['emergency', 'critical'],
  ['alert', 'critical'],
  ['critical', 'critical'],
  ['error', 'error'],
  ['warning', 'warning'],
]);

/** An event of PagerDuty (Events API, version 2): events with the same id are one alert. */
export function pagerDutyBody(routingKey: string): Body {
  const summary: Render = (fields) => jsonString(Array.from(story.render(fields, terminalText)).slice(0, MOST_SUMMARY).join(''));
  const level: Render = (fields) => jsonString(LEVELS.get(fields.text(['severity'])) ?? 'info');
  const whole: Render = (_, { line }) => line;
  return builtinBody({
    routing_key: () => jsonString(routingKey),
    event_action: 'trigger',
    dedup_key: '{id}',
    payload: {
      summary,
      source: '{host ?? "corr"}',
      severity: level,
      timestamp: '{end}',
      component: '{rule}',
      custom_details: whole,
    },
  });
}
