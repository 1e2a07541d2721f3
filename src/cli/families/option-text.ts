/** What the help and the reference say of an option or an argument. */

import type { Argument, Option } from 'commander';

/** Its description with the choices, unless that lists them already. */
export function optionText({ description, argChoices }: Option): string {
  const isListed = argChoices?.every((choice) => description.includes(choice)) ?? true;
  return isListed ? description : `${description}; one of ${argChoices?.join(', ')}`;
}

/** The value of one that is not given; undefined if there is none to speak of. */
export function usualText({ defaultValue }: Pick<Option | Argument, 'defaultValue'>): string | undefined {
  return defaultValue === undefined || typeof defaultValue === 'boolean' ? undefined : [defaultValue].flat().join(' ');
}

/** How commands show their options and arguments, in place of Commander's lists in JSON. */
export const HELP_STYLE = {
  optionDescription: (option: Option): string => helpText(optionText(option), usualText(option), option.envVar),
  argumentDescription: (argument: Argument): string => helpText(argument.description, usualText(argument)),
};

function helpText(text: string, usual: string | undefined, variable?: string): string {
  const named = variable === undefined ? text : `${text} (or ${variable})`;
  return usual === undefined ? named : `${named}; ${usual} if not given`;
}
