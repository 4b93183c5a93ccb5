import type { DescribedColumn } from './summaryCsv.ts';

/** A table that a command writes beside those of every study, as `<name>.csv`. */
export interface FurtherTable {
  readonly name: 'curve' | 'optimum';
  readonly columns: readonly DescribedColumn[];
  /** Whether the columns of the study's parameters stand after the first one. */
  readonly hasParameters: boolean;
  readonly text: Iterable<string>;
}
