/** What every client must be able to do: be told of a mistake, be offered what is right, mend it, and be told no more. */

export const BROKEN = `records app from json {
  begun = { event: "begun", id: text }
  ended = { event: "ended", id: text }
}

transaction job {
  key id
  start app.begun as first
  then  app.endd within 10m
  emit { since = first.time }
}
`;

export const MENDED = BROKEN.replace('app.endd', 'app.ended');

export const CODE = 'unknown-record';
export const FIX = 'Replace with ended';

/** Of the wrong name, as clients count: from 0. */
export const LINE = 8;
export const COLUMN = '  then  app.'.length;

/** What may stand behind `app.`. */
export const PROPOSED = ['begun', 'ended'];
