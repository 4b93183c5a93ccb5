import { describe, expect, it } from 'vitest';
import { AIR_LIMIT_WATTS, type RackQuestion, racksNeeded } from '../../../src/model/plant/racks.ts';

const question = (change: Partial<RackQuestion>): RackQuestion => ({
  nodes: 128,
  nodeWatts: 10_200,
  coolant: 'air',
  rackWatts: 50_000,
  airLimitWatts: AIR_LIMIT_WATTS,
  nodesByHeight: null,
  ...change,
});

describe('racks for 128 servers of eight H100, rated 10.2 kW', () => {
  it('hold none at 5 kW, and say why', () => {
    expect(racksNeeded(question({ rackWatts: 5000 }))).toEqual({
      kind: 'does_not_fit',
      limit: 'power',
      needed: 10_200,
      given: 5000,
    });
  });

  it.each([
    [15_000, 'power', 1, 128],
    [50_000, 'power', 4, 32],
    [130_000, 'air', 4, 32],
  ] as const)('of %d W are limited by %s: %d a rack, %d racks', (rackWatts, limit, nodesPerRack, racks) => {
    const answer = racksNeeded(question({ rackWatts }));
    expect(answer).toEqual({ kind: 'fits', limit, nodesPerRack, racks, filledWatts: nodesPerRack * 10_200 });
  });

  it('of 130 kW hold twelve in liquid, or as many as there is room for', () => {
    const liquid = question({ rackWatts: 130_000, coolant: 'liquid' });
    expect(racksNeeded(liquid)).toMatchObject({ nodesPerRack: 12, racks: 11, limit: 'power' });
    expect(racksNeeded({ ...liquid, nodesByHeight: 5 })).toMatchObject({ nodesPerRack: 5, limit: 'height' });
    expect(racksNeeded({ ...liquid, nodesByHeight: 0 })).toMatchObject({
      kind: 'does_not_fit',
      limit: 'height',
    });
  });

  it('leave the last one part empty', () => {
    expect(racksNeeded(question({ nodes: 127 }))).toMatchObject({ racks: 32 });
    expect(racksNeeded(question({ nodes: 125 }))).toMatchObject({ racks: 32 });
    expect(racksNeeded(question({ nodes: 124 }))).toMatchObject({ racks: 31 });
  });
});

describe('a rack-scale system of 120 kW', () => {
  it('needs liquid, and a rack of its power', () => {
    const system = { nodes: 8, nodeWatts: 120_000 };
    expect(racksNeeded(question({ ...system, rackWatts: 130_000 }))).toMatchObject({
      kind: 'does_not_fit',
      limit: 'air',
      given: 50_000,
    });
    expect(racksNeeded(question({ ...system, coolant: 'liquid' }))).toMatchObject({ limit: 'power' });
    expect(racksNeeded(question({ ...system, coolant: 'liquid', rackWatts: 130_000 }))).toMatchObject({
      kind: 'fits',
      racks: 8,
    });
  });
});
