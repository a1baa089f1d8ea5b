import * as z from 'zod'
import { Agent } from '../entities/agent.ts'
import { AgentRunSummary } from '../entities/agent-run.ts'
import { Approval } from '../entities/approval.ts'
import { ChangeSet } from '../entities/change-set.ts'
import { Comment } from '../entities/comment.ts'
import { Connection, ConnectionTool, UserLink } from '../entities/connection.ts'
import { CustomField } from '../entities/custom-field.ts'
import { Cycle, WorkTotals } from '../entities/cycle.ts'
import { Mapping } from '../entities/mapping.ts'
import { Milestone } from '../entities/milestone.ts'
import { ModelBudget } from '../entities/model-budget.ts'
import { Patch } from '../entities/patch.ts'
import { PatchPolicy } from '../entities/patch-policy.ts'
import { DeploymentSource, Playbook } from '../entities/playbook.ts'
import { Preference } from '../entities/preference.ts'
import { Project, ProjectMember } from '../entities/project.ts'
import { providers } from '../entities/provider.ts'
import { Rule } from '../entities/rule.ts'
import { FiringReason, FiringSchedule, Schedule } from '../entities/schedule.ts'
import { Series } from '../entities/series.ts'
import { State, StatusCategory } from '../entities/state.ts'
import { SuggestionDismissal } from '../entities/suggestion.ts'
import { SyncConflict } from '../entities/sync-conflict.ts'
import { Tag } from '../entities/tag.ts'
import { Task, TaskRelation } from '../entities/task.ts'
import { TaskLink } from '../entities/task-link.ts'
import { Template } from '../entities/template.ts'
import { TemplateApplication } from '../entities/template-application.ts'
import { TimeEntry } from '../entities/time-entry.ts'
import { Webhook } from '../entities/webhook.ts'
import { WebhookEndpoint } from '../entities/webhook-endpoint.ts'
import { ApiKey, Member, Workspace } from '../entities/workspace.ts'
import { RunError } from '../run-error.ts'
import { StoredTimestamp } from '../time.ts'
import { Changes, envelope } from './envelope.ts'

/** One event type: its full flat shape. */
const event = <T extends string, S extends z.ZodRawShape>(type: T, data: S) =>
  z.strictObject({ ...envelope, type: z.literal(type), ...data })

/** A run that has ended, as its last event names it. */
const EndedRun = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['rule', 'playbook']),
    automationId: z.uuid().meta({ description: 'of the rule or playbook' }),
    name: z.string().meta({ description: 'the playbook’s name, or what the rule was called then' }),
  })
  .meta({ id: 'EndedRun' })

/** What a reviewer said of one operation. */
const PatchDecision = z
  .strictObject({
    key: z.string(),
    decision: z.enum(['accept', 'reject']),
    edited: z.record(z.string(), z.unknown()).nullable().meta({ description: 'its data as the reviewer changed it' }),
    reason: z.string().nullable(),
  })
  .meta({ id: 'PatchDecision' })

const task = { task: Task }
const agentRun = { agentRun: AgentRunSummary }
const changed = { changes: Changes }

