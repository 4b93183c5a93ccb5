import { CommanderError } from 'commander';
import { FileError } from '../runtime/fileSystem.ts';
import { ForeignFilesError } from '../runtime/foreignFiles.ts';
import { JournalError } from '../runtime/journal.ts';
import { UnreadableStudyError } from '../runtime/readStudy.ts';
import { OtherStudyError } from '../runtime/runStudy.ts';
import { NoObjectiveError } from '../runtime/searchStudy.ts';
import { StudyBusyError } from '../runtime/studyLock.ts';
import { ScenarioError } from '../scenario/problems.ts';

/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  someFailed: 3,
  modelCheck: 4,
  interrupted: 130,
  terminated: 143,
} as const;

/** Something wrong with how a command was called. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** What to print for an error that ends the program, and with which code. */
export function explainError(error: unknown): { readonly code: number; readonly text: string } {
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? EXIT.ok : EXIT.usage, text: '' };
  if (error instanceof ScenarioError) {
    const { length } = error.problems;
    return {
      code: EXIT.usage,
      text: `${error.message}\n${length} problem${length === 1 ? '' : 's'}; nothing was run or written`,
    };
  }
  if (error instanceof FileError) {
    return { code: error.isUsage ? EXIT.usage : EXIT.internal, text: `longrun: ${error.message}` };
  }
  if (
    error instanceof UsageError ||
    error instanceof OtherStudyError ||
    error instanceof JournalError ||
    error instanceof ForeignFilesError ||
    error instanceof UnreadableStudyError ||
    error instanceof NoObjectiveError ||
    error instanceof StudyBusyError
  ) {
    return { code: EXIT.usage, text: `longrun: ${error.message}` };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: EXIT.internal, text: `longrun: internal error, please report it\n${text}` };
}
