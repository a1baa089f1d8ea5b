import type { Agent } from '../entities/agent.ts'
import type { AgentRun, AgentRunAnswer } from '../entities/agent-run.ts'
import type { Approval } from '../entities/approval.ts'
import type { ChangeSet } from '../entities/change-set.ts'
import type { Comment } from '../entities/comment.ts'
import type { Connection, ConnectionTool, UserLink } from '../entities/connection.ts'
import type { CustomField } from '../entities/custom-field.ts'
import type { Cycle } from '../entities/cycle.ts'
import type { Delivery } from '../entities/delivery.ts'
import type { Email } from '../entities/email.ts'
import type { Mapping } from '../entities/mapping.ts'
import type { Milestone } from '../entities/milestone.ts'
import type { ModelBudget } from '../entities/model-budget.ts'
import type { Notification, NotificationPreferences } from '../entities/notification.ts'
import type { Patch } from '../entities/patch.ts'
import type { PatchPolicy } from '../entities/patch-policy.ts'
import type { Playbook } from '../entities/playbook.ts'
import type { Preference } from '../entities/preference.ts'
import type { Project, ProjectMember } from '../entities/project.ts'
import type { Rule } from '../entities/rule.ts'
import type { Schedule } from '../entities/schedule.ts'
import type { Series } from '../entities/series.ts'
import type { State } from '../entities/state.ts'
import type { SuggestionDismissal } from '../entities/suggestion.ts'
import type { SyncConflict } from '../entities/sync-conflict.ts'
import type { Tag } from '../entities/tag.ts'
import type { Task, TaskRelation } from '../entities/task.ts'
import type { TaskLink } from '../entities/task-link.ts'
import type { Template } from '../entities/template.ts'
import type { TemplateApplication } from '../entities/template-application.ts'
import type { TimeEntry } from '../entities/time-entry.ts'
import type { Webhook } from '../entities/webhook.ts'
import type { WebhookEndpoint } from '../entities/webhook-endpoint.ts'
import type { ApiKey, Member, Workspace } from '../entities/workspace.ts'
import type { Permission } from '../permissions.ts'

/** What the store knows of a run; runs are written by the relay and the worker, commands only ask for their cancellation. */
export interface RunRow {
  id: string
  kind: 'rule' | 'playbook'
  /** Of a rule: it does one thing after the other. */
  long: boolean
  /** Of a long one: it has no workflow, its row is advanced. */
  stepped: boolean
  name: string
  status: string
  /** null: it had none, or not yet. */
  workflowId: string | null
  cancelRequestedAt: string | null
  /** When a stepped run goes on. */
  wakeAt: string | null
}

/** What is sent, and where among the others; an event's own delivery carries no body: the log has it. */
interface StoredMessage {
  /** Deliveries with the same target share its share of what is sent at once. */
  sendTarget: string
  sendHeaders: Record<string, string>
  sendBody: string
  /** The place in the order of pauses between attempts. */
  sendStep: number
}

/** Fields that a row has beside the entity that people see. */
interface Stored {
  deletedAt?: string | null
}

/** The entities that commands read and write, by kind. */
export interface Entities {
  workspace: Workspace
  member: Member
  project: Project & Stored
  project_member: ProjectMember
  cycle: Cycle
  milestone: Milestone
  task: Task & Stored
  task_relation: TaskRelation
  task_link: TaskLink & Stored
  /** `contents` are those of its files, by path. */
  change_set: ChangeSet & { contents?: Readonly<Record<string, string>> }
  comment: Comment & Stored
  time_entry: TimeEntry
  tag: Tag
  state: State
  custom_field: CustomField
  api_key: ApiKey & { secretHash?: string }
  rule: Rule
  playbook: Playbook
  webhook: Webhook & { secret?: string | null }
  series: Series
  template: Template
  template_application: TemplateApplication
  /** `dueAt` is `nextAt` with its jitter; from `syncAt` on, Temporal has to be told anew (null: it knows all). */
  schedule: Schedule & { dueAt?: string | null; syncAt?: string | null }
  run: RunRow
  approval: Approval
  patch: Patch
  patch_policy: PatchPolicy
  model_budget: ModelBudget
  webhook_endpoint: WebhookEndpoint & { sealedSecrets: string; sealedHeaders: string | null }
  delivery: Delivery & StoredMessage
  /** Both null: it is disconnected. */
  connection: Connection & {
    sealedCredentials: string | null
    sealedSecret: string | null
    /** When somebody last had it try again at once. */
    resumedAt?: string | null
  }
  connection_tool: ConnectionTool
  user_link: UserLink
  mapping: Mapping
  sync_conflict: SyncConflict
  suggestion_dismissal: SuggestionDismissal
  notification: Notification
  preference: Preference
  agent: Agent
  /** `starterScopes` are those of whoever started it; null: everything that the member may. */
  agent_run: AgentRun & { starterScopes: readonly Permission[] | null; callerAnswers: readonly AgentRunAnswer[] }
  /** Commands neither read nor write it. */
  email: Email
  notification_preferences: NotificationPreferences
}
export type EntityKind = keyof Entities

/** The name under which events carry a snapshot, e.g. `projectMember`. */
export const snapshotKey = (kind: EntityKind): string =>
  kind.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Fields of a row that no event, reply or log ever shows. */
const hidden = new Set([
  ...['deletedAt', 'secretHash', 'secret', 'fieldVersions', 'dueAt', 'syncAt'],
  ...[
    'sealedSecrets',
    'sealedHeaders',
    'sealedCredentials',
    'sealedSecret',
    'resumedAt',
    'sendTarget',
    'sendHeaders',
    'sendBody',
    'sendStep',
    'contents',
    'starterScopes',
    'callerAnswers',
  ],
])

/** The entity as people see it. */
export function snapshotOf(row: object): Record<string, unknown> {
  // A loop: each event carries a snapshot, and building it from entries took five times as long.
  const snapshot: Record<string, unknown> = {}
  for (const field of Object.keys(row))
    if (!hidden.has(field)) snapshot[field] = (row as Record<string, unknown>)[field]
  return snapshot
}
