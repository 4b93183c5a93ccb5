import { Command } from 'commander';
import { RandomStreams } from '../engine/randomStreams.ts';
import { drawnCorrelations } from '../montecarlo/sensitivity/drawnCorrelations.ts';
import { EXPLAINED_METRICS } from '../montecarlo/sensitivity/finding.ts';
import { sobolFindings } from '../montecarlo/sensitivity/sobolFindings.ts';
import { tornadoFindings } from '../montecarlo/sensitivity/tornadoFindings.ts';
import type { StudyTables } from '../montecarlo/studyPoint.ts';
import { groupName } from '../montecarlo/sweep/points.ts';
import { independentRows, runsOfDesignRow } from '../montecarlo/uncertainty/draws.ts';
import { sensitivityTable } from '../report/sensitivityTable.ts';
import { chosenMetrics, columnsOfPoints } from './chosenMetrics.ts';
import { withOutputOptions, withScenarioOptions } from './scenarioOptions.ts';
import { type SensitivityDesign, sensitivityDesign } from './sensitivityDesign.ts';
import { type SensitivityOptions, withExplainedOption } from './sensitivityOptions.ts';
import {
  correlationsText,
  type ExplainedStudy,
  findingsJson,
  importanceText,
  splitText,
} from './sensitivityView.ts';
import { performStudy, type StudyRunOptions, withStudyOptions } from './studyRun.ts';
import { effortText } from './studyView.ts';
import { loadPoints } from './sweepOptions.ts';
import { hideUnused, refuseUnused } from './unusedOptions.ts';

/** Rows of the Sobol design, and replications of the tornado, unless told otherwise: a power of two, as the sequence likes it. */
const ROWS = 256;

/** Options of other studies that a design of its own has no use for. */
const UNUSED = [
  '--sweep',
  '--zip',
  '--sample',
  '--points',
  '--maximum-points',
  '--precision',
  '--metric',
  '--maximum',
];

export function sensitivityCommand(finish: (code: number) => void): Command {
  const command = new Command('sensitivity').description(
    'which of the uncertain parameters matter, and how much is luck: Sobol indices, tornado, rank correlations; writes sensitivity.csv beside the study',
  );
  withOutputOptions(withExplainedOption(withStudyOptions(withScenarioOptions(command))));
  hideUnused(command, UNUSED);
  for (const option of command.options)
    if (option.long === '--replications') option.description = `rows of the design (default: ${ROWS})`;
  command.addHelpText(
    'after',
    `
-n is the number of rows of the Sobol design (default ${ROWS}; a power of two is best): with k parameters it takes n (k + 3) runs, and
the tornado n (2 k + 1) more, with each parameter at its 5 % and 95 % quantile and the others as the scenario has them.

Examples:
  longrun sensitivity h100-128-node-us --uncertain "failures.rate=0.5x..2x lognormal" --uncertain "site.price=0.04..0.09 USD/kWh"
  longrun sensitivity my-scenario.yaml -n 1024 --explained total_cost_usd        with its own uncertainty: section`,
  );
  return command.action(async (scenario: string, options: StudyRunOptions & SensitivityOptions) => {
    refuseUnused(command, UNUSED, 'sensitivity has a design of its own; vary with --uncertain, and set -n');
    const set = [...options.set, 'study.sample=null', 'study.points=null'];
    const loaded = loadPoints(scenario, { ...options, set });
    const count = options.replications ?? ROWS;
    const design = sensitivityDesign(loaded, count);
    const metrics = chosenMetrics('--explained', options.explained, EXPLAINED_METRICS, () =>
      columnsOfPoints(loaded.points),
    );
    const analyse = (study: StudyTables) => explain(study, design, metrics, options.confidence);
    const code = await performStudy(design, { ...options, replications: count }, analyse, {
      text: (result, effort, terminal) => {
        const { findings } = result.analysis.found[0]!;
        return [
          terminal.colors.bold(loaded.base.scenario.title ?? loaded.base.scenario.name),
          effortText(loaded.base.scenario.study.seed, result, effort),
          ...splitText(findings, terminal),
          ...importanceText(findings, result, terminal),
          '',
          terminal.colors.dim(
            'first: share of the variance that goes if it is known; total: share that stays if all others are; changes are of the mean.',
          ),
          ...correlationsText(findings, terminal),
          '',
          `Written to ${result.folder}/ (${result.files.join(', ')})`,
        ].join('\n');
      },
      json: (result) => ({
        schema: 'longrun-sensitivity/1',
        scenario: loaded.base.scenario.name,
        seed: loaded.base.scenario.study.seed,
        folder: result.folder,
        complete: result.complete,
        failed: result.failed,
        confidence: options.confidence,
        rows: Math.floor(result.points[0]!.table.rows / runsOfDesignRow(design.groups.length)),
        parameters: design.groups.map(groupName),
        findings: findingsJson(result.analysis.found),
      }),
    });
    finish(code);
  });
}

/** All that the design tells, of each metric. */
function explain(
  study: StudyTables,
  { base, groups }: SensitivityDesign,
  metrics: readonly string[],
  confidence: number,
): ExplainedStudy {
  const [sobol, baseline, ...changed] = study.points;
  const { seed } = base.scenario.study;
  const parameters = groups.map(groupName);
  const changes = parameters.map((parameter, index) => ({
    parameter,
    low: changed[2 * index]!.table,
    high: changed[2 * index + 1]!.table,
  }));
  const findings = [
    ...sobolFindings(sobol!.table, parameters, metrics, confidence, new RandomStreams(seed)),
    ...tornadoFindings({ baseline: baseline!.table, changes }, metrics, confidence),
    ...drawnCorrelations(
      sobol!,
      study.uncertain,
      metrics,
      confidence,
      independentRows({ groups, plan: 'sobol', seed }),
    ),
  ];
  const found = [{ point: null, findings }];
  return { found, tables: [sensitivityTable(study, found, confidence)] };
}
