/** Limits for each peer of a receiver: simultaneous connections, and bytes per second. */

/** The limits of one peer, over all its connections. */
export interface Quota {
  /** Counts bytes read; returns for how many milliseconds no more may be read. */
  spend(bytes: number): number;
  /** Must be called when one of its connections is closed. */
  leave(): void;
}

export class Quotas {
  private readonly peers = new Map<string, PeerQuota>();

  constructor(
    /** The most simultaneous connections of a peer; 0 for no limit. */
    private readonly connections: number,
    /** Bytes per second of a peer; 0 for no limit. */
    private readonly rate: number,
  ) {}

  /** Adds a connection of this peer; returns undefined if it has reached its limit. */
  enter(address: string): Quota | undefined {
    const peer = this.peers.get(address) ?? new PeerQuota(this.rate, () => this.peers.delete(address));
    if (this.connections > 0 && peer.open === this.connections) return undefined;
    peer.enter();
    this.peers.set(address, peer);
    return peer;
  }

  /** The quota of a peer with a connection. */
  of(address: string): Quota | undefined {
    return this.peers.get(address);
  }
}

class PeerQuota implements Quota {
  open = 0;
  /** When the bytes read so far are paid off at the permitted rate, on the clock of `performance`. */
  private paidAt = 0;
  private forgetting: NodeJS.Timeout | undefined;

  constructor(
    private readonly rate: number,
    private readonly forget: () => void,
  ) {}

  enter(): void {
    this.open++;
    clearTimeout(this.forgetting);
  }

  spend(bytes: number): number {
    if (this.rate === 0) return 0;
    const now = performance.now();
    this.paidAt = Math.max(this.paidAt, now) + (bytes / this.rate) * 1000;
    return this.paidAt - now;
  }

  /** A peer that disconnects is remembered until it has paid off: otherwise reconnecting would cost nothing. */
  leave(): void {
    if (--this.open > 0) return;
    this.forgetting = setTimeout(this.forget, Math.max(0, this.paidAt - performance.now())).unref();
  }
}
