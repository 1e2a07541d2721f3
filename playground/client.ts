/** Sends requests to the worker. */

import type { Answered, Asked, Questions } from './questions.ts';

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class Client {
  private readonly worker = new Worker('worker.js');
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<Answered>) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.fault === undefined) waiting?.resolve(data.answer);
      else waiting?.reject(new Error(data.fault));
    };
  }

  ask<Q extends keyof Questions>(question: Q, ...given: Parameters<Questions[Q]>): Promise<Awaited<ReturnType<Questions[Q]>>> {
    const id = ++this.last;
    const asked: Asked = { id, question, arguments: given };
    this.worker.postMessage(asked);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
    });
  }
}
