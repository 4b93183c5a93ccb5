import type { PowerCurveSpec } from '../model/heat/createPowerCurve.ts';
import { POWER_LAWS } from '../model/heat/powerLaw.ts';
import { POWER_TABLES } from '../model/heat/powerTable.ts';

const law = (one: Omit<Extract<PowerCurveSpec, { kind: 'law' }>, 'kind'>): PowerCurveSpec => ({
  kind: 'law',
  ...one,
});
const table = (one: Omit<Extract<PowerCurveSpec, { kind: 'table' }>, 'kind'>): PowerCurveSpec => ({
  kind: 'table',
  ...one,
});

/** Power curves that a scenario may name: fitted laws, and measured tables. */
export const POWER_CURVES = {
  standard: law(POWER_LAWS.standard),
  'h100-clock': table(POWER_TABLES.h100Clock),
  'h100-clock-law': law(POWER_LAWS.h100Clock),
  'h100-core-clock-law': law(POWER_LAWS.h100CoreClock),
  'h100-llama-8b': table(POWER_TABLES.h100Llama8b),
  'h100-vit-l': table(POWER_TABLES.h100VitLarge),
  v100: table(POWER_TABLES.v100),
  'v100-law': law(POWER_LAWS.v100),
  'rtx-6000-law': law(POWER_LAWS.rtx6000),
  a40: table(POWER_TABLES.a40),
  'a40-law': law(POWER_LAWS.a40),
} as const satisfies Record<string, PowerCurveSpec>;

export type PowerCurveId = keyof typeof POWER_CURVES;
