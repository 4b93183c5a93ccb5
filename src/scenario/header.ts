/** What the comment at the head of a scenario says. */
export interface ScenarioHeader {
  /** What the scenario is; empty if the comment is missing. */
  readonly about: string;
  /** What stands after "What it teaches:"; empty if that is missing. */
  readonly teaches: string;
}

const MODELINE = /^#\s*yaml-language-server:/;

/** Reads the comment lines before anything else in the text of a scenario; the line for editors is none of them. */
export function scenarioHeader(text: string): ScenarioHeader {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const [about = '', teaches = ''] = lines
    .slice(0, end < 0 ? lines.length : end)
    .filter((line) => !MODELINE.test(line))
    .map((line) => line.replace(/^#\s*/, ''))
    .join(' ')
    .split('What it teaches:')
    .map((part) => part.trim());
  return { about, teaches };
}
