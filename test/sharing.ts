/**
 * Which files of tests may share a process, and what they import, with others: those that change nothing that others
 * see. Where a fake is only in what a test imports, `left-behind.ts` notices what remains.
 */

/** Fakes of modules, classes and clocks; changes of the process and of what is global. */
const FAKES =
  /\bvi\.(?:mock|doMock|hoisted|spyOn|stub\w+|useFakeTimers|setSystemTime)\b|\bReflect\.set\(|\bdelete process\.|\bprocess\.(?:chdir|umask)\(|\bprocess\.env(?:\.\w+|\[[^\]]+\]) (?:\?\?)?= |\bObject\.(?:assign|define\w+)\((?:process|globalThis)\b|\bglobalThis(?:\.\w+|\[[^\]]+\]) = |\bsetFlagsFromString\(/;

/** @param text a file of tests */
export function needsOwnProcess(text: string): boolean {
  return FAKES.test(text);
}
