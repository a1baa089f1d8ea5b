import type { LoadedRows } from '../commands/definition.ts'
import type { Patch, PatchOperation } from '../entities/patch.ts'
import type { PatchDiff, PatchFieldDiff, PatchOperationDiff } from '../entities/patch-diff.ts'
import { sameJson } from '../merge.ts'
import { staleness } from './apply-operations.ts'
import { effective } from './effective.ts'
import { inOrder } from './order.ts'
import { type Values, valueAt } from './values.ts'

type Rows = Pick<LoadedRows, 'find'>

/** By the same judgement as applying it. */
export function diffPatch(rows: Rows, { id, title, status, operations }: Patch): PatchDiff {
  const coming = withComing(rows, operations)
  const stale = new Set<string>()
  const diffs = inOrder(operations).map((operation): PatchOperationDiff => {
    const basis = operation.dependsOn.find((key) => stale.has(key))
    const why = isDone(operation)
      ? null
      : basis === undefined
        ? (staleness(coming, operation)?.reason ?? null)
        : `it depends on ${basis}, which is stale`
    if (why !== null) stale.add(operation.key)
    const { key, command, summary, target, confidence, rationale, reason } = operation
    const shown = { key, command, summary, target, status: operation.status, confidence, rationale, reason }
    return { ...shown, fields: fieldsOf(rows, operation), stale: why }
  })
  return { id, title, status, operations: diffs }
}

const isDone = ({ status }: PatchOperation) => status === 'applied' || status === 'undone'

/** What the patch itself makes first is there for what comes behind. */
function withComing(rows: Rows, operations: readonly PatchOperation[]): Rows {
  const made = new Map<string, Values>()
  for (const { definition, id, data } of operations.map(effective))
    if (definition.effect === 'make') made.set(`${definition.kind} ${id}`, data)
  return { find: (kind, id) => rows.find(kind, id) ?? (made.get(`${kind} ${id}`) as never) }
}

function fieldsOf(rows: Rows, operation: PatchOperation): PatchFieldDiff[] {
  const { definition, data, id } = effective(operation)
  const row = rows.find(definition.kind, id) as Values | undefined
  const names = new Set([...definition.fields(data), ...Object.keys(operation.before)])
  return [...names].flatMap((field): PatchFieldDiff[] => {
    const diff = { field, before: operation.before[field] ?? null, now: row ? valueAt(row, field) : null }
    const after = isDone(operation) ? (operation.after?.[field] ?? null) : wanted(operation, field)
    if (after === undefined) return sameJson(diff.before, diff.now) ? [] : [diff]
    return [diff.before, diff.now, after].every(isEmpty) ? [] : [{ ...diff, after }]
  })
}

/** What an operation makes of a field; undefined: its data does not say. */
function wanted(operation: PatchOperation, field: string): unknown {
  const { definition, data } = effective(operation)
  if (definition.effect === 'remove') return null
  if (field.startsWith('tags.')) return valueAt({ tags: data['addTags'] ?? [] }, field)
  return field.includes('.') ? valueAt(data, field) : data[field]
}

const isEmpty = (value: unknown) => value === null || ['', [], {}].some((empty) => sameJson(value, empty))
