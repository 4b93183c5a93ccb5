import { nearest } from '../nearest.ts';

export const ROLES = ['node', 'time', 'end', 'class'] as const;
export type Role = (typeof ROLES)[number];

/** Which header each role is read from; null where the log does not tell it. */
export type ColumnNames = Readonly<Record<Role, string | null>>;

/** Headers of a role, best first, as `plainName` writes them. */
const KNOWN: Readonly<Record<Role, readonly string[]>> = {
  node: ['node', 'nodeid', 'nodename', 'host', 'hostname', 'machine', 'server', 'instance'],
  time: [
    'start',
    'starttime',
    'failed',
    'failuretime',
    'eventtime',
    'time',
    'timestamp',
    'datetime',
    'date',
    'when',
    'occurred',
    'begin',
  ],
  end: ['end', 'endtime', 'repaired', 'repairtime', 'restored', 'resolved', 'recovered', 'back', 'fixed'],
  class: [
    'class',
    'failureclass',
    'kind',
    'type',
    'category',
    'failuretype',
    'eventtype',
    'cause',
    'component',
  ],
};

/** What `--columns` says: an empty header takes the role out. */
export type ColumnChoice = Readonly<Partial<Record<Role, string>>>;

/** `node=host,time=when`; a message if it is not that. */
export function parseColumnChoice(text: string): ColumnChoice | string {
  const choice: Partial<Record<Role, string>> = {};
  for (const part of text.split(',')) {
    const [given = '', ...rest] = part.split('=');
    const role = ROLES.find((name) => name === given.trim().toLowerCase());
    if (rest.length === 0) return `"${part}" must be like node=host`;
    if (role === undefined) return `"${given}" is not a column that fit reads; allowed: ${ROLES.join(', ')}`;
    if (choice[role] !== undefined) return `${role} is given twice`;
    choice[role] = rest.join('=').trim();
  }
  return choice;
}

/** Finds the columns in a header line, or tells what is missing. */
export function findColumns(
  headers: readonly string[],
  choice: ColumnChoice,
  replay = false,
): { readonly names: ColumnNames; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const listed = headers.map((header) => `"${header.trim()}"`).join(', ');
  const names = Object.fromEntries(
    ROLES.map((role) => {
      const chosen = choice[role];
      if (chosen === '') return [role, null];
      if (chosen === undefined) {
        const taken = Object.values(choice);
        const free = headers.filter((header) => !taken.includes(header.trim()));
        const known = KNOWN[role].map((name) => free.find((header) => plainName(header) === name));
        return [role, known.find((header) => header !== undefined) ?? null];
      }
      const found =
        headers.find((header) => header.trim() === chosen) ??
        headers.find((header) => plainName(header) === plainName(chosen));
      if (found === undefined) {
        const near = nearest(chosen, headers);
        const hint = near === undefined ? '' : `; did you mean "${near.trim()}"?`;
        problems.push(`there is no column "${chosen}"${hint} The header has ${listed}`);
      }
      return [role, found ?? null];
    }),
  ) as Record<Role, string | null>;
  if (names.time === null && problems.length === 0) {
    const remedy = replay ? 'Rename one' : 'Name it with --columns time=HEADER';
    problems.push(
      `no column is a time of failure; the header has ${listed}. ${remedy} (known by itself: ${KNOWN.time.join(', ')})`,
    );
  }
  return { names, problems };
}

/** Case, spaces, dashes and underscores do not count. */
function plainName(header: string): string {
  return header.toLowerCase().replace(/[^a-z0-9]/g, '');
}