/** Every event type of the domain. A workspace's own events (`event.send`) come beside these; see {@link CustomEvent}. */
export const eventCatalogue = {
  'workspace.created': event('workspace.created', { workspace: Workspace }),
  'workspace.updated': event('workspace.updated', { workspace: Workspace, ...changed }),
  'member.added': event('member.added', { member: Member }),
  'member.updated': event('member.updated', { member: Member, ...changed }),
  'member.removed': event('member.removed', { member: Member, ...changed }),
  'project.created': event('project.created', { project: Project }),
  'project.updated': event('project.updated', { project: Project, ...changed }),
  'project.archived': event('project.archived', { project: Project, ...changed }),
  'project.unarchived': event('project.unarchived', { project: Project, ...changed }),
  'project.deleted': event('project.deleted', { project: Project }),
  'project_member.set': event('project_member.set', { projectMember: ProjectMember }),
  'project_member.removed': event('project_member.removed', { projectMember: ProjectMember }),
  'task.created': event('task.created', task),
  'task.updated': event('task.updated', { ...task, ...changed }),
  'task.status_changed': event('task.status_changed', {
    ...task,
    ...changed,
    from: StatusCategory,
    to: StatusCategory,
    fromStateId: z.uuid(),
    toStateId: z.uuid(),
  }),
  'task.assigned': event('task.assigned', { ...task, ...changed, from: z.uuid().nullable(), to: z.uuid().nullable() }),
  'task.archived': event('task.archived', { ...task, ...changed }),
  'task.unarchived': event('task.unarchived', { ...task, ...changed }),
  'task.deleted': event('task.deleted', task),
  'task_relation.created': event('task_relation.created', { taskRelation: TaskRelation }),
  'task_relation.deleted': event('task_relation.deleted', { taskRelation: TaskRelation }),
  'task_link.added': event('task_link.added', { taskLink: TaskLink }),
  'task_link.updated': event('task_link.updated', { taskLink: TaskLink, ...changed }),
  'task_link.removed': event('task_link.removed', { taskLink: TaskLink }),
  'change_set.updated': event('change_set.updated', { changeSet: ChangeSet, changes: Changes.optional() }),
  'comment.created': event('comment.created', { comment: Comment }),
  'comment.updated': event('comment.updated', { comment: Comment, ...changed }),
  'comment.deleted': event('comment.deleted', { comment: Comment }),
  'time_entry.started': event('time_entry.started', { timeEntry: TimeEntry }),
  'time_entry.stopped': event('time_entry.stopped', { timeEntry: TimeEntry, ...changed }),
  'time_entry.created': event('time_entry.created', { timeEntry: TimeEntry }),
  'time_entry.updated': event('time_entry.updated', { timeEntry: TimeEntry, ...changed }),
  'time_entry.deleted': event('time_entry.deleted', { timeEntry: TimeEntry }),
  'cycle.created': event('cycle.created', { cycle: Cycle }),
  'cycle.updated': event('cycle.updated', { cycle: Cycle, ...changed }),
  'cycle.started': event('cycle.started', { cycle: Cycle, ...changed }),
  'cycle.completed': event('cycle.completed', {
    cycle: Cycle,
    ...changed,
    scope: WorkTotals.meta({ description: 'all that was in it and not canceled' }),
    completed: WorkTotals,
    carriedOver: WorkTotals.meta({ description: 'what was taken out of it, for it was not done' }),
    nextCycleId: z
      .uuid()
      .nullable()
      .meta({ description: 'where that went; null: into no cycle, or there was nothing' }),
  }),
  'cycle.deleted': event('cycle.deleted', { cycle: Cycle }),
  'milestone.created': event('milestone.created', { milestone: Milestone }),
  'milestone.updated': event('milestone.updated', { milestone: Milestone, ...changed }),
  'milestone.reached': event('milestone.reached', { milestone: Milestone, ...changed }),
  'milestone.reopened': event('milestone.reopened', { milestone: Milestone, ...changed }),
  'milestone.deleted': event('milestone.deleted', { milestone: Milestone }),
  'tag.created': event('tag.created', { tag: Tag }),
  'tag.updated': event('tag.updated', { tag: Tag, ...changed }),
  'tag.deleted': event('tag.deleted', { tag: Tag }),
  'state.created': event('state.created', { state: State }),
  'state.updated': event('state.updated', { state: State, ...changed }),
  'state.deleted': event('state.deleted', { state: State }),
  'custom_field.created': event('custom_field.created', { customField: CustomField }),
  'custom_field.updated': event('custom_field.updated', { customField: CustomField, ...changed }),
  'custom_field.deleted': event('custom_field.deleted', { customField: CustomField }),
  'api_key.created': event('api_key.created', { apiKey: ApiKey }),
  'api_key.revoked': event('api_key.revoked', { apiKey: ApiKey, ...changed }),
  'rule.created': event('rule.created', { rule: Rule }),
  'rule.updated': event('rule.updated', { rule: Rule, ...changed }),
  'rule.paused': event('rule.paused', { rule: Rule, ...changed }),
  'rule.resumed': event('rule.resumed', { rule: Rule, ...changed }),
  'rule.deleted': event('rule.deleted', { rule: Rule }),
  'rule.run_requested': event('rule.run_requested', {
    rule: z.strictObject({ id: z.uuid(), name: z.string() }),
    input: z.unknown(),
  }),
  'playbook.deployed': event('playbook.deployed', { playbook: Playbook }),
  'playbook.updated': event('playbook.updated', { playbook: Playbook, ...changed }),
  'playbook.paused': event('playbook.paused', { playbook: Playbook, ...changed }),
  'playbook.resumed': event('playbook.resumed', { playbook: Playbook, ...changed }),
  'playbook.removed': event('playbook.removed', { playbook: Playbook }),
  'playbook.run_requested': event('playbook.run_requested', { playbook: z.string(), input: z.unknown() }),
  'deployment.completed': event('deployment.completed', {
    deployment: z.strictObject({
      source: DeploymentSource,
      bundleHash: z.string(),
      playbooks: z.array(z.string()).meta({ description: 'names of those that the bundle has' }),
      removed: z.array(z.string()).meta({ description: 'names of those that went with it' }),
    }),
  }),
  'webhook.created': event('webhook.created', { webhook: Webhook }),
  'webhook.updated': event('webhook.updated', { webhook: Webhook, ...changed }),
  'webhook.secret_rotated': event('webhook.secret_rotated', { webhook: Webhook }),
  'webhook.received': event('webhook.received', {
    webhook: z.string().meta({ description: 'the path at which it came in' }),
    headers: z.record(z.string(), z.string()).meta({ description: 'lower-case names; no signature or authorization' }),
    body: z.unknown(),
  }),
  'template.created': event('template.created', { template: Template }),
  'template.updated': event('template.updated', { template: Template, ...changed }),
  'template.deleted': event('template.deleted', { template: Template }),
  'template.applied': event('template.applied', { templateApplication: TemplateApplication }),
  'template.apply_undone': event('template.apply_undone', { templateApplication: TemplateApplication, ...changed }),
  'series.created': event('series.created', { series: Series }),
  'series.updated': event('series.updated', { series: Series, ...changed }),
  'series.failed': event('series.failed', { series: Series, ...changed }),
  'series.missed': event('series.missed', {
    seriesId: z.uuid(),
    name: z.string(),
    ownerId: z.uuid(),
    dates: z
      .array(z.iso.date())
      .meta({ description: 'occurrences that were left out, since nobody was there to make them' }),
  }),
  'schedule.created': event('schedule.created', { schedule: Schedule }),
  'schedule.updated': event('schedule.updated', { schedule: Schedule, ...changed }),
  'schedule.paused': event('schedule.paused', { schedule: Schedule, ...changed }),
  'schedule.resumed': event('schedule.resumed', { schedule: Schedule, ...changed }),
  'schedule.removed': event('schedule.removed', { schedule: Schedule, ...changed }),
  'schedule.fired': event('schedule.fired', {
    schedule: FiringSchedule,
    scheduledFor: StoredTimestamp.meta({ description: 'the time that it was planned for' }),
    previousFor: StoredTimestamp.nullable().meta({ description: 'what the firing before was planned for' }),
    timeZone: z.string(),
    reason: FiringReason.meta({ description: 'caught_up: somebody should have been there for it earlier' }),
  }),
  'schedule.missed': event('schedule.missed', {
    schedule: FiringSchedule,
    count: z.int().positive().meta({ description: 'how many are not made up for; 1000 stands for more, too' }),
    from: StoredTimestamp,
    to: StoredTimestamp,
    timeZone: z.string(),
  }),
  'webhook_endpoint.created': event('webhook_endpoint.created', { webhookEndpoint: WebhookEndpoint }),
  'webhook_endpoint.updated': event('webhook_endpoint.updated', { webhookEndpoint: WebhookEndpoint, ...changed }),
  'webhook_endpoint.secret_rotated': event('webhook_endpoint.secret_rotated', { webhookEndpoint: WebhookEndpoint }),
  'webhook_endpoint.disabled': event('webhook_endpoint.disabled', { webhookEndpoint: WebhookEndpoint, ...changed }),
  'webhook_endpoint.failing': event('webhook_endpoint.failing', {
    webhookEndpoint: WebhookEndpoint,
    since: StoredTimestamp.meta({ description: 'it has taken nothing since' }),
    reason: z.string(),
  }),
  'webhook_endpoint.deleted': event('webhook_endpoint.deleted', { webhookEndpoint: WebhookEndpoint }),
  'connection.created': event('connection.created', { connection: Connection }),
  'connection.updated': event('connection.updated', { connection: Connection, ...changed }),
  'connection.reconnected': event('connection.reconnected', { connection: Connection, ...changed }),
  'connection.paused': event('connection.paused', { connection: Connection, ...changed }),
  'connection.resumed': event('connection.resumed', { connection: Connection, ...changed }),
  'connection.disconnected': event('connection.disconnected', { connection: Connection, ...changed }),
  'connection.trouble': event('connection.trouble', { connection: Connection, ...changed }),
  'connection.recovered': event('connection.recovered', { connection: Connection, ...changed }),
  'connection.called': event('connection.called', {
    provider: z.string(),
    action: z.string().meta({ description: 'what was asked of the service over HTTP, e.g. `createIssue`' }),
    error: z.string().nullable().meta({ description: 'the code of what it met; null: it was done' }),
  }),
  'connection.deleted': event('connection.deleted', { connection: Connection }),
  'connection_tool.allowed': event('connection_tool.allowed', { connectionTool: ConnectionTool }),
  'connection_tool.changed': event('connection_tool.changed', { connectionTool: ConnectionTool, ...changed }),
  'connection_tool.removed': event('connection_tool.removed', { connectionTool: ConnectionTool }),
  'user_link.set': event('user_link.set', { userLink: UserLink }),
  'user_link.removed': event('user_link.removed', { userLink: UserLink }),
  'mapping.created': event('mapping.created', { mapping: Mapping }),
  'mapping.updated': event('mapping.updated', { mapping: Mapping, ...changed }),
  'mapping.deleted': event('mapping.deleted', { mapping: Mapping }),
  'sync_conflict.opened': event('sync_conflict.opened', { syncConflict: SyncConflict }),
  'sync_conflict.updated': event('sync_conflict.updated', { syncConflict: SyncConflict, ...changed }),
  'sync_conflict.resolved': event('sync_conflict.resolved', { syncConflict: SyncConflict, ...changed }),
  'sync_conflict.gone': event('sync_conflict.gone', { syncConflict: SyncConflict, ...changed }),
  'suggestion_dismissal.created': event('suggestion_dismissal.created', { suggestionDismissal: SuggestionDismissal }),
  'suggestion_dismissal.deleted': event('suggestion_dismissal.deleted', { suggestionDismissal: SuggestionDismissal }),
  'notification.sent': event('notification.sent', {
    memberIds: z.array(z.uuid()).meta({ description: 'who was told; empty: nobody is there for whom it was meant' }),
    title: z.string(),
    body: z.string(),
    about: z.strictObject({ type: z.string(), id: z.uuid() }).nullable(),
    link: z.string().nullable(),
  }),
  'automation.throttled': event('automation.throttled', {
    automation: z.strictObject({ kind: z.enum(['rule', 'playbook']), id: z.uuid(), name: z.string() }),
    cause: z.enum(['slow_condition', 'rate']),
    slowSeq: z.int().positive().optional().meta({ description: 'the event for which its condition took too long' }),
    heldSeq: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'the first event whose run was held, since it would start too many in a minute' }),
    reason: z.string(),
  }),
  'run.completed': event('run.completed', {
    run: EndedRun,
    result: z.unknown().meta({ description: 'what the playbook returned' }),
  }),
  'run.failed': event('run.failed', { run: EndedRun, error: RunError.omit({ stack: true }) }),
  'approval.requested': event('approval.requested', { approval: Approval }),
  'approval.answered': event('approval.answered', {
    approval: Approval,
    ...changed,
    memberId: z
      .uuid()
      .meta({ description: 'who answered; of several who are asked, the approval may still be pending' }),
    answer: z.record(z.string(), z.unknown()),
  }),
  'approval.reminded': event('approval.reminded', { approval: Approval, ...changed }),
  'approval.expired': event('approval.expired', { approval: Approval, ...changed }),
  'approval.canceled': event('approval.canceled', { approval: Approval, ...changed }),
  'patch.proposed': event('patch.proposed', { patch: Patch }),
  'patch.reviewed': event('patch.reviewed', { patch: Patch, ...changed, decisions: z.array(PatchDecision) }),
  'patch.applied': event('patch.applied', {
    patch: Patch,
    ...changed,
    applied: z
      .array(z.string())
      .meta({ description: 'keys of the operations that were done; their events have the same commandId' }),
    stale: z.array(z.string()).meta({ description: 'keys of those that were not, for something had changed' }),
  }),
  'patch.stale': event('patch.stale', {
    patch: Patch,
    ...changed,
    stale: z.array(z.string()).meta({ description: 'keys of the operations that were to be applied; none could be' }),
  }),
  'patch.undone': event('patch.undone', {
    patch: Patch,
    ...changed,
    undone: z.array(z.string()).meta({ description: 'keys of the operations that were taken back' }),
  }),
  'patch.superseded': event('patch.superseded', { patch: Patch, ...changed }),
  'patch.withdrawn': event('patch.withdrawn', { patch: Patch, ...changed }),
  'patch.expired': event('patch.expired', { patch: Patch, ...changed }),
  'patch_policy.created': event('patch_policy.created', { patchPolicy: PatchPolicy }),
  'patch_policy.updated': event('patch_policy.updated', { patchPolicy: PatchPolicy, ...changed }),
  'patch_policy.deleted': event('patch_policy.deleted', { patchPolicy: PatchPolicy }),
  'model_budget.set': event('model_budget.set', { modelBudget: ModelBudget, ...changed }),
  'model_budget.deleted': event('model_budget.deleted', { modelBudget: ModelBudget }),
  'model_budget.warned': event('model_budget.warned', { modelBudget: ModelBudget, since: z.iso.date() }),
  'model_budget.exceeded': event('model_budget.exceeded', { modelBudget: ModelBudget, since: z.iso.date() }),
  'preference.created': event('preference.created', { preference: Preference }),
  'preference.learned': event('preference.learned', { preference: Preference }),
  'preference.updated': event('preference.updated', { preference: Preference, ...changed }),
  'preference.shared': event('preference.shared', { preference: Preference, ...changed }),
  'preference.deleted': event('preference.deleted', { preference: Preference }),
  'preference.forgotten': event('preference.forgotten', { preference: Preference }),
  'learning.exported': event('learning.exported', { scope: z.enum(['workspace', 'project']) }),
  'agent.created': event('agent.created', { agent: Agent }),
  'agent.updated': event('agent.updated', { agent: Agent, ...changed }),
  'agent.deleted': event('agent.deleted', { agent: Agent }),
  'agent_run.created': event('agent_run.created', agentRun),
  'agent_run.waiting': event('agent_run.waiting', agentRun),
  'agent_run.answered': event('agent_run.answered', {
    ...agentRun,
    step: z.int().nonnegative().meta({ description: 'whose call was answered' }),
  }),
  'agent_run.resumed': event('agent_run.resumed', agentRun),
  'agent_run.cancel_requested': event('agent_run.cancel_requested', agentRun),
  'agent_run.completed': event('agent_run.completed', agentRun),
  'agent_run.failed': event('agent_run.failed', agentRun),
  'agent_run.canceled': event('agent_run.canceled', agentRun),
  'run.retry_requested': event('run.retry_requested', {
    run: z.strictObject({ id: z.uuid(), name: z.string() }),
    fromStep: z.int().min(0).nullable(),
    version: z.enum(['current', 'same']),
  }),
  'event.replay_requested': event('event.replay_requested', {
    seq: z.int().positive().meta({ description: 'the event of the past' }),
    automation: z.strictObject({ kind: z.enum(['rule', 'playbook']), id: z.uuid(), name: z.string() }),
  }),
  'run.cancel_requested': event('run.cancel_requested', { run: z.strictObject({ id: z.uuid(), name: z.string() }) }),
}

