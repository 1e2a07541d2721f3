/**
 * Completion scripts. Each completes commands, the commands of a family, options, values of options with a fixed list
 * of them (not in PowerShell), and otherwise files.
 */

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof SHELLS)[number];

export interface CommandWords {
  name: string;
  description: string;
  /** The subcommands of a family such as `state`. */
  commands: readonly string[];
  options: readonly { name: string; description: string; choices: readonly string[] }[];
}

export function scriptFor(shell: Shell, commands: readonly CommandWords[]): string {
  return { bash, zsh, fish, powershell }[shell](commands);
}

function familiesIn(commands: readonly CommandWords[]): CommandWords[] {
  return commands.filter((command) => command.commands.length > 0);
}

function names(list: readonly { name: string }[]): string {
  return list.map(({ name }) => name).join(' ');
}

/** In single quotes, which all these shells read alike except for how a quote itself is escaped. */
function quoted(text: string, quote = "'\\''"): string {
  return `'${text.replaceAll("'", quote)}'`;
}

function bash(commands: readonly CommandWords[]): string {
  const choices = commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map((option) => `    ${name}:${option.name}) words=${quoted(option.choices.join(' '))} ;;\n`),
  );
  const options = commands.map((command) => `      ${command.name}) words=${quoted(names(command.options))} ;;\n`);
  const families = familiesIn(commands).map((family) => `      ${family.name}) words=${quoted(family.commands.join(' '))} ;;\n`);
  return `# corr completion bash > /etc/bash_completion.d/corr, or: source <(corr completion bash)
_corr() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(names(commands))} -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}:\${COMP_WORDS[COMP_CWORD-1]}" in
${choices.join('')}  esac
  if [ "$COMP_CWORD" -eq 2 ] && [[ $current != -* ]]; then
    case "\${COMP_WORDS[1]}" in
${families.join('')}    esac
  fi
  if [ -z "$words" ] && [[ $current == -* ]]; then
    case "\${COMP_WORDS[1]}" in
${options.join('')}    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _corr corr
`;
}

function zsh(commands: readonly CommandWords[]): string {
  const spec = (text: string) => text.replace(/[[\]:\\]/g, '\\$&');
  const described = commands.map(({ name, description }) => `    ${quoted(`${name}:${spec(description)}`)}\n`);
  const cases = commands.map(({ name, commands, options }) => {
    const specs = options.map((option) => {
      const values = option.choices.length > 0 ? `:value:(${option.choices.join(' ')})` : '';
      return ` ${quoted(`*${option.name}[${spec(option.description)}]${values}`)}`;
    });
    const family = commands.length > 0 ? ` '1:command:(${commands.join(' ')})'` : '';
    return `    ${name}) _arguments${specs.join('')}${family} '*:file:_files' ;;\n`;
  });
  return `#compdef corr
# corr completion zsh > "\${fpath[1]}/_corr"
_corr() {
  local -a commands
  commands=(
${described.join('')}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('')}  esac
}
compdef _corr corr
`;
}

function fish(commands: readonly CommandWords[]): string {
  const quote = (text: string) => quoted(text.replaceAll('\\', '\\\\'), "\\'");
  const lines = commands.flatMap(({ name, description, options }) => [
    `complete -c corr -n __fish_use_subcommand -f -a ${name} -d ${quote(description)}`,
    ...options.map((option) => {
      const values = option.choices.length > 0 ? ` -x -a ${quote(option.choices.join(' '))}` : '';
      return `complete -c corr -n '__fish_seen_subcommand_from ${name}' -l ${option.name.slice(2)} -d ${quote(option.description)}${values}`;
    }),
  ]);
  const families = familiesIn(commands).map(
    ({ name, commands: [...own] }) =>
      `complete -c corr -n '__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${own.join(' ')}' -f -a '${own.join(' ')}'`,
  );
  return `# corr completion fish > ~/.config/fish/completions/corr.fish\n${[...lines, ...families].join('\n')}\n`;
}

function powershell(commands: readonly CommandWords[]): string {
  const list = (words: readonly string[]) => words.map((word) => quoted(word, "''")).join(', ');
  const table = commands.map(({ name, options }) => `  ${quoted(name, "''")} = @(${list(options.map((option) => option.name))})\n`);
  const families = familiesIn(commands).map((family) => `  ${quoted(family.name, "''")} = @(${list(family.commands)})\n`);
  return `# corr completion powershell | Out-String | Invoke-Expression
$corrOptions = @{
${table.join('')}}
$corrFamilies = @{
${families.join('')}}
Register-ArgumentCompleter -Native -CommandName corr -ScriptBlock {
  param($word, $tree, $position)
  $words = @($tree.CommandElements | ForEach-Object { $_.ToString() })
  $place = if ($word -ne '') { $words.Count - 1 } else { $words.Count }
  $known = if ($place -lt 2) { $corrOptions.Keys | Sort-Object }
    elseif ($word.StartsWith('-')) { $corrOptions[$words[1]] }
    elseif ($place -eq 2) { $corrFamilies[$words[1]] }
    else { @() }
  $known | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;
}
