/** Runs so many loops at once until the time is up; gives what they did in a second. */
export async function closedLoop(
  loops: number,
  milliseconds: number,
  work: (loop: number, turn: number) => Promise<unknown>,
): Promise<{ perSecond: number; done: number }> {
  const startedAt = performance.now()
  const until = startedAt + milliseconds
  let done = 0
  const loop = async (n: number) => {
    for (let turn = 0; performance.now() < until; turn++) {
      await work(n, turn)
      done++
    }
  }
  await Promise.all(Array.from({ length: loops }, (_, n) => loop(n)))
  return { perSecond: (done / (performance.now() - startedAt)) * 1_000, done }
}

export interface Offered {
  /** When each was due, in milliseconds since the epoch. */
  readonly due: readonly number[]
  /** Milliseconds from when each was due to its answer. */
  readonly answered: readonly number[]
  readonly failed: number
}

/** Begins work at a fixed rate, whether or not what came before has ended: a slow answer makes no later one look better. */
export async function offer(perSecond: number, count: number, work: (n: number) => Promise<unknown>): Promise<Offered> {
  const due: number[] = []
  const answered: number[] = []
  const open = new Set<Promise<void>>()
  let failed = 0
  const epoch = Date.now() - performance.now()
  const startedAt = performance.now()
  for (let n = 0; n < count; n++) {
    const at = startedAt + (n * 1_000) / perSecond
    while (performance.now() < at)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())))
    due[n] = epoch + at
    const one = work(n).then(
      () => void answered.push(performance.now() - at),
      () => void failed++,
    )
    open.add(one)
    void one.then(() => open.delete(one))
  }
  await Promise.all(open)
  return { due, answered, failed }
}
