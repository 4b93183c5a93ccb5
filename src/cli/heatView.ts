import type { HeatPlan } from '../scenario/heatPlan.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';

const celsius = (value: number): string => `${formatNumber(value, 3)} C`;

/** What temperatures mean before any luck, in words. */
export function heatText(plan: HeatPlan): string {
  const slots = plan.slots.map((slot) => [
    slot.name,
    String(slot.gpus),
    celsius(slot.medianCelsius),
    celsius(slot.hottestCelsius),
    celsius(slot.medianThrottlesFrom),
    celsius(slot.hottestThrottlesFrom),
  ]);
  const heading = [
    `GPUs at ${formatNumber(plan.gpuWatts, 3)} W${plan.phases > 1 ? ' (the phase that takes the most)' : ''}, inlet ${formatNumber(plan.setPointCelsius, 3)} C`,
    'a node',
    'median',
    'hottest of the job',
    'median throttles from inlet',
    'hottest throttles from inlet',
  ];
  const facts = [
    ['speed of the hottest at the set-point', formatPercent(plan.speedAtSetPoint, 4)],
    ...plan.inletAtLoss.map(({ loss, inletCelsius }) => [
      `the job loses ${formatPercent(loss, 1)} at an inlet of`,
      celsius(inletCelsius),
    ]),
    [
      'the inlet rises above an outdoor temperature of',
      plan.designOutdoorCelsius === null ? 'never (heat.design_outdoor)' : celsius(plan.designOutdoorCelsius),
    ],
    ['a zone is switched off at', celsius(plan.stopCelsius)],
    ['from the loss of all cooling to that, at full load', formatDuration(plan.rideThroughSeconds)],
    ...plan.unitsLost.map(({ lost, inletCelsius }) => [
      `a zone that has lost ${lost} cooling ${lost === 1 ? 'unit' : 'units'}`,
      inletCelsius === null ? 'is switched off' : `settles at ${celsius(inletCelsius)}`,
    ]),
  ];
  return [table([heading, ...slots]), table(facts)].join('\n');
}
