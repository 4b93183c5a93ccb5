import { describe, expect, it } from 'vitest';
import { planHeat } from '../../src/scenario/heatPlan.ts';
import { compile, problemsOf, small } from '../support/scenarioText.ts';

const HEATED = (heat: string) => small(['checkpoint:\n  interval', `heat: ${heat}\ncheckpoint:\n  interval`]);

describe('heat in a scenario', () => {
  it('is absent by default', () => {
    const input = compile(small());
    expect(input.heat).toBeNull();
    expect(input.faults.classes.map(({ name }) => name)).not.toContain('cooling');
  });

  it('takes places and limits from the node, and books emergency stops under a class of its own', () => {
    const { heat, faults } = compile(HEATED('{}'));
    expect(heat).toMatchObject({
      slots: [
        { name: 'front', gpus: 4, offsetKelvin: 0, kelvinPerWatt: 0.065 },
        { name: 'rear', gpus: 4, offsetKelvin: 0, kelvinPerWatt: 0.08 },
      ],
      limits: { throttleCelsius: 87, hardwareSlowdownCelsius: 89, shutdownCelsius: 92 },
      spread: { resistanceSigma: 0.03, leakSigma: 0.015 },
      designOutdoorCelsius: Number.POSITIVE_INFINITY,
      plant: null,
    });
    expect(heat!.room).toMatchObject({ setPointCelsius: 24, stopCelsius: 40, approachKelvin: 10 });
    expect(faults.classes[heat!.coolingClass]!.name).toBe('cooling');
    // Mean GPU of median resistance in training: 24 + .0725 x 651.
    expect(heat!.ratesAtCelsius).toBeCloseTo(24 + 0.0725 * 651, 9);
    expect(heat!.leakage).toEqual({ perKelvin: 0.002, referenceCelsius: heat!.ratesAtCelsius });
  });

  it('cools liquid nodes by cold plates', () => {
    const text = HEATED('{}').replace('node: dgx-h100', 'node: dgx-h100-liquid');
    const { heat } = compile(text);
    expect(heat!.slots).toMatchObject([{ gpus: 8, kelvinPerWatt: 0.05 }]);
    expect(heat!.room).toMatchObject({ setPointCelsius: 30, stopCelsius: 55, rideThroughSeconds: 15 });
  });

  it('takes a plant with the published rates of its units', () => {
    const { heat } = compile(HEATED('{ plant: { outages: 0.25 / yr } }'));
    expect(heat!.plant).toMatchObject({ unitsPerZone: 5 });
    expect(heat!.plant!.failuresPerUnitSecond * 365 * 86_400).toBeCloseTo(0.08, 12);
    expect(heat!.plant!.outage!.perSecond * 365 * 86_400).toBeCloseTo(0.25, 12);
    expect(heat!.plant!.outage!.duration).toEqual({ kind: 'fixed', value: 600 });
    expect(heat!.room.unitsNeeded).toBe(4);
  });

  it.each([
    [
      '{ slots: [{ name: all, gpus: 4, resistance: 0.06 K/W }] }',
      'heat.slots',
      'hold 4 GPUs, but a node has 8',
    ],
    ['{ plant: { units: 2, needed: 3 } }', 'heat.plant.needed', 'is 3, more than the 2 units of a zone'],
    ['{ room: { stop: 20 degC } }', 'heat.room.stop', 'not above the set-point of 24 degC'],
    ['{ set_point: 80 degC, room: { stop: 90 degC } }', 'heat.slots', 'shut down at the set-point'],
    ['{ room: { stop: 85 degC } }', 'heat.room.stop', 'give a lower stop'],
    ['{ leakage: 0.05 / K }', 'heat.leakage', 'runs away'],
    ['{ limits: { throttle: 90 degC, slowdown: 85 degC, shutdown: 95 degC } }', 'heat.limits', 'must rise'],
    ['{ design_outdoor: 30 degC }', 'heat.design_outdoor', 'give site.climate, like dallas'],
    ['{ leakage: 0.002 }', 'heat.leakage', 'bare number 0.002'],
    ['{ set_point: 24 }', 'heat.set_point', '87 degC'],
  ])('refuses %s', (heat, path, message) => {
    expect(problemsOf(HEATED(heat))).toContainEqual(
      expect.objectContaining({ path, message: expect.stringContaining(message) }),
    );
  });

  it('refuses what cannot follow a temperature, or stands in the way of its class', () => {
    const withClass = (text: string) => HEATED('{}').replace('set: rsc-1', `set: { classes: { ${text} } }`);
    const ageing =
      'a: { share: 1, effect: stop, detection: 1 min, transient: 0, temperature: linear, distribution: { weibull: { shape: 2 } } }';
    expect(problemsOf(withClass(ageing))[0]).toMatchObject({
      path: 'failures.set.classes.a.temperature',
      message: expect.stringContaining('take distribution: exponential'),
    });
    const named = 'cooling: { share: 1, effect: stop, detection: 1 min, transient: 0 }';
    expect(problemsOf(withClass(named))[0]).toMatchObject({
      path: 'failures.set.classes.cooling',
      message: expect.stringContaining('call the class otherwise'),
    });
  });

  it('says before any luck from which inlet the hottest GPU of the job throttles', () => {
    const text = HEATED('{ spread: { resistance: 0, power: 0 }, leakage: 0 / K }');
    const plan = planHeat(compile(text, 'power.training=1'))!;
    expect(plan.slots[1]!.hottestThrottlesFrom).toBeCloseTo(87 - 0.08 * 700, 9);
    // Llama 3 lost 1 to 2 % at mid-day: an inlet between 32 and 33 C where all GPUs are alike.
    expect(plan.inletAtLoss.map(({ inletCelsius }) => inletCelsius)).toEqual([
      expect.closeTo(32.1, 1),
      expect.closeTo(33.2, 1),
    ]);
    expect(plan.speedAtSetPoint).toBe(1);
  });
});

