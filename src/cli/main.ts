#!/usr/bin/env node
import { Command } from 'commander';
import { FileError } from '../runtime/fileSystem.ts';
import { version } from '../runtime/packageFiles.ts';
import { checkModelCommand } from './checkModelCommand.ts';
import { compareCommand } from './compareCommand.ts';
import { EXIT, explainError } from './exit.ts';
import { explainCommand } from './explainCommand.ts';
import { fitCommand } from './fitCommand.ts';
import { importCommand } from './importCommand.ts';
import { layoutCommand } from './layoutCommand.ts';
import { listCommand } from './listCommand.ts';
import { newCommand } from './newCommand.ts';
import { optimizeCommand } from './optimizeCommand.ts';
import { runCommand } from './runCommand.ts';
import { schemaCommand } from './schemaCommand.ts';
import { sensitivityCommand } from './sensitivityCommand.ts';
import { traceCommand } from './traceCommand.ts';
import { validateCommand } from './validateCommand.ts';

const finish = (code: number) => {
  process.exitCode = code;
};

const program = new Command('longrun')
  .description(
    'How long, how much energy and how much money will this training run take, and how sure are we?',
  )
  .version(version, '-V, --version')
  .showSuggestionAfterError(true)
  .addHelpText(
    'after',
    '\nExit codes: 0 ok, 1 internal error, 2 usage or invalid scenario, 3 some replications failed, 4 model check out of tolerance, 130 and 143 stopped after saving.',
  );
for (const command of [
  runCommand(finish),
  compareCommand(finish),
  sensitivityCommand(finish),
  optimizeCommand(finish),
  traceCommand(finish),
  explainCommand(finish),
  layoutCommand(finish),
  fitCommand(finish),
  importCommand(finish),
  validateCommand(finish),
  checkModelCommand(finish),
  listCommand(finish),
  newCommand(finish),
  schemaCommand(finish),
]) {
  command.copyInheritedSettings(program).exitOverride().showHelpAfterError('(--help shows the options)');
  program.addCommand(command);
}
program.exitOverride();

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that stops early, like `head`, is no error.
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  process.stderr.write(`longrun: ${new FileError('write', 'the output', error).message}\n`);
  process.exit(EXIT.internal);
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  const { code, text } = explainError(error);
  if (text !== '') process.stderr.write(`${text}\n`);
  process.exitCode = code;
}
