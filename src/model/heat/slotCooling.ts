/** How the GPUs of one place in the server are cooled: T = inlet + offset + R P. */
export interface SlotClass {
  readonly name: string;
  /** GPUs of a node in such a place. */
  readonly gpus: number;
  /** What the air or water has gained before it reaches them, whatever they draw themselves (K). */
  readonly offsetKelvin: number;
  /** Median thermal resistance from core to that air or water (K/W). */
  readonly kelvinPerWatt: number;
}

/**
 * Eight H100 in air. Derived: a 25 C inlet gives 67 to 77 C at 650 W, and the rear reach 87 C at a 35 C inlet. Range .055
 * to .107 K/W (arXiv:2507.16781 measured .069 and .107 for the coolest and the hottest at 470 W, where fans turn slower);
 * rear adder .005 to .03 (arXiv:2509.10371: rear up to 27 % hotter).
 */
export const AIR_SLOTS: readonly SlotClass[] = [
  { name: 'front', gpus: 4, offsetKelvin: 0, kelvinPerWatt: 0.065 },
  { name: 'rear', gpus: 4, offsetKelvin: 0, kelvinPerWatt: 0.08 },
];

/** Eight H100 on cold plates: .046 to .066 K/W in arXiv:2507.16781, below .03 asked for GB200; derived. */
export const LIQUID_SLOTS: readonly SlotClass[] = [
  { name: 'cold plate', gpus: 8, offsetKelvin: 0, kelvinPerWatt: 0.05 },
];

/** Time constant of the heat sink (s): no measurement was found; estimates, unverified (30 to 120 and 5 to 20). */
export const HEAT_SINK_SECONDS = { air: 60, liquid: 10 } as const;
