/** What the comment at the head of a scenario says. */
export interface ScenarioHeader {
  /** What the scenario is; empty if the comment is missing. */
  readonly about: string;
  /** What stands after "What it teaches:"; empty if that is missing. */
  readonly teaches: string;
}

const NO_PROSE = /^#(\s*yaml-language-server:|\s{2})/;

/** Reads the comment lines before anything else in the text of a scenario, but the line for editors and indented ones: commands to try. */
export function scenarioHeader(text: string): ScenarioHeader {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const [about = '', teaches = ''] = lines
    .slice(0, end < 0 ? lines.length : end)
    .filter((line) => !NO_PROSE.test(line))
    .map((line) => line.replace(/^#\s*/, ''))
    .join(' ')
    .split('What it teaches:')
    .map((part) => part.trim());
  return { about, teaches };
}
