import type { Flow } from '../../entities/flow.ts'
import type { Ejection } from './ejection.ts'
import { printCel } from './print-trigger.ts'
import { literal, object } from './source.ts'

/** A flow as lines of the playbook's definition. */
export const printFlow = (flow: Flow, ejection: Ejection): string[] =>
  Object.entries(flow).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${printPart(name, value, ejection)},`],
  )

function printPart(name: string, value: unknown, ejection: Ejection): string {
  if (typeof value === 'string' && (name === 'priority' || name === 'idempotencyKey')) return printCel(value, ejection)
  if (typeof value !== 'object' || value === null) return literal(value)
  return object(
    Object.entries(value).flatMap(([key, one]): [string, string][] =>
      one === undefined ? [] : [[key, key === 'key' ? printCel(String(one), ejection) : literal(one)]],
    ),
  )
}
