/** A cell of a spreadsheet. */
export type XlsCell =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'formula' };

const SECTOR = 512;

/**
 * The first sheet of an .xls file (BIFF8 in a compound file: MS-XLS, MS-CFB), as far as LibreOffice writes it. Of the formats it
 * writes this is the one that holds numbers as doubles; the XML ones round them to 15 digits.
 */
export function readXls(file: Buffer): ReadonlyMap<string, XlsCell> {
  const stream = workbookStream(file);
  const cells = new Map<string, XlsCell>();
  const texts: string[] = [];
  const put = (row: number, column: number, cell: XlsCell) => cells.set(`${row},${column}`, cell);
  let sheets = 0;
  for (let at = 0; at + 4 <= stream.length; ) {
    const [type, length] = [stream.readUInt16LE(at), stream.readUInt16LE(at + 2)];
    const data = stream.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    // The first substream is of the whole workbook, the second the first sheet.
    if (type === 0x0809) sheets += 1;
    if (sheets > 2) break;
    switch (type) {
      case 0x00fc:
        texts.push(...sharedTexts(data));
        // What does not fit goes on in the next record, in the middle of a text.
        if (stream.readUInt16LE(at) === 0x003c) throw new Error('too many texts for this reader');
        break;
      case 0x00fd:
        put(data.readUInt16LE(0), data.readUInt16LE(2), {
          kind: 'text',
          value: texts[data.readUInt32LE(6)]!,
        });
        break;
      case 0x0203:
        put(data.readUInt16LE(0), data.readUInt16LE(2), { kind: 'number', value: data.readDoubleLE(6) });
        break;
      case 0x027e:
        put(data.readUInt16LE(0), data.readUInt16LE(2), {
          kind: 'number',
          value: shortNumber(data.readUInt32LE(6)),
        });
        break;
      case 0x00bd: {
        const first = data.readUInt16LE(2);
        for (let place = 4; place + 6 < length; place += 6) {
          const value = shortNumber(data.readUInt32LE(place + 2));
          put(data.readUInt16LE(0), first + (place - 4) / 6, { kind: 'number', value });
        }
        break;
      }
      case 0x0006:
        put(data.readUInt16LE(0), data.readUInt16LE(2), { kind: 'formula' });
        break;
      // Text of its own, truth values and errors: nothing that a CSV should turn into.
      case 0x0204:
      case 0x0205:
        throw new Error(`a cell of record type ${type.toString(16)}`);
    }
  }
  return cells;
}

/** The sectors of the stream that holds the workbook, one after the other. */
function workbookStream(file: Buffer): Buffer {
  if (file.readUInt32BE(0) !== 0xd0cf11e0 || file.readUInt16LE(30) !== 9) throw new Error('no compound file');
  const sector = (index: number) => file.subarray((index + 1) * SECTOR, (index + 2) * SECTOR);
  const table = Buffer.concat(
    Array.from({ length: file.readUInt32LE(44) }, (_, index) => sector(file.readUInt32LE(76 + 4 * index))),
  );
  const chain = (start: number) => {
    const parts: Buffer[] = [];
    for (let at = start; at < 0xfffffffe; at = table.readUInt32LE(4 * at)) parts.push(sector(at));
    return Buffer.concat(parts);
  };
  const folder = chain(file.readUInt32LE(48));
  for (let at = 0; at < folder.length; at += 128) {
    const name = folder.toString('utf16le', at, at + Math.max(0, folder.readUInt16LE(at + 64) - 2));
    const size = folder.readUInt32LE(at + 120);
    // Streams below 4096 bytes lie elsewhere; a workbook is larger.
    if (name === 'Workbook' && size >= 4096) return chain(folder.readUInt32LE(at + 116)).subarray(0, size);
  }
  throw new Error('no workbook');
}

function sharedTexts(data: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 8; at < data.length; ) {
    const [length, flags] = [data.readUInt16LE(at), data[at + 2]!];
    if ((flags & ~1) !== 0) throw new Error('a text with formats');
    const end = at + 3 + length * (flags === 0 ? 1 : 2);
    texts.push(data.toString(flags === 0 ? 'latin1' : 'utf16le', at + 3, end));
    at = end;
  }
  return texts;
}

/** A number in 30 bits: an integer or the upper bits of a double, perhaps in hundredths. */
function shortNumber(bits: number): number {
  const double = Buffer.alloc(8);
  double.writeUInt32LE((bits & 0xfffffffc) >>> 0, 4);
  const value = (bits & 2) === 0 ? double.readDoubleLE(0) : bits >> 2;
  return (bits & 1) === 0 ? value : value / 100;
}
