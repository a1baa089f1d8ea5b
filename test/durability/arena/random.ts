/** Numbers that look random and are the same for the same seed. */
export interface Random {
  readonly seed: number
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  pick<T>(choices: readonly T[]): T
}

/** Seeded from ORCHESTRATOR_TEST_SEED, or anew; the seed is printed so that a failure can be played again. */
export function createRandom(): Random {
  const seed = Number(process.env['ORCHESTRATOR_TEST_SEED'] ?? Date.now() % 1_000_000)
  console.log(`seed ${seed} (again with ORCHESTRATOR_TEST_SEED=${seed})`)
  let state = seed
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return { seed, between, pick: (choices) => choices[between(0, choices.length - 1)] as never }
}
