import { readFileSync } from 'node:fs';
import { type FileMetaData, parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';

function bufferOf(path: string): ArrayBuffer {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

export function metadataOf(path: string): FileMetaData {
  return parquetMetadata(bufferOf(path));
}

/** Name to physical type of each column. */
export function typesOf(path: string): Record<string, string> {
  const { children } = parquetSchema(metadataOf(path));
  return Object.fromEntries(
    children.map(({ element: { name, type, converted_type: converted } }) => [
      name,
      converted === undefined ? `${type}` : `${type} ${converted}`,
    ]),
  );
}

/** Every row by the reader hyparquet, which is other code than the writer. */
export function parquetRows(path: string, columns?: string[]): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: bufferOf(path), ...(columns === undefined ? {} : { columns }) });
}
