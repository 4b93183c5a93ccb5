/** All of the kind `2 x 3.5 kW + 10 kW = 17 kW`, in their order: what stands left and right of the sign. */
export function equationsIn(text: string): readonly (readonly [string, string])[] {
  const term = String.raw`\d[\d.,]*(?: (?:[kM]?W|h|USD\/kWh|M USD|USD)\b)?`;
  const pattern = new RegExp(`(${term}(?: [x+/] ${term})+) = (${term})`, 'g');
  return [...text.matchAll(pattern)].map((found) => [found[1]!, found[2]!]);
}

/** What the left side of such an equation comes to, in W, h and USD. */
export function resultOf(expression: string): number {
  return expression
    .split(' + ')
    .map((product) =>
      product.split(' x ').reduce((value, factor) => {
        const [over = '', under = '1'] = factor.split(' / ');
        return (value * printed(over).value) / printed(under).value;
      }, 1),
    )
    .reduce((sum, value) => sum + value, 0);
}

const SCALES: Readonly<Record<string, number>> = {
  W: 1,
  kW: 1e3,
  MW: 1e6,
  h: 1,
  USD: 1,
  'M USD': 1e6,
  'USD/kWh': 1e-3,
};

/** A printed number in W, h and USD, and one unit of its last digit that counts. */
export function printed(text: string): { readonly value: number; readonly unit: number } {
  const [, digits = '', name = ''] = /^([\d.,]+)\s*(.*)$/.exec(text)!;
  const scale = name === '' ? 1 : SCALES[name]!;
  const plain = digits.replaceAll(',', '');
  const fraction = plain.split('.')[1];
  const zeros = /0*$/.exec(plain)![0].length;
  const unit = 10 ** (fraction === undefined ? zeros : -fraction.length);
  return { value: Number(plain) * scale, unit: unit * scale };
}
