/** Measured node power model: P_node = fixed + gain x sum over GPUs of P_gpu (fans, CPU and conversion losses inside). */
export interface NodePowerModel {
  readonly fixedWatts: number;
  readonly gain: number;
  readonly gpusPerNode: number;
}

/** Power at the node's plug (W) when each of its GPUs draws `gpuWatts`. */
export function nodePowerWatts(model: NodePowerModel, gpuWatts: number): number {
  return model.fixedWatts + model.gain * model.gpusPerNode * gpuWatts;
}