describe('limits of the grid in a scenario', () => {
  it('are absent by default', () => {
    const { power } = compile(small());
    expect(power.capFacilityWatts).toBe(Number.POSITIVE_INFINITY);
    expect(power.demandResponse).toEqual([]);
    expect(power.curve).toMatchObject({ kind: 'law', staticShare: 0.3, exponent: 2.9 });
  });

  it('are a cap, a curve and programmes', () => {
    const { power } = compile(
      small(),
      'power.cap=35 kW',
      'power.curve=h100-llama-8b',
      'power.demand_response={evening: {hours: {from: 17, to: 20, months: [12, 1]}, pause: true}, dear: {price_above: 0.2 USD/kWh, cap: 30 kW}, grid: {random: {rate: 12 / yr, duration: 2 h}, pause: true}}',
    );
    expect(power.capFacilityWatts).toBe(35_000);
    expect(power.curve.kind).toBe('table');
    expect(power.demandResponse).toEqual([
      {
        name: 'evening',
        trigger: { kind: 'hours', window: { fromHour: 17, toHour: 20, days: 'every', months: [12, 1] } },
        action: { kind: 'pause' },
      },
      {
        name: 'dear',
        trigger: { kind: 'price', aboveUsdPerJoule: expect.closeTo(0.2 / 3.6e6, 15) },
        action: { kind: 'cap', facilityWatts: 30_000 },
      },
      {
        name: 'grid',
        trigger: {
          kind: 'random',
          perSecond: expect.closeTo(12 / (365 * 86_400), 15),
          duration: { kind: 'fixed', value: 7200 },
        },
        action: { kind: 'pause' },
      },
    ]);
  });

  it.each([
    ['power.cap=5 kW', 'power.cap', /takes \d+ kW in its hottest hours even at the lowest clock/],
    [
      'power.demand_response={a: {pause: true}}',
      'power.demand_response.a',
      /one of hours, price_above, random/,
    ],
    ['power.demand_response={a: {price_above: 1 USD/kWh}}', 'power.demand_response.a', /one of pause, cap/],
    [
      'power.demand_response={a: {hours: {from: 7, to: 7}, pause: true}}',
      'power.demand_response.a.hours.to',
      /no hour lies between/,
    ],
    ['power.curve={law: {speed_of: clock, static: 0.3, exponent: -1}}', 'power.curve.law.exponent', /0/],
    [
      'power.curve={table: {speed_of: clock, power: [0.5, 0.9], speed: [0.5, 0.9]}}',
      'power.curve',
      /ends at full power/,
    ],
    ['power.curve=h100-lama-8b', 'power.curve', /h100-llama-8b/],
  ])('refuses %s', (set, path, message) => {
    expect(problemsOf(small(), set)).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });
});
