import { describe, expect, it } from 'vitest';
import { scenarioHeader } from '../../src/scenario/header.ts';
import { renamedScenario } from '../../src/scenario/renamed.ts';
import { shipped, shippedText } from '../support/catalog.ts';
import { resolve } from '../support/scenarioText.ts';

const FIRST = 'Made for a test.';

describe('a copy of a scenario under another name', () => {
  it.each(shipped)('of %s differs in the name alone', (name) => {
    const text = shippedText(name);
    const copy = renamedScenario(text, { name: 'own', firstLine: FIRST });
    expect(copy).toBe(`# ${FIRST}\n${text.replace(`\nname: ${name}\n`, '\nname: own\n')}`);
  });

  it.each([
    [
      'in its place',
      'name: a # why\ntitle: A # which\nsite: x\n',
      'name: own # why\ntitle: B # which\nsite: x\n',
    ],
    [
      'for one of several lines',
      'name: a\ntitle: >-\n  A\n  and b\nsite: x\n',
      'name: own\ntitle: B\nsite: x\n',
    ],
    ['after the name if there was none', 'name: a # why\nsite: x\n', 'name: own # why\ntitle: B\nsite: x\n'],
    ['at the end of the file', 'site: x\nname: a', 'site: x\nname: own\ntitle: B\n'],
    ['with the line ends of the file', 'name: a\r\nsite: x\r\n', 'name: own\r\ntitle: B\r\nsite: x\r\n'],
    ['in JSON', '{"name": "a", "site": "x"}\n', '{"name": "own", "title": "B", "site": "x"}\n'],
    ['without a byte order mark before the first line', '\uFEFFname: a\n', 'name: own\ntitle: B\n'],
  ])('takes a title %s', (_, text, expected) => {
    const copy = renamedScenario(text, { name: 'own', title: 'B', firstLine: FIRST });
    expect(copy.replace(/^# Made for a test\.\r?\n/, '')).toBe(expected);
  });

  it('quotes what YAML would read as something else', () => {
    const text = renamedScenario(shippedText('elastic-training'), {
      name: '1e3',
      title: 'yes: #1',
      firstLine: FIRST,
    });
    const { scenario } = resolve(text);
    expect([scenario.name, scenario.title]).toEqual(['1e3', 'yes: #1']);
  });
});

describe('the header of a scenario', () => {
  it('says what it is and what it teaches, over several lines', () => {
    const text =
      '# yaml-language-server: $schema=x\n# One\n# two.\n# What it teaches: three\n# four.\n#   longrun run x\nname: x\n# no\n';
    expect(scenarioHeader(text)).toEqual({ about: 'One two.', teaches: 'three four.' });
  });

  it('is empty where there is none', () => {
    expect(scenarioHeader('name: x\n# What it teaches: nothing\n')).toEqual({ about: '', teaches: '' });
    expect(scenarioHeader('# only this')).toEqual({ about: 'only this', teaches: '' });
  });
});
