/**
 * Probability that an arrival has to wait for one of `servers` when the offered load is `load` = arrival rate x mean service
 * time, arrivals are Poisson and services exponential: M/M/c (Erlang 1917). 1 when the load is too much for them, 0 for
 * Infinity servers (M/M/infinity). By way of the loss formula, whose recursion B(k) = a B(k-1) / (k + a B(k-1)) neither
 * overflows nor cancels.
 */
export function erlangWaitingProbability(servers: number, load: number): number {
  if (servers === Number.POSITIVE_INFINITY || load === 0) return 0;
  if (load >= servers) return 1;
  let loss = 1;
  for (let k = 1; k <= servers; k++) loss = (load * loss) / (k + load * loss);
  return (servers * loss) / (servers - load * (1 - loss));
}

/** Mean time in the queue (s) of M/M/c; Infinity when the load is too much. */
export function erlangMeanWait(servers: number, load: number, meanServiceSeconds: number): number {
  if (servers === Number.POSITIVE_INFINITY) return 0;
  if (load >= servers) return Number.POSITIVE_INFINITY;
  return (erlangWaitingProbability(servers, load) * meanServiceSeconds) / (servers - load);
}

/** Mean number in the queue and in service together of M/M/c, by Little's law. */
export function erlangMeanInSystem(servers: number, load: number): number {
  return load + load * erlangMeanWait(servers, load, 1);
}
