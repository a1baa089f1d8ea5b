import { sameJson } from '@orchestrator/domain'
import type { Effect, Failure } from './outcome.ts'

/** One of the two that are compared. */
export interface Side {
  readonly status: string
  readonly effects: readonly Effect[]
  readonly error: Failure | null
}

export interface Parting {
  /** The step at which they part; null: only their ends differ. */
  readonly step: number | null
  readonly before: string | null
  readonly after: string | null
}

/** What stands in a history in place of what its reader is not to see. */
const hidden = '…'

/** What is hidden of a run that took place is taken for the same. */
function isSame(was: unknown, is: unknown): boolean {
  if (was === hidden) return true
  if (!isObject(was) || !isObject(is)) return sameJson(was, is)
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].every((key) => isSame(was[key], is[key]))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const underWay = new Set(['held', 'queued', 'running', 'canceled'])

/** How two runs of one event differ. `under_way`: the first has not ended, and is the beginning of the other. */
export function compareRuns(before: Side, after: Side): 'same' | 'under_way' | Parting {
  const unfinished = underWay.has(before.status)
  const count = unfinished ? before.effects.length : Math.max(before.effects.length, after.effects.length)
  for (let n = 0; n < count; n++) {
    const [was, is] = [before.effects[n], after.effects[n]]
    if (was && is && was.what === is.what && isSame(was.data, is.data)) continue
    return { step: is?.step ?? was?.step ?? null, ...inWords(was, is) }
  }
  if (unfinished) return 'under_way'
  if ((before.status === 'failed') === (after.status === 'failed')) return 'same'
  return { step: null, before: endOf(before), after: endOf(after) }
}

const endOf = ({ status, error }: Side): string => (error ? `${status}: ${error.message}` : status)

/** Two effects as texts that differ: where their summaries are alike, the fields that are not are added. */
function inWords(was: Effect | undefined, is: Effect | undefined): Pick<Parting, 'before' | 'after'> {
  const [before, after] = [was?.summary ?? null, is?.summary ?? null]
  if (!was || !is || was.what !== is.what) return { before, after }
  const fields = [...new Set([...Object.keys(was.data), ...Object.keys(is.data)])]
  const other = fields.filter((field) => !isSame(was.data[field], is.data[field]))
  const said = (effect: Effect) => {
    const values = other.map((field) => `${field}: ${JSON.stringify(effect.data[field] ?? null)}`).join(', ')
    return `${effect.what} with ${values.length > 500 ? `${values.slice(0, 499)}…` : values}`
  }
  return { before: said(was), after: said(is) }
}
