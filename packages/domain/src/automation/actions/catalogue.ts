import * as z from 'zod'
import { runAgentAction } from './agent-run.ts'
import { createCommentAction } from './comment-create.ts'
import type { ActionDefinition } from './definition.ts'
import { sendEventAction } from './event-send.ts'
import { ApprovalAskAction } from './flow/approval-ask.ts'
import { DelayAction } from './flow/delay.ts'
import { ForEachAction } from './flow/for-each.ts'
import { IfAction } from './flow/if.ts'
import type { Nested, Nesting, NestingInput } from './flow/nested.ts'
import { StopAction } from './flow/stop.ts'
import { WaitForAction } from './flow/wait-for.ts'
import { httpRequestAction } from './http-request.ts'
import { callIntegrationAction } from './integration-call.ts'
import { notifyAction } from './notify.ts'
import { runPlaybookAction } from './playbook-run.ts'
import { createProjectAction } from './project-create.ts'
import { runScriptAction } from './script-run.ts'
import { assignTaskAction } from './task-assign.ts'
import { createTaskAction } from './task-create.ts'
import { updateTaskAction } from './task-update.ts'
import { applyTemplateAction } from './template-apply.ts'
import { callWebhookAction } from './webhook-call.ts'

/** Every action of rules that does something. */
const actions = [
  createTaskAction,
  updateTaskAction,
  assignTaskAction,
  createCommentAction,
  createProjectAction,
  applyTemplateAction,
  sendEventAction,
  runPlaybookAction,
  httpRequestAction,
  runScriptAction,
  callWebhookAction,
  callIntegrationAction,
  runAgentAction,
  notifyAction,
] as const

type Schemas = (typeof actions)[number]['schema'] | typeof DelayAction | typeof StopAction

/** What a rule does. `taskId` and `projectId` are templates too; they default to those of the event. */
export type RuleAction = z.infer<Schemas> | Nesting
export type RuleActionInput = z.input<Schemas> | NestingInput

const branch: Nested = z.lazy(() => z.array(RuleAction).max(100))

export const RuleAction: z.ZodType<RuleAction, RuleActionInput> = z
  .discriminatedUnion('action', [
    ...(actions.map(({ schema }) => schema) as unknown as [typeof StopAction]),
    IfAction(branch),
    ForEachAction(branch),
    DelayAction,
    WaitForAction(branch),
    ApprovalAskAction(branch),
    StopAction,
  ])
  .meta({ id: 'RuleAction' }) as unknown as z.ZodType<RuleAction, RuleActionInput>

const byName = new Map<string, ActionDefinition>(
  actions.map((action) => [action.action, action as unknown as ActionDefinition]),
)

/** The names of all actions, those too that decide what is done. */
export const actionNames: readonly string[] = [
  ...byName.keys(),
  'if',
  'forEach',
  'delay',
  'waitFor',
  'approval.ask',
  'stop',
]

/** undefined: one of those that decide what is done (`if`, `forEach`, `delay`, `waitFor`, `approval.ask`, `stop`). */
export const actionNamed = (name: string): ActionDefinition | undefined => byName.get(name)
