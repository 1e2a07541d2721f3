/** Made by the build: what the page carries with it. */
declare module 'corr:files' {
  /** Texts of the pattern libraries, by the path that an import names: `std/sshd.corr`. */
  export const libraries: Readonly<Record<string, string>>;
  export const examples: readonly { name: string; title: string; rules: string; log: string; files: Readonly<Record<string, string>> }[];
}

declare module 'buffer/index.js' {
  export const Buffer: typeof import('node:buffer').Buffer;
}
