import type { Secrets } from './secrets.ts';
import { type Delivery, type Parcel, retry, type Sender, whyOf } from './sender.ts';

/** Ensures the promises of every sender: no secret is revealed, and nothing is thrown. */
export class RedactingSender implements Sender {
  constructor(
    private readonly sender: Sender,
    private readonly secrets: Secrets,
  ) {}

  async deliver(parcel: Parcel, signal: AbortSignal): Promise<Delivery> {
    const delivery = await this.sender.deliver(parcel, signal).catch((error: unknown) => retry(whyOf(error)));
    return delivery.kind === 'sent' ? delivery : { ...delivery, why: this.secrets.redactExcerpt(delivery.why) };
  }

  preview(parcel: Parcel): string {
    return this.secrets.redact(this.sender.preview(parcel));
  }

  close(): Promise<void> {
    return this.sender.close();
  }
}
