import type { RunEvent, RunEventName } from '../simulation/runEvent.ts';
import { formatDuration, formatNumber } from './format.ts';

/** What happened, in plain words. */
export function sentence(event: RunEvent): string {
  return SENTENCES[event.event](event);
}

const who = ({ node, nodes }: RunEvent): string => {
  if (node === undefined) return 'the job';
  return nodes === undefined ? `node ${node}` : `${nodes} nodes from node ${node} on`;
};
const takes = (event: RunEvent): string => formatDuration(event.expectedSeconds ?? 0);
const work = (event: RunEvent): string => formatDuration(event.workSeconds ?? 0, 4);
const lasts = (event: RunEvent): string =>
  event.expectedSeconds === Number.POSITIVE_INFINITY ? 'until it leaves the job' : `for ${takes(event)}`;

const SENTENCES: Readonly<Record<RunEventName, (event: RunEvent) => string>> = {
  start: () => 'the run starts',
  train: (event) => `training, ${work(event)} of nominal time done`,
  checkpoint: (event) => `checkpoint at ${work(event)} of nominal time`,
  'final checkpoint': (event) => `all steps done; final checkpoint takes ${takes(event)}`,
  fault: (event) => `fault: ${event.what} on ${who(event)}, seen after ${takes(event)}`,
  hang: (event) => `hang: ${event.what} on ${who(event)}, seen after ${takes(event)}`,
  'fault on standby': (event) => `fault: ${event.what} on spare ${who(event)}`,
  'fault beside the job': (event) => `fault: ${event.what} where no node is powered`,
  slow: (event) => `slow: ${event.what} on ${who(event)}, ${lasts(event)}`,
  'slow no more': (event) => `${who(event)} back to speed: ${event.what} has passed`,
  'slow node noticed': (event) => `slowness noticed: ${event.what} on ${who(event)}`,
  'state corrupted': (event) =>
    `the state is corrupt: ${event.what} on ${who(event)}, found after ${takes(event)}`,
  'corruption found': (event) => `corruption found: ${event.what}; back to a clean checkpoint`,
  'loss spike': (event) => `loss spike, seen after ${takes(event)}`,
  diverged: () => 'the training has diverged for good',
  detected: (event) => `the stop is noticed; diagnosis takes ${takes(event)}`,
  diagnosed: () => 'diagnosis done',
  'nobody blamed': (event) => `the fault of ${who(event)} is not found: nobody is blamed`,
  'wrong node blamed': (event) => `${who(event)} is blamed, wrongly`,
  'spare joins': (event) => `spare ${who(event)} joins in ${takes(event)}`,
  'spare boots': (event) => `cold spare ${who(event)} boots in ${takes(event)}`,
  'spare preempted': (event) => `${who(event)} is taken from the shared pool`,
  'gang selected anew': () => 'the nodes of the job are selected anew',
  'fewer replicas': () => 'too few nodes: the job goes on with fewer replicas',
  'more replicas': () => 'nodes are back: the job grows',
  'wait for nodes': () => 'no spare left: waiting for nodes',
  restart: (event) => `restart and loading take ${takes(event)}`,
  'manual repair': (event) => `${who(event)} needs a technician`,
  repaired: (event) => `${who(event)} is repaired`,
  'waits for its unit': (event) => `${who(event)} stands there until the ${event.what} is mended`,
  retired: (event) => `${who(event)} cannot be repaired and is retired`,
  'save for maintenance': (event) => `saving for ${event.what} takes ${takes(event)}`,
  'save for demand response': (event) => `saving before the pause takes ${takes(event)}`,
  'save to replace': (event) => `saving before ${event.what} is replaced takes ${takes(event)}`,
  'save to grow': (event) => `saving before the job grows takes ${takes(event)}`,
  maintenance: (event) => `maintenance ${event.what} takes ${takes(event)}`,
  'demand response': (event) => `demand response ${event.what} is called for ${takes(event)}`,
  'demand response ends': (event) => `demand response ${event.what} is over`,
  'cooling unit fails': (event) => `a cooling unit of ${event.what} fails, repaired in ${takes(event)}`,
  'cooling unit runs': (event) => `a cooling unit of ${event.what} runs again`,
  'cooling plant stops': (event) => `all cooling stops for ${takes(event)}`,
  'cooling plant runs': () => 'the cooling plant runs again',
  'zone switched off': (event) => `emergency stop: a cooling zone is too hot, ${who(event)} switched off`,
  'zone switched on': (event) => `a cooling zone is cool again, ${who(event)} switched on`,
  pace: (event) => `a step now takes ${formatNumber(event.pace ?? 1, 4)} times its nominal time`,
  end: (event) => `the run ends: ${event.what}`,
};
