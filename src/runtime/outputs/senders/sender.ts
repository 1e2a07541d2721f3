/** What goes over the network: a parcel from the outbox, and the result of an attempt to deliver it. */

/** An object to send, as the same line of JSON that files get. The same records give the same parcels. */
export interface Parcel {
  /** Stable; receivers use it to drop duplicates. */
  readonly id: string;
  /** Without a line end. */
  readonly line: string;
}

export type Delivery =
  /** The receiver has taken it; each sender defines what that means. */
  | { kind: 'sent' }
  /** It may succeed later, in `after` milliseconds at the earliest. */
  | { kind: 'retry'; why: string; after?: number }
  /** It will never be taken as it is. */
  | { kind: 'refused'; why: string };

/** Delivers parcels to one destination, at least once: what was taken but not acknowledged is delivered again, under the same id. */
export interface Sender {
  /** Makes one attempt. Never rejects; an aborted attempt must be retried. `why` never contains a secret. */
  deliver(parcel: Parcel, signal: AbortSignal): Promise<Delivery>;
  /** What {@link deliver} would send, for people, without secrets. */
  preview(parcel: Parcel): string;
  close(): Promise<void>;
}

export const SENT: Delivery = { kind: 'sent' };

export function retry(why: string, after?: number): Delivery {
  return after === undefined ? { kind: 'retry', why } : { kind: 'retry', why, after };
}

export function refused(why: string): Delivery {
  return { kind: 'refused', why };
}

/** What went wrong, in a few words. Errors of several connection attempts have no message of their own. */
export function whyOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

/** Stands where a text goes on: what is before it may be the beginning of a secret. */
export const CUT = '…';

/** UTF-16 units of a text by others to report: what a receiver answers, or a command says. */
export const EXCERPT = 300;

/** The beginning of a text, and a mark if there is more. */
export function excerptOf(text: string): string {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT).trim()}${CUT}` : text.trim();
}
