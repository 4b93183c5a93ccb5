import type { Command } from 'commander';
import { UsageError } from './exit.ts';

/** Takes options out of the help of a command that has no use for them. */
export function hideUnused(command: Command, unused: readonly string[]): void {
  for (const option of command.options) if (unused.some((name) => name === option.long)) option.hideHelp();
}

/** @throws UsageError where the command line has an option that the command has no use for; `why` says what to do instead */
export function refuseUnused(command: Command, unused: readonly string[], why: string): void {
  const given = command.options.find(
    (option) =>
      unused.some((name) => name === option.long) &&
      command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given !== undefined) throw new UsageError(`${given.long} has no use here: ${why}`);
}
