import type { Command } from 'commander';
import { EXPLAINED_METRICS } from '../montecarlo/sensitivity/finding.ts';
import { repeatable } from './scenarioOptions.ts';

export interface SensitivityOptions {
  readonly explained: readonly string[];
}

/** Option of every command that tells what metrics depend on. */
export function withExplainedOption(command: Command): Command {
  return command.addOption(
    repeatable(
      '--explained <column>',
      `metric whose dependence on what is uncertain is told, or all (repeatable; default: ${EXPLAINED_METRICS.join(', ')})`,
    ),
  );
}
