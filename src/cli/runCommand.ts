import { Command } from 'commander';
import { drawnCorrelations } from '../montecarlo/sensitivity/drawnCorrelations.ts';
import { EXPLAINED_METRICS } from '../montecarlo/sensitivity/finding.ts';
import { nestedSplit } from '../montecarlo/sensitivity/nestedSplit.ts';
import type { StudyTables } from '../montecarlo/studyPoint.ts';
import { type PointFindings, sensitivityTable } from '../report/sensitivityTable.ts';
import { chosenMetrics, columnsOfPoints } from './chosenMetrics.ts';
import { UsageError } from './exit.ts';
import { withOutputOptions, withScenarioOptions } from './scenarioOptions.ts';
import { type SensitivityOptions, withExplainedOption } from './sensitivityOptions.ts';
import type { ExplainedStudy } from './sensitivityView.ts';
import { performStudy, type StudyRunOptions, withStudyOptions } from './studyRun.ts';
import { studyJson, studyText } from './studyView.ts';
import { type LoadedPoints, loadPoints } from './sweepOptions.ts';

export function runCommand(finish: (code: number) => void): Command {
  const command = new Command('run').description(
    'Monte Carlo study of one scenario: writes results/<study>/ and prints the summary',
  );
  withOutputOptions(withExplainedOption(withStudyOptions(withScenarioOptions(command))));
  command.addHelpText(
    'after',
    `
Examples:
  longrun run scenarios/llama3-405b-16k-h100.yaml
  longrun run llama3-405b-16k-h100 -n 5000             goes on from the replications there are
  longrun run h100-128-node --set "site.price=0.08 USD/kWh" --precision 0.5% --metric total_cost_usd
  longrun run h100-128-node --uncertain "failures.rate=0.5x..2x lognormal"     draws the rate anew in each replication
  longrun run h100-128-node --uncertain "failures.rate=0.5x..2x lognormal" --sample sobol --points 64 -n 50
                                                       64 rates, each with the same 50 lucks: what is luck, what is not

Ctrl-C finishes what has begun, saves it and exits; the same command goes on from there.`,
  );
  return command.action(async (scenario: string, options: StudyRunOptions & SensitivityOptions) => {
    const loaded = loadPoints(scenario, options);
    if (options.explained.length > 0 && !loaded.isNested && loaded.uncertain.length === 0)
      throw new UsageError(
        '--explained tells how metrics depend on what is uncertain, and nothing is; see --uncertain',
      );
    const metrics = chosenMetrics('--explained', options.explained, EXPLAINED_METRICS, () =>
      columnsOfPoints(loaded.points),
    );
    const analyse = (study: StudyTables) => explain(study, loaded, metrics, options.confidence);
    const code = await performStudy(loaded, options, analyse, {
      text: (result, effort, terminal) => studyText(loaded.base, result, effort, terminal),
      json: (result) => studyJson(loaded.base, result),
    });
    finish(code);
  });
}

/** What the study says of how its metrics depend on what is uncertain; nothing where all is known. */
function explain(
  study: StudyTables,
  { isNested }: LoadedPoints,
  metrics: readonly string[],
  confidence: number,
): ExplainedStudy {
  const found: readonly PointFindings[] = isNested
    ? [{ point: null, findings: nestedSplit(study, metrics, confidence) }]
    : study.points.map((point, index) => ({
        point: index,
        findings: drawnCorrelations(point, study.uncertain, metrics, confidence),
      }));
  const isSaid = isNested || study.uncertain.length > 0;
  return { found, tables: isSaid ? [sensitivityTable(study, found, confidence)] : [] };
}
