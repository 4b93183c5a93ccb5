import { Command } from 'commander';
import { loadCatalog } from '../runtime/packageFiles.ts';
import { scenarioJsonSchema } from '../scenario/jsonSchema.ts';
import { EXIT } from './exit.ts';
import { createTerminal } from './terminal.ts';

export function schemaCommand(finish: (code: number) => void): Command {
  return new Command('schema')
    .description('the JSON Schema (draft-07) of scenarios, for editors')
    .action(() => {
      createTerminal({}).out(JSON.stringify(scenarioJsonSchema(loadCatalog()), null, 2));
      finish(EXIT.ok);
    });
}
