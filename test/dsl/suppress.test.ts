import { describe, expect, it } from 'vitest';
import { compiled, told } from './programs.ts';

const program = (where: 'above' | 'beside' | 'elsewhere', code = 'unused-declaration') => {
  const comment = `// corr-ignore ${code}: kept for the next release`;
  const lines = [
    where === 'above' ? comment : '',
    `param a = 1 ${where === 'beside' ? comment : ''}`,
    '',
    where === 'elsewhere' ? comment : '',
  ];
  return `${lines.join('\n')}\nrecords app from syslog {\n  ping = "ping"\n}\nwindow many {\n  over every 1h\n  emit { n = count(app.ping) }\n}\n`;
};

describe('corr-ignore', () => {
  it.each(['above', 'beside'] as const)('silences a warning from the line %s', (where) => {
    expect(told(compiled(program(where)))).toEqual([]);
  });

  it('silences nothing from elsewhere', () => {
    expect(told(compiled(program('elsewhere')))).toEqual([
      "main.corr:2:7 unused-declaration: The param 'a' is never used.",
      "main.corr:4:1 unused-ignore: There is no warning 'unused-declaration' here to silence.",
    ]);
  });

  it('silences nothing of another code', () => {
    expect(told(compiled(program('above', 'overlap')))).toHaveLength(2);
  });

  it.each(['overlap,unused-declaration', 'unused-declaration , overlap'])('takes several codes: %s', (codes) => {
    expect(told(compiled(program('above', codes)))).toEqual([
      "main.corr:1:1 unused-ignore: There is no warning 'overlap' here to silence.",
    ]);
  });

  it('takes no word of the reason for a code', () => {
    expect(told(compiled(program('above', 'unused-declaration, kept')))).toEqual([]);
  });

  it('may be misspelt', () => {
    const { diagnostics } = compiled(program('above', 'unused-declarations'));
    expect(diagnostics.map(({ code, help }) => [code, help])).toContainEqual(['unused-ignore', "Did you mean 'unused-declaration'?"]);
  });

  it('is not considered misspelt where so many are', () => {
    const { diagnostics } = compiled(Array.from({ length: 200 }, () => '// corr-ignore unused-declarations\n').join(''));
    expect(diagnostics.filter(({ help }) => help?.startsWith('Did you mean'))).toHaveLength(100);
  });

  it('silences no error', () => {
    expect(told(compiled('// corr-ignore unknown-name\nparam a = b\n'))).toEqual([
      "main.corr:2:11 unknown-name: There is nothing named 'b' here.",
    ]);
  });
});
