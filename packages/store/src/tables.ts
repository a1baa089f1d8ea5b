import {
  Agent,
  AgentRun,
  ApiKey,
  Approval,
  ChangeSet,
  Comment,
  Connection,
  ConnectionTool,
  CustomField,
  Cycle,
  Delivery,
  Email,
  type Entities,
  type EntityKind,
  Mapping,
  Member,
  Milestone,
  ModelBudget,
  Notification,
  NotificationPreferences,
  Patch,
  PatchPolicy,
  Playbook,
  Preference,
  Project,
  ProjectMember,
  Rule,
  Schedule,
  Series,
  State,
  SuggestionDismissal,
  SyncConflict,
  Tag,
  Task,
  TaskLink,
  TaskRelation,
  Template,
  TemplateApplication,
  TimeEntry,
  UserLink,
  Webhook,
  WebhookEndpoint,
  Workspace,
} from '@orchestrator/domain'
import { toInstant } from './instants.ts'

/** Where a kind of entity is stored. Columns are the entity's fields in snake case. */
export interface Table {
  readonly name: string
  /** Fields that are read and written, in camel case. */
  readonly fields: readonly string[]
  readonly softDelete: boolean
  readonly versioned: boolean
}

function table(name: string, shape: object, extra: readonly string[] = [], softDelete = false): Table {
  const fields = [...Object.keys(shape), ...extra, ...(softDelete ? ['deletedAt'] : [])]
  return { name, fields, softDelete, versioned: fields.includes('version') }
}

export const tables: Readonly<Record<EntityKind, Table>> = {
  workspace: table('workspaces', Workspace.shape),
  member: table('members', Member.shape),
  project: table('projects', Project.shape, [], true),
  project_member: table('project_members', ProjectMember.shape),
  cycle: table('cycles', Cycle.shape),
  milestone: table('milestones', Milestone.shape),
  task: table('tasks', Task.shape, [], true),
  task_relation: table('task_relations', TaskRelation.shape),
  task_link: table('task_links', TaskLink.shape, [], true),
  change_set: table('change_sets', ChangeSet.shape, ['contents']),
  time_entry: table('time_entries', TimeEntry.shape),
  comment: table('comments', Comment.shape, [], true),
  tag: table('tags', Tag.shape),
  state: table('states', State.shape),
  custom_field: table('custom_fields', CustomField.shape),
  api_key: table('api_keys', ApiKey.shape, ['secretHash']),
  rule: table('rules', Rule.shape),
  playbook: table('playbooks', Playbook.shape),
  webhook: table('webhooks', Webhook.shape, ['secret']),
  series: table('series', Series.shape),
  template: table('templates', Template.shape),
  template_application: table('template_applications', TemplateApplication.shape),
  approval: table('approvals', Approval.shape),
  patch: table('patches', Patch.shape),
  agent: table('agents', Agent.shape),
  agent_run: table('agent_runs', AgentRun.shape, ['starterScopes', 'callerAnswers']),
  patch_policy: table('patch_policies', PatchPolicy.shape),
  model_budget: table('model_budgets', ModelBudget.shape),
  schedule: table('schedules', Schedule.shape, ['dueAt', 'syncAt']),
  webhook_endpoint: table('webhook_endpoints', WebhookEndpoint.shape, ['sealedSecrets', 'sealedHeaders']),
  connection: table('connections', Connection.shape, ['sealedCredentials', 'sealedSecret', 'resumedAt']),
  connection_tool: table('connection_tools', ConnectionTool.shape),
  user_link: table('user_links', UserLink.shape),
  mapping: table('mappings', Mapping.shape),
  sync_conflict: table('sync_conflicts', SyncConflict.shape),
  suggestion_dismissal: table('suggestion_dismissals', SuggestionDismissal.shape),
  notification: table('notifications', Notification.shape),
  preference: table('preferences', Preference.shape),
  email: table('emails', Email.shape),
  notification_preferences: table('notification_preferences', NotificationPreferences.shape),
  delivery: table('deliveries', Delivery.shape, ['sendTarget', 'sendHeaders', 'sendBody', 'sendStep']),
  // The relay and the worker write runs; commands read them and set just this.
  run: {
    name: 'runs',
    fields: ['id', 'kind', 'long', 'name', 'status', 'stepped', 'workflowId', 'cancelRequestedAt', 'wakeAt'],
    softDelete: false,
    versioned: false,
  },
}

const snakes = new Map<string, string>()

export function toSnake(camel: string): string {
  let snake = snakes.get(camel)
  if (snake === undefined) {
    snake = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    snakes.set(camel, snake)
  }
  return snake
}

export const columnOf = (field: string): string => `"${toSnake(field)}"`

/** The fields that are stored of a kind: the entity's, and where it has versions, those of its fields. */
export const storedFields = (entry: Table): readonly string[] =>
  entry.versioned ? [...entry.fields, 'fieldVersions'] : entry.fields

const selectLists = Object.fromEntries(
  Object.entries(tables).map(([kind, entry]) => [
    kind,
    storedFields(entry)
      .map((field) => `${columnOf(field)} as "${field}"`)
      .join(', '),
  ]),
) as Record<EntityKind, string>

/** The columns of a kind, named as its fields, for rows that travel as JSON. */
export const selectJson = (kind: EntityKind): string => selectLists[kind]

const instants = Object.fromEntries(
  Object.entries(tables).map(([kind, entry]) => [kind, entry.fields.filter((field) => field.endsWith('At'))]),
) as Record<EntityKind, string[]>

/** Postgres prints instants in JSON with an offset and as many decimals as there are; ours are in UTC with milliseconds. */
export function fromJson<K extends EntityKind>(kind: K, row: StoredRow): StoredRow<K> {
  const fields = row as unknown as Record<string, unknown>
  for (const field of instants[kind]) {
    const value = fields[field]
    if (typeof value === 'string') fields[field] = toInstant(value)
  }
  return row as StoredRow<K>
}

/** A row as it is stored: the entity and, where it has versions, the version in which each field last changed. */
export type StoredRow<K extends EntityKind = EntityKind> = Entities[K] & { fieldVersions?: Record<string, number> }

export function toStoredJson(row: object): Record<string, unknown> {
  const json: Record<string, unknown> = {}
  for (const field of Object.keys(row)) json[toSnake(field)] = (row as Record<string, unknown>)[field]
  return json
}
