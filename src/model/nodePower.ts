/** Measured node power model: P_node = fixed + gain x sum over GPUs of P_gpu (fans, CPU and conversion losses inside). */
export interface NodePowerModel {
  readonly fixedWatts: number;
  readonly gain: number;
  readonly gpusPerNode: number;
}

/** Mean power of the GPUs (W) of a node that draws `nodeWatts`: the inverse of `nodePowerWatts`. */
export function gpuWattsOf({ fixedWatts, gain, gpusPerNode }: NodePowerModel, nodeWatts: number): number {
  return (nodeWatts - fixedWatts) / (gain * gpusPerNode);
}

/** Power at the node's plug (W) when each of its GPUs draws `gpuWatts`. */
export function nodePowerWatts(model: NodePowerModel, gpuWatts: number): number {
  return model.fixedWatts + model.gain * model.gpusPerNode * gpuWatts;
}
