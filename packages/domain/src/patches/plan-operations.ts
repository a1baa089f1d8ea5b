import { aKind } from '../commands/context/a-kind.ts'
import type { CommandContext } from '../commands/definition.ts'
import { wrong } from '../commands/task/validate.ts'
import type { PatchOperation } from '../entities/patch.ts'
import { AppError } from '../errors.ts'
import { deriveId } from '../ids.ts'
import { effective } from './effective.ts'
import { namesIn } from './names.ts'
import type { ProposedOperation } from './operations/catalogue.ts'
import { inOrder } from './order.ts'
import { type Values, valuesOf } from './values.ts'

/** The id of what an operation makes whose author gave it none. */
export const madeId = (patchId: string, key: string): string => deriveId(patchId, 'made', key)

/** Gives ids to what operations make, so that others can name it and it is the same however often it is tried. */
export const withIds = (patchId: string, operations: readonly ProposedOperation[]) =>
  operations.map((operation): Pick<PatchOperation, 'key' | 'command' | 'data' | 'edited'> => {
    const { key, command } = operation
    const data: Values = operation.data
    return { key, command, data: { ...data, id: data['id'] ?? madeId(patchId, key) }, edited: null }
  })

/**
 * A patch's operations out of what its author wrote: with what they depend on, what they change as it is now, and in words.
 * @throws AppError naming each place with `operations.<index>`
 */
export function planOperations(
  context: CommandContext,
  patchId: string,
  proposed: readonly ProposedOperation[],
): PatchOperation[] {
  const drafts = withIds(patchId, proposed)
  const makers = makersIn(context, drafts)
  const names = namesIn(context, drafts)
  const keys = new Set(drafts.map(({ key }) => key))
  const operations = drafts.map((draft, index): PatchOperation => {
    const { confidence = null, rationale = null, dependsOn = [] } = proposed[index] ?? {}
    const stranger = dependsOn.findIndex((key) => !keys.has(key) || key === draft.key)
    if (stranger >= 0)
      throw wrong(`operations.${index}.dependsOn.${stranger}`, 'the key of another operation of the patch', 'not_found')
    const { definition, data } = effective(draft)
    return {
      ...draft,
      summary: definition.summary(data, names),
      target: definition.target(data),
      before: beforeOf(context, draft),
      after: null,
      confidence,
      rationale,
      dependsOn: [...new Set([...dependsOn, ...namedMakers(context, draft, index, makers)])],
      status: 'pending',
      decidedBy: null,
      decidedAt: null,
      reason: null,
      conflicts: [],
    }
  })
  const ordered = new Set(inOrder(operations))
  const circle = operations.findIndex((operation) => !ordered.has(operation))
  if (circle >= 0)
    throw new AppError('cycle', 'operations depend on each other in a circle', {
      fields: [{ path: `operations.${circle}.dependsOn`, expected: 'keys that do not lead back here', code: 'cycle' }],
    })
  return operations
}

type Draft = Pick<PatchOperation, 'key' | 'command' | 'data' | 'edited'>

/** By which operation each new thing is made. */
function makersIn(context: CommandContext, drafts: readonly Draft[]): Map<string, string> {
  const makers = new Map<string, string>()
  const keys = new Set<string>()
  for (const [index, draft] of drafts.entries()) {
    const { key } = draft
    if (keys.has(key))
      throw wrong(`operations.${index}.key`, 'a key that no other operation of the patch has', 'duplicate_key')
    keys.add(key)
    const { definition, id } = effective(draft)
    if (definition.effect !== 'make') continue
    if (makers.has(id) || context.find(definition.kind, id))
      throw wrong(`operations.${index}.data.id`, 'an id that is not taken', 'already_exists')
    makers.set(id, key)
  }
  return makers
}

/** The operations that make what this one names. @throws AppError `not_found` for what is neither there nor made */
function namedMakers(
  context: CommandContext,
  draft: Draft,
  index: number,
  makers: ReadonlyMap<string, string>,
): string[] {
  const { definition, data, id } = effective(draft)
  const subject = definition.effect === 'make' ? [] : [{ kind: definition.kind, id, path: 'id' }]
  return [...subject, ...definition.refers(data)].flatMap((reference) => {
    const maker = makers.get(reference.id)
    if (maker !== undefined) return maker
    if (isThere(context, reference)) return []
    const path = `operations.${index}.data.${reference.path}`
    const expected = `the id of ${aKind(reference.kind)} of this workspace, or of one that the patch makes`
    throw new AppError('not_found', `there is no ${reference.kind} ${reference.id}`, {
      fields: [{ path, expected, code: 'not_found' }],
    })
  })
}

/** A member who left is not there any more. */
export function isThere(
  context: Pick<CommandContext, 'find'>,
  { kind, id }: { kind: Parameters<CommandContext['find']>[0]; id: string },
): boolean {
  const row = context.find(kind, id) as Values | undefined
  return row !== undefined && (row['removedAt'] ?? null) === null
}

/** The values now of what an operation changes or removes; none of what is not there yet. */
export function beforeOf(context: Pick<CommandContext, 'find'>, draft: Parameters<typeof effective>[0]): Values {
  const { definition, data, id } = effective(draft)
  const row = definition.effect === 'make' ? undefined : (context.find(definition.kind, id) as Values | undefined)
  return row ? valuesOf(row, definition.fields(data)) : {}
}
