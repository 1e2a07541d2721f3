/** What every client must support: showing an error, completing the right name, fixing it, and clearing the error. */

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

/** The line of the wrong name, from 0. */
export const LINE = 8;
export const COLUMN = '  then  app.'.length;

/** The possible names after `app.`. */
export const PROPOSED = ['begun', 'ended'];
