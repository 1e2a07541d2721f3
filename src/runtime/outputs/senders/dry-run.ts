import { type Delivery, type Parcel, SENT, type Sender } from './sender.ts';

/** Reports what would be sent, and sends nothing. */
export class DryRun implements Sender {
  constructor(
    private readonly name: string,
    private readonly sender: Sender,
    private readonly note: (text: string) => void,
  ) {}

  async deliver(parcel: Parcel): Promise<Delivery> {
    this.note(`Output '${this.name}' would send ${parcel.id}:`);
    for (const line of this.preview(parcel).split('\n')) this.note(`  ${line}`);
    return SENT;
  }

  preview(parcel: Parcel): string {
    return this.sender.preview(parcel);
  }

  close(): Promise<void> {
    return this.sender.close();
  }
}
