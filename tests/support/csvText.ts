import Papa from 'papaparse';
import { expect } from 'vitest';

/** A CSV by header, cells as they stand. */
export function recordsOf(text: string, delimiter = ','): Record<string, string>[] {
  const { data, errors } = Papa.parse<Record<string, string>>(
    text.replace(/^\ufeff/, '').replace(/\r\n$/, ''),
    {
      header: true,
      delimiter,
    },
  );
  expect(errors).toEqual([]);
  return data;
}
