import type { IdGenerator } from '@opentelemetry/sdk-trace'

let chosen: string | undefined

/** Begins a span whose id is known beforehand, as a workflow's is: its activities name it before it has ended. */
export function withSpanId<T>(id: string | undefined, begin: () => T): T {
  chosen = id
  try {
    return begin()
  } finally {
    chosen = undefined
  }
}

/** Gives the next span the id that was chosen for it, and all others random ones. */
export const chosenIds = (random: IdGenerator): IdGenerator => ({
  generateTraceId: () => random.generateTraceId(),
  generateSpanId: () => chosen ?? random.generateSpanId(),
})
