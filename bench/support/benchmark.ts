import type { Workplace } from './workplace.ts'

/** Figures of one kind of work, by name; the name ends in its unit. */
export type Figures = Readonly<Record<string, number>>

/** What a benchmark found. */
export interface Result {
  readonly figures: Readonly<Record<string, Figures>>
  /** The same work by the barest means, in the same run. */
  readonly floor: Readonly<Record<string, Figures>>
  /** How far we are from the floor; what it divides stands in docs/benchmarks.md. */
  readonly ratio: number
  /** What a reader of the figures has to know. */
  readonly notes: readonly string[]
}

export interface BenchContext {
  readonly workplace: Workplace
  /** Fewer and shorter: shows that a benchmark works, not how fast we are. */
  readonly quick: boolean
  readonly temporal: 'dev' | 'postgres'
  /** A folder for CPU profiles of our processes; undefined: none are taken. */
  readonly profiles: string | undefined
  /** Whom the benchmark of rules is to stand beside; undefined: all. */
  readonly peers: readonly string[] | undefined
  /** Tells what goes on, on stderr. */
  say(text: string): void
}

export interface Benchmark {
  readonly name: string
  readonly about: string
  run(context: BenchContext): Promise<Result>
}
