/** Reads the snippets of a Markdown page, so that tests run what readers will copy. */

export interface Snippet {
  language: string;
  /** The name of the file that it is to be saved as, if it has one: ```corr orders.corr */
  file?: string;
  text: string;
  /** The number of its first line, from 1. */
  line: number;
}

/** Fenced blocks, in order. */
export function snippetsOf(markdown: string): Snippet[] {
  const lines = markdown.split('\n');
  const found: Snippet[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [, language, file] = /^```(\S+)(?: (\S+))?/.exec(lines[i] ?? '') ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`line ${i + 1}: this block is not closed`);
    found.push({ language, ...(file !== undefined && { file }), text: lines.slice(i + 1, end).join('\n'), line: i + 2 });
    i = end;
  }
  return found;
}

/** The anchors of its headings, as GitHub makes them. */
export function anchorsOf(markdown: string): string[] {
  const headings = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm);
  return Array.from(headings, ([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

export interface Command {
  command: string;
  output: string;
}

/** A `console` snippet: lines that begin with `$ ` are commands, followed by their output. */
export function commandsOf({ text }: Snippet): Command[] {
  const commands: Command[] = [];
  for (const line of text.split('\n')) {
    const last = commands[commands.length - 1];
    if (line.startsWith('$ ')) commands.push({ command: line.slice(2), output: '' });
    else if (last) last.output += `${line}\n`;
  }
  return commands;
}

/** The page with the output of its commands replaced. @param save called with each file before the commands after it */
export function withOutputs(markdown: string, run: (command: string) => string, save: (snippet: Snippet) => void): string {
  let page = '';
  let copied = 0;
  for (const snippet of snippetsOf(markdown)) {
    save(snippet);
    if (snippet.language !== 'console') continue;
    const from = markdown.indexOf(snippet.text, copied);
    const shown = commandsOf(snippet).map(({ command }) => `$ ${command}\n${run(command)}`);
    page += markdown.slice(copied, from) + shown.join('').replace(/\n$/, '');
    copied = from + snippet.text.length;
  }
  return page + markdown.slice(copied);
}
