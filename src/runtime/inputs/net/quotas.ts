/** What each peer may have of a receiver: connections at a time, and bytes a second. */

/** One peer's, for all its connections. */
export interface Quota {
  /** Counts bytes that were read, and says for how many milliseconds no more are to be. */
  spend(bytes: number): number;
  /** One of its connections is closed. */
  leave(): void;
}

export class Quotas {
  private readonly peers = new Map<string, PeerQuota>();

  constructor(
    /** Connections of a peer at a time; 0: any number. */
    private readonly connections: number,
    /** Bytes a second of a peer; 0: any number. */
    private readonly rate: number,
  ) {}

  /** One more connection of this peer; undefined: it has as many as it may. */
  enter(address: string): Quota | undefined {
    const peer = this.peers.get(address) ?? new PeerQuota(this.rate, () => this.peers.delete(address));
    if (this.connections > 0 && peer.open === this.connections) return undefined;
    peer.enter();
    this.peers.set(address, peer);
    return peer;
  }

  /** That of a peer with a connection. */
  of(address: string): Quota | undefined {
    return this.peers.get(address);
  }
}

class PeerQuota implements Quota {
  open = 0;
  /** When what was read so far has taken its time, on the clock of `performance`. */
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

  /** Whoever hangs up is known until he has paid: otherwise calling again would cost nothing. */
  leave(): void {
    if (--this.open > 0) return;
    this.forgetting = setTimeout(this.forget, Math.max(0, this.paidAt - performance.now())).unref();
  }
}
