import type { AiresimReference } from '../../scenario/airesim/referenceSetting.ts';
import { parseExpression } from './expression.ts';
import type { PublishedRow } from './publishedRow.ts';

/** How a scenario that is a setting of AIReSim's table is named: this and its case. */
export const AIRESIM_PREFIX = 'airesim:';

const AIRESIM_FILE = 'scenarios/validation/airesim.csv';

const SOURCE = `AIReSim (arXiv:2603.07041), its own output at commit 7b139c7: ${AIRESIM_FILE}`;

/** So many that what four standard errors allow is mostly the luck of AIReSim's own 300 replications. */
const REPLICATIONS = 400;

/** Training time and failures of each setting of AIReSim's own output. */
export function airesimRows(settings: readonly AiresimReference[]): readonly PublishedRow[] {
  return settings.flatMap((setting) => {
    const name = setting['case']!;
    const runs = Number(setting['reps']);
    const time = {
      value: setting['mean_training_time_h']!,
      // The table tells its times to 0.0001 h.
      standardError: Math.max(1e-4, Number(setting['sd_training_time_h']) / Math.sqrt(runs)),
    };
    // Its failures have no standard deviation; they are about Poisson, which is too wide rather than too narrow.
    const failures = {
      value: setting['mean_failures']!,
      standardError: Math.sqrt(Number(setting['mean_failures']) / runs),
    };
    const row = (
      kind: string,
      quantity: string,
      unit: string,
      what: string,
      told: typeof time,
    ): PublishedRow => ({
      id: `airesim-${name.replaceAll('_', '-')}-${kind}`,
      area: 'peers',
      what: `AIReSim ${name}: ${what}`,
      scenario: `${AIRESIM_PREFIX}${name}`,
      set: [],
      replications: REPLICATIONS,
      quantity: parseExpression(quantity),
      quantityText: quantity,
      measured: {
        low: Number(told.value),
        high: Number(told.value),
        standardError: told.standardError,
        text: told.value,
      },
      unit,
      tolerance: { kind: 'statistical', errors: 4 },
      why: 'means of two simulators of one model, each with its own luck',
      inputs: 'published',
      fromItself: false,
      arithmetic: false,
      source: SOURCE,
      note: `mean of ${runs} replications there`,
      notReproduced: null,
      place: { file: AIRESIM_FILE, path: name },
    });
    return [
      row('time', 'wall_time_h', 'h', 'training time', time),
      row('failures', 'faults', '', 'failures', failures),
    ];
  });
}
