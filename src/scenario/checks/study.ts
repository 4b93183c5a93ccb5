import type { Finding } from '../issues.ts';
import type { Scenario } from '../schema.ts';

/** What of a study must hold between its fields. */
export function studyFindings({ study, uncertainty }: Pick<Scenario, 'study' | 'uncertainty'>): Finding[] {
  const findings: Finding[] = [];
  const find = (key: string, message: string) => findings.push({ path: ['study', key], message });
  const hasSweep = Object.keys(study.sweep ?? {}).length > 0;
  const hasUncertainty = Object.keys(uncertainty ?? {}).length > 0;
  if (study.zip === true && study.sample !== undefined)
    find('zip', 'makes points of lists, and study.sample draws them; give one of the two');
  if (study.sample !== undefined && !hasSweep && !hasUncertainty)
    find('sample', 'needs study.sweep or uncertainty: what to draw');
  if (study.sample !== undefined && study.points === undefined)
    find('sample', 'needs study.points: how many to draw');
  if (study.points !== undefined && study.sample === undefined)
    find('points', 'says how many points study.sample draws; give study.sample, latin or sobol');
  return findings;
}
