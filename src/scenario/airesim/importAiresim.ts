import { notesOf } from './notes.ts';
import { type AiresimPolicies, DEFAULT_POLICIES } from './policies.ts';
import { readAiresim } from './readParameters.ts';
import { scenarioYaml } from './scenarioYaml.ts';

export interface ImportedScenario {
  readonly name: string;
  readonly yaml: string;
  /** What has no counterpart, or another meaning than one would think. */
  readonly notes: readonly string[];
}

/**
 * The scenario for a configuration of AIReSim (YAML or JSON).
 * @throws ScenarioError with all problems of the configuration at once
 */
export function importAiresim(
  file: string,
  text: string,
  policies: AiresimPolicies = DEFAULT_POLICIES,
  name: string = scenarioName(file),
): ImportedScenario {
  const configuration = readAiresim(file, text);
  return {
    name,
    yaml: scenarioYaml(name, baseName(file), configuration, policies),
    notes: notesOf(configuration, policies),
  };
}

/** `runs/My Config.yaml` as `airesim-my-config`. */
export function scenarioName(file: string): string {
  const plain = baseName(file)
    .replace(/\.(ya?ml|json)$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  if (plain === '') return 'airesim';
  return plain.startsWith('airesim') ? plain : `airesim-${plain}`;
}

function baseName(file: string): string {
  return file.replace(/^.*[\\/]/, '');
}
