/** What goes over the network: a parcel from the outbox, and what became of an attempt to deliver it. */

/** An object to be sent, as the line of JSON that files get. The same records give the same parcels. */
export interface Parcel {
  /** Stable; receivers drop what they have seen under it. */
  readonly id: string;
  /** Without a line end. */
  readonly line: string;
}

export type Delivery =
  /** The receiver has taken it; what that means is said by each sender. */
  | { kind: 'sent' }
  /** It may go better later, in `after` milliseconds at the earliest. */
  | { kind: 'retry'; why: string; after?: number }
  /** It will never be taken as it is. */
  | { kind: 'refused'; why: string };

/** Delivers parcels to one place. At least once: what was taken but not acknowledged is delivered again, under the same id. */
export interface Sender {
  /** Tries once. Never rejects; an aborted attempt is to be retried. No secret is ever in `why`. */
  deliver(parcel: Parcel, signal: AbortSignal): Promise<Delivery>;
  /** What {@link deliver} would send, for people; secrets are left out. */
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

/** What went wrong, in a few words. Errors of several attempts to connect have no message of their own. */
export function whyOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
