/** Encodes rules and a log in a link: compressed, in the fragment, which is never sent to a server. */

export interface Shared {
  rules: string;
  log: string;
}

const VERSION = '#1=';

/** The fragment of a link. */
export async function fragmentOf({ rules, log }: Shared): Promise<string> {
  const text = new Blob([JSON.stringify([rules, log])]);
  const bytes = await bytesOf(text.stream().pipeThrough(new CompressionStream('deflate-raw')));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return VERSION + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The content of a fragment; undefined if it is empty or invalid. */
export async function sharedIn(fragment: string): Promise<Shared | undefined> {
  if (!fragment.startsWith(VERSION)) return undefined;
  try {
    const binary = atob(fragment.slice(VERSION.length).replaceAll('-', '+').replaceAll('_', '/'));
    const packed = new Blob([Uint8Array.from(binary, (letter) => letter.charCodeAt(0))]);
    const bytes = await bytesOf(packed.stream().pipeThrough(new DecompressionStream('deflate-raw')));
    const [rules, log] = JSON.parse(new TextDecoder().decode(bytes)) as unknown[];
    return typeof rules === 'string' && typeof log === 'string' ? { rules, log } : undefined;
  } catch {
    return undefined;
  }
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
