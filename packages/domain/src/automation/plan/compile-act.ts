import type { ActionDefinition } from '../actions/definition.ts'
import { compileFields } from './fields.ts'
import type { ActNode } from './plan.ts'
import type { Scope } from './scope.ts'

export function compileAct(
  { action: _, name, ...fields }: { readonly action: string; readonly name?: string | undefined },
  definition: ActionDefinition,
  scope: Scope,
  path: string,
): Omit<ActNode, 'place' | 'path'> {
  const fill = compileFields(fields, scope, path, definition)
  scope.checkNew(name, `${path}.name`)
  const known = definition.kind === 'immediate' && definition.resultId !== undefined
  if (name !== undefined) scope.add(name, definition.resultOf?.(fields) ?? definition.result, known)
  if (definition.kind === 'long') scope.draft.long = scope.draft.outside = true
  return { kind: 'act', name: name ?? null, definition, fill }
}
