import { parseSource } from '../document.ts';
import { type Finding, findingsOf, wording } from '../issues.ts';
import { ScenarioError } from '../problems.ts';
import { isTreeObject, pathText } from '../tree.ts';
import { type AiresimParameter, type AiresimParameters, airesimSchema } from './parameters.ts';

/** A configuration with its defaults in place, and which parameters it gives itself. */
export interface AiresimConfiguration {
  readonly parameters: AiresimParameters;
  readonly given: ReadonlySet<AiresimParameter>;
}

/**
 * Reads AIReSim's configuration: a flat group of parameters, YAML or JSON.
 * @throws ScenarioError with all problems at once
 */
export function readAiresim(file: string, text: string): AiresimConfiguration {
  const source = parseSource(file, text);
  if (source.problems.length > 0) throw new ScenarioError(source.problems);
  if (!isTreeObject(source.tree)) {
    const message = 'must be a group of parameters, like job_size: 4096; {} stands for all defaults';
    throw new ScenarioError([{ file, path: '', line: 1, column: 1, message }]);
  }
  const parsed = airesimSchema.safeParse(source.tree, { error: wording, jitless: true });
  const findings = parsed.success ? consistency(parsed.data) : findingsOf(parsed.error.issues);
  if (!parsed.success || findings.length > 0) {
    throw new ScenarioError(
      findings.map(({ path, message }) => ({
        file,
        path: pathText(path),
        message,
        ...source.locate(path),
      })),
    );
  }
  return {
    parameters: parsed.data,
    given: new Set(Object.keys(source.tree) as AiresimParameter[]),
  };
}

/** AIReSim refuses it too. */
function consistency(parameters: AiresimParameters): Finding[] {
  const { working_pool_size: pool, job_size: job, warm_standbys: standbys } = parameters;
  if (pool >= job + standbys) return [];
  const message = `is ${pool}, but must be at least job_size + warm_standbys = ${job} + ${standbys} = ${job + standbys}`;
  return [{ path: ['working_pool_size'], message }];
}
