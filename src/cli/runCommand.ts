import { Command } from 'commander';
import { withOutputOptions, withScenarioOptions } from './scenarioOptions.ts';
import { performStudy, type StudyRunOptions, withStudyOptions } from './studyRun.ts';
import { studyJson, studyText } from './studyView.ts';
import { loadPoints } from './sweepOptions.ts';

export function runCommand(finish: (code: number) => void): Command {
  const command = new Command('run').description(
    'Monte Carlo study of one scenario: writes results/<study>/ and prints the summary',
  );
  withOutputOptions(withStudyOptions(withScenarioOptions(command)));
  command.addHelpText(
    'after',
    `
Examples:
  longrun run scenarios/llama3-405b-16k-h100.yaml
  longrun run llama3-405b-16k-h100 -n 5000             goes on from the replications there are
  longrun run h100-128-node --set "site.price=0.08 USD/kWh" --precision 0.5% --metric total_cost_usd

Ctrl-C finishes what has begun, saves it and exits; the same command goes on from there.`,
  );
  return command.action(async (scenario: string, options: StudyRunOptions) => {
    const loaded = loadPoints(scenario, options);
    const code = await performStudy(loaded, options, () => ({ tables: [] }), {
      text: (result, effort, terminal) => studyText(loaded.base, result, effort, terminal),
      json: (result) => studyJson(loaded.base, result),
    });
    finish(code);
  });
}
