import type { BenchContext } from '../../support/benchmark.ts'
import type { Kind } from './work.ts'

export interface Row {
  readonly title: string
  /** Of its commit by Postgres's own clock, in milliseconds since the epoch. */
  readonly committedAt: number
}

/** A system that reacts to webhooks. */
export interface System {
  readonly name: string
  /** Where webhooks of a kind go; several addresses share them. */
  addresses(kind: Kind): readonly string[]
  /** Its processes, by what they are. */
  readonly pids: Readonly<Record<string, readonly number[]>>
  /** The witness: all rows that it has made. */
  rows(): Promise<readonly Row[]>
}

export interface SystemMaker {
  readonly name: string
  /** How many reactions of a kind are worth a turn of some seconds on two cores. */
  readonly turn: Readonly<Record<Kind, number>>
  start(context: BenchContext, receiver: string): Promise<System>
}
