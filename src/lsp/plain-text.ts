/** Markdown as text: without the fences around code, and the marks of code in a line. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^```\w*\n?/gm, '')
    .replaceAll('`', '')
    .trim();
}