export type EventType = keyof typeof eventCatalogue

/** A domain event, told apart by `type`. */
export type DomainEvent = { [T in EventType]: z.infer<(typeof eventCatalogue)[T]> }[EventType]

const reserved = new Set(Object.keys(eventCatalogue).map((type) => type.slice(0, type.indexOf('.'))))

const firstPart = (type: string) => type.slice(0, type.indexOf('.'))
const external = new Set<string>(providers)
const Dotted = z
  .string()
  .max(120)
  .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/, 'two or more lower-case parts with dots, e.g. `invoice.paid`')

/** The name of something that happened in a connected service, e.g. `github.pull_request.merged`. */
export const ExternalEventType = Dotted.refine(
  (type) => external.has(firstPart(type)),
  'the name of a connected service as its first part',
)

/** The name of a workspace's own event: at least two dotted parts, the first of which is none of ours, and no connected service's. */
export const CustomEventType = Dotted.refine(
  (type) => !reserved.has(firstPart(type)) && !external.has(firstPart(type)),
  'a first part other than those of Orchestrator’s own events and of the services that can be connected',
)

export const CustomEvent = z
  .strictObject({ ...envelope, type: z.string(), payload: z.unknown() })
  .meta({ id: 'CustomEvent' })
export type CustomEvent = z.infer<typeof CustomEvent>

export type AnyEvent = DomainEvent | CustomEvent

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventCatalogue, type)
