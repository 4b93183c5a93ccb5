import { Command } from 'commander';
import { readScenario } from '../runtime/packageFiles.ts';
import { type Problem, ScenarioError } from '../scenario/problems.ts';
import { memoryWarning } from '../scenario/stepFindings.ts';
import { EXIT } from './exit.ts';
import { repeatable, withOutputOptions } from './scenarioOptions.ts';
import { loadPoints, MAXIMUM_POINTS } from './sweepOptions.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';

interface ValidateOptions extends TerminalOptions {
  readonly set: readonly string[];
  readonly json?: boolean;
}

export function validateCommand(finish: (code: number) => void): Command {
  const command = new Command('validate')
    .description('check scenarios: all problems at once, with line and column')
    .argument('<files...>', 'scenario files')
    .addOption(repeatable('--set <path=value>', 'override a value first (repeatable)'));
  withOutputOptions(command);
  return command.action((files: string[], options: ValidateOptions) => {
    const terminal = createTerminal(options);
    const problems: Problem[] = [];
    for (const given of files) {
      try {
        const { file } = readScenario(given);
        const { base } = loadPoints(given, {
          set: options.set,
          sweep: [],
          uncertain: [],
          maximumPoints: MAXIMUM_POINTS,
        });
        const warning = memoryWarning(base.scenario);
        if (warning !== null) terminal.note(`longrun: ${file}: ${warning}`);
        if (options.json !== true) terminal.out(`${file}: ok`);
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        problems.push(...error.problems);
      }
    }
    if (options.json === true)
      terminal.out(JSON.stringify({ schema: 'longrun-validate/1', files, problems }));
    if (problems.length > 0 && options.json !== true) throw new ScenarioError(problems);
    finish(problems.length > 0 ? EXIT.usage : EXIT.ok);
  });
}
