import { totalOf } from '../../model/money/costLines.ts';
import { nominalMfu } from '../../model/stepTime.ts';
import { phaseWork, predictPhases } from '../../scenario/compile/phases.ts';
import { compileScenario } from '../../scenario/compile.ts';
import { costBuildUp } from '../../scenario/costBuildUp.ts';
import { planPower } from '../../scenario/powerPlan.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { meanOfSeries } from '../../simulation/site/siteSeries.ts';

const JOULES_PER_KILOWATT_HOUR = 3.6e6;
const GIGA = 1e9;
const GIBI = 2 ** 30;
const KILO = 1000;

/** What a scenario says before any luck, by the names that a published figure may use. NaN where it says nothing of it. */
export function scenarioFacts(scenario: Scenario): Readonly<Record<string, number>> {
  const predictions = predictPhases(scenario);
  const input = compileScenario(scenario, predictions);
  const { cluster, workload } = scenario;
  const { node } = cluster;
  const power = planPower(scenario, input, predictions);
  // Training: of the first phase, as its step.
  const level = (name: string) => power.levels.find((one) => one.name === name);
  const kilowatts = (watts: number | undefined) => (watts ?? Number.NaN) / KILO;
  const { purchaseUsd } = costBuildUp(scenario, input);
  const phase = input.job.phases[0]!;
  const stepSeconds = phase.nominalSeconds / phase.steps;
  const prediction = predictions[0] ?? null;
  const memory = prediction !== null && 'memory' in prediction ? prediction.memory : null;
  const rack = power.racks.find(({ isOfSite }) => isOfSite)?.answer;
  return {
    nodes: cluster.nodes,
    gpus: cluster.nodes * node.gpus,
    parameters: workload.model.parameters ?? Number.NaN,
    gpu_memory_gib: (node.accelerator.memory ?? Number.NaN) / GIBI,
    // Of the fullest GPU, by the step-time model: weights, gradients, optimiser, activations.
    training_memory_gb: (memory?.totalBytes ?? Number.NaN) / GIGA,
    nominal_step_s: stepSeconds,
    nominal_mfu: nominalMfu(phaseWork(scenario, 0), stepSeconds),
    // Of the step-time model, also where mfu or step_time is given; with the causal half of the attention.
    model_mfu_causal: prediction?.mfu ?? Number.NaN,
    nominal_days: input.job.phases.reduce((sum, { nominalSeconds }) => sum + nominalSeconds, 0) / 86_400,
    servers_usd: purchaseUsd === null ? Number.NaN : purchaseUsd.accelerators + purchaseUsd.servers,
    capital_usd: purchaseUsd === null ? Number.NaN : totalOf(purchaseUsd),
    node_rated_kw: kilowatts(node.rated),
    node_training_kw: kilowatts(level('training')?.nodeWatts),
    node_burn_kw: kilowatts(level('burn')?.nodeWatts),
    node_bare_kw: kilowatts(level('bare')?.nodeWatts),
    it_training_kw: kilowatts(level('training')?.itWatts),
    facility_training_kw: kilowatts(level('training')?.facilityWatts),
    facility_nameplate_kw: kilowatts(level('nameplate')?.facilityWatts),
    mean_pue: power.meanPue,
    usd_per_kwh: meanOfSeries(input.money.usdPerJoule) * JOULES_PER_KILOWATT_HOUR,
    kg_per_kwh: meanOfSeries(input.carbonKgPerJoule) * JOULES_PER_KILOWATT_HOUR,
    // Of the racks of the site; 0 where none fits.
    nodes_per_rack: rack === undefined ? Number.NaN : rack.kind === 'fits' ? rack.nodesPerRack : 0,
  };
}
