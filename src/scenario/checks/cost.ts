import { SPOT_CLASS } from '../compile/spot.ts';
import type { Finding } from '../issues.ts';
import type { Scenario } from '../schema.ts';

/** What must hold between the fields of cost, and between them and the rest. */
export function costFindings({ cost, cluster, failures, site }: Scenario): Finding[] {
  const findings: Finding[] = [];
  const tell = (path: readonly string[], message: string) => findings.push({ path, message });
  const { owned, rented } = cost;
  const { node } = cluster;
  const nodePrice = owned?.node_price ?? node.price;
  if (owned !== undefined && nodePrice === undefined) {
    tell(['cost', 'owned'], 'needs node_price: the catalogue has no price for this node');
  }
  const accelerators = (owned?.accelerator_price ?? 0) * node.gpus;
  if (nodePrice !== undefined && accelerators > nodePrice) {
    tell(
      ['cost', 'owned', 'accelerator_price'],
      `times ${node.gpus} is ${accelerators} USD, more than the whole node at ${nodePrice} USD; give at most ${nodePrice / node.gpus} USD`,
    );
  }
  if (rented?.reserved !== undefined && rented.spot !== undefined) {
    tell(['cost', 'rented'], 'takes only one of reserved, spot; without both it is on demand');
  }
  if (rented?.spot !== undefined) {
    if (Object.hasOwn(failures.set.classes, SPOT_CLASS)) {
      tell(
        ['failures', 'set', 'classes', SPOT_CLASS],
        'is the class that cost.rented.spot adds; give yours another name, or leave out spot',
      );
    }
    if (failures.trace !== undefined) {
      tell(
        ['cost', 'rented', 'spot'],
        'would never strike: failures.trace replays a log instead of sampling; give such stops in the log, or leave out the trace',
      );
    }
  }
  if (site.demand_contract !== undefined && site.demand_charge === undefined) {
    tell(['site', 'demand_contract'], 'bills nothing without demand_charge; give it, or leave this out');
  }
  return findings;
}
