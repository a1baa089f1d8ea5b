import * as z from 'zod'
import { createCommentAction } from './comment-create.ts'
import type { ActionDefinition } from './definition.ts'
import { createTaskAction } from './task-create.ts'
import { updateTaskAction } from './task-update.ts'

/** Every action of rules. */
const actions = [createTaskAction, updateTaskAction, createCommentAction] as const

type SchemasOf<T extends readonly { readonly schema: unknown }[]> = { readonly [I in keyof T]: T[I]['schema'] }

/** What a rule does. `taskId` and `projectId` are templates too; they default to those of the event. */
export const RuleAction = z.discriminatedUnion(
  'action',
  actions.map(({ schema }) => schema) as unknown as SchemasOf<typeof actions>,
)
export type RuleAction = z.infer<typeof RuleAction>

const byName = new Map<string, ActionDefinition>(
  actions.map((action) => [action.action, action as unknown as ActionDefinition]),
)

export function actionNamed(name: string): ActionDefinition {
  const found = byName.get(name)
  if (!found) throw new Error(`there is no action ${name}`)
  return found
}
