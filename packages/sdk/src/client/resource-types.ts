import type {
  ApprovalRequestInput,
  CommentCreateInput,
  CommentUpdateInput,
  CustomFieldCreateInput,
  CustomFieldUpdateInput,
  CycleCompleteInput,
  CycleCreateInput,
  CycleUpdateInput,
  MemberAddInput,
  MemberUpdateInput,
  MilestoneCreateInput,
  MilestoneUpdateInput,
  ProjectCreateInput,
  ProjectUpdateInput,
  StateCreateInput,
  StateUpdateInput,
  TagCreateInput,
  TagUpdateInput,
  TaskCreateInput,
  TaskRelationCreateInput,
  TaskUpdateInput,
  TimeEntryCreateInput,
  TimeEntryStartInput,
  TimeEntryUpdateInput,
} from '../generated/commands.ts'
import type {
  ApiKey,
  Approval,
  Comment,
  CustomField,
  Cycle,
  CycleProgress,
  HealthActions,
  Member,
  Milestone,
  MilestoneProgress,
  Patch,
  PlanInput,
  Playbook,
  Project,
  ProjectHealthReport,
  ProjectMember,
  ProposedPlan,
  Role,
  Schedule,
  ScheduleSpec,
  State,
  Tag,
  Task,
  TaskRelation,
  TimeEntry,
  TimeSummary,
  Webhook,
} from '../generated/entities.ts'
import type { Json, Timestamp } from '../json.ts'
import type { PageOptions } from '../run/resources.ts'
import type { AgentRuns, Agents } from './agent-types.ts'
import type { Connections } from './connections.ts'
import type { Deployments, Workers } from './deployment-types.ts'
import type {
  ApiKeyFilter,
  ApprovalFilter,
  CommentFilter,
  CustomFieldFilter,
  CycleFilter,
  MemberFilter,
  MilestoneFilter,
  PlaybookFilter,
  ProjectFilter,
  RunFilter,
  ScheduleFilter,
  StateFilter,
  TagFilter,
  TaskFilter,
  TaskRelationFilter,
  TimeEntryFilter,
  TimeSummaryFilter,
} from './filters.ts'
import type { Learning, Preferences } from './learning.ts'
import type { Mappings, SyncConflicts } from './mappings.ts'
import type { LanguageModels, ModelBudgets } from './model-types.ts'
import type { Emails, Notifications } from './notifications.ts'
import type { Deliveries, WebhookEndpoints } from './outgoing.ts'
import type { Paged } from './paged.ts'
import type { Patches, PatchPolicies } from './patch-types.ts'
import type { RequestOptions } from './request.ts'
import type { Rules } from './rule-types.ts'
import type { SeriesResource } from './series-types.ts'
import type { Suggestions } from './suggestion-types.ts'
import type { TaskCode, TaskLinks } from './task-links.ts'
import type { Templates } from './template-types.ts'
import type {
  ApiKeyInput,
  ApprovalLink,
  BulkRetry,
  BulkRetryInput,
  FlowOverview,
  ManualForm,
  NewApiKey,
  RequestedRun,
  Run,
  RunDetail,
  SchedulePreview,
  WebhookSecret,
} from './types.ts'

type Changes<T> = Omit<T, 'id'>
export type EntityOptions = Pick<RequestOptions, 'signal'>

/** A resource that can be read. */
export interface Readable<T, Filter extends PageOptions = PageOptions> {
  list(filter?: Filter, options?: EntityOptions): Paged<T>
  get(id: string, options?: EntityOptions): Promise<T>
}

/** A resource whose entities are made, changed and removed in the same way. */
export interface Resource<T, Create, Update, Filter extends PageOptions = PageOptions> extends Readable<T, Filter> {
  create(input: Create, options?: RequestOptions): Promise<T>
  /** Fields that are left out stay; null empties a field. Give `baseVersion` to refuse what somebody else changed meanwhile. */
  update(id: string, changes: Changes<Update>, options?: RequestOptions): Promise<T>
  delete(id: string, options?: RequestOptions): Promise<void>
}

export interface Archivable<T> {
  archive(id: string, options?: RequestOptions): Promise<T>
  unarchive(id: string, options?: RequestOptions): Promise<T>
}

/** Who has a role in a project that differs from their workspace role. */
export interface ProjectMembers {
  list(projectId: string, page?: PageOptions): Paged<ProjectMember>
  set(projectId: string, memberId: string, role: Role, options?: RequestOptions): Promise<ProjectMember>
  remove(projectId: string, memberId: string, options?: RequestOptions): Promise<void>
}

export interface Cycles extends Resource<Cycle, CycleCreateInput, CycleUpdateInput, CycleFilter> {
  /** Starts a cycle now; a project has one active cycle at most. */
  start(id: string, options?: RequestOptions): Promise<Cycle>
  /** Completes a cycle, and puts what is not done into the next one (the default) or into none. */
  complete(id: string, input?: Changes<CycleCompleteInput>, options?: RequestOptions): Promise<Cycle>
  /** Its scope and work day by day, in the workspace's time zone. */
  progress(id: string, options?: EntityOptions): Promise<CycleProgress>
}

export interface Milestones extends Resource<Milestone, MilestoneCreateInput, MilestoneUpdateInput, MilestoneFilter> {
  /** Says that a milestone is reached. */
  complete(id: string, options?: RequestOptions): Promise<Milestone>
  reopen(id: string, options?: RequestOptions): Promise<Milestone>
  /** How far its tasks have come. */
  progress(id: string, options?: EntityOptions): Promise<MilestoneProgress>
}

export interface TimeEntries extends Resource<TimeEntry, TimeEntryCreateInput, TimeEntryUpdateInput, TimeEntryFilter> {
  /** Starts a timer of your own; a member has one running timer at most. */
  start(input: TimeEntryStartInput, options?: RequestOptions): Promise<TimeEntry>
  stop(id: string, options?: RequestOptions): Promise<TimeEntry>
  /** How much time was worked, by task, member, project or day. */
  summary(filter?: TimeSummaryFilter, options?: EntityOptions): Promise<TimeSummary>
}

export interface TaskRelations extends Readable<TaskRelation, TaskRelationFilter> {
  create(input: TaskRelationCreateInput, options?: RequestOptions): Promise<TaskRelation>
  delete(id: string, options?: RequestOptions): Promise<void>
}

export interface ApiKeys extends Readable<ApiKey, ApiKeyFilter> {
  /** The answer has the secret, which is shown this once; a repeat with the same idempotency key is refused. */
  create(input: ApiKeyInput, options?: RequestOptions): Promise<NewApiKey>
  /** Revokes the key; it stops working at once. */
  delete(id: string, options?: RequestOptions): Promise<void>
}

/** Playbooks go by their name: the `id` in their file. */
export interface Playbooks extends Readable<Playbook, PlaybookFilter> {
  /** Switches a playbook on or off; runs under way go on. */
  update(name: string, changes: { readonly enabled: boolean }, options?: RequestOptions): Promise<Playbook>
  delete(name: string, options?: RequestOptions): Promise<void>
  /** Holds its runs until it is resumed; those under way go on. */
  pause(name: string, options?: RequestOptions): Promise<Playbook>
  /** Lets the runs that were held go on, in the order of their events. */
  resume(name: string, options?: RequestOptions): Promise<Playbook>
  /** Starts a playbook that has a manual trigger. The run is there a moment later. */
  run(name: string, input?: Json, options?: RequestOptions): Promise<RequestedRun>
  /** What is asked of whoever starts it by hand. */
  form(name: string, options?: EntityOptions): Promise<ManualForm>
}

/** When rules, playbooks and series start. They are made, changed and removed together with these. */
export interface Schedules extends Readable<Schedule, ScheduleFilter> {
  /** Nothing fires until it is resumed. */
  pause(id: string, options?: RequestOptions): Promise<Schedule>
  /** It counts from now on. */
  resume(id: string, options?: RequestOptions): Promise<Schedule>
  /** Fires now; its own times stay. */
  trigger(id: string, options?: RequestOptions): Promise<Schedule>
  /** Fires once for each of its times in a span. */
  backfill(
    id: string,
    span: { readonly from: Timestamp; readonly to: Timestamp },
    options?: RequestOptions,
  ): Promise<Schedule>
  /** Its next times. */
  preview(id: string, count?: number, options?: EntityOptions): Promise<SchedulePreview>
  /** The next times of one that is not saved. */
  previewTimes(schedule: ScheduleSpec, count?: number, options?: EntityOptions): Promise<SchedulePreview>
}

/** Rules and playbooks alike, by the id of either. */
export interface Automations {
  /** How many runs are under way, how many wait, and until when. */
  flow(id: string, options?: EntityOptions): Promise<FlowOverview>
}

/** Webhooks go by their path. */
export interface Webhooks {
  list(page?: PageOptions, options?: EntityOptions): Paged<Webhook>
  /** The secret with which deliveries are signed; the first call makes it. */
  secret(path: string, options?: EntityOptions): Promise<WebhookSecret>
  /** Makes a new secret; the old one stops working at once. */
  rotateSecret(path: string, options?: RequestOptions): Promise<WebhookSecret>
}

export interface Approvals extends Readable<Approval, ApprovalFilter> {
  create(input: ApprovalRequestInput, options?: RequestOptions): Promise<Approval>
  /** Answers as the key's member; what an answer is made of says the approval's `ask`. */
  answer(id: string, answer: Readonly<Record<string, Json>>, options?: RequestOptions): Promise<Approval>
  cancel(id: string, options?: RequestOptions): Promise<Approval>
  /** A signed link to a page on which the key's member can answer. */
  link(id: string, options?: EntityOptions): Promise<ApprovalLink>
}

export interface Runs {
  list(filter?: RunFilter, options?: EntityOptions): Paged<Run>
  /** A run with the event that started it, its steps, and what each step changed. */
  get(id: string, options?: EntityOptions): Promise<RunDetail>
  /** Asks a run to end, which it does shortly after. */
  cancel(id: string, options?: RequestOptions): Promise<Run>
  /** Does an ended run again. Steps that were completed (before `fromStep`, if given) are not done again. */
  retry(
    id: string,
    input?: { readonly fromStep?: number; readonly version?: 'current' | 'same' },
    options?: RequestOptions,
  ): Promise<RequestedRun>
  /** Does failed runs again that nobody has retried yet. */
  retryAll(input: BulkRetryInput, options?: RequestOptions): Promise<BulkRetry>
}

/** All resources of the API. */
export interface Resources {
  readonly tasks: Resource<Task, TaskCreateInput, TaskUpdateInput, TaskFilter> & Archivable<Task> & TaskCode
  readonly taskLinks: TaskLinks
  readonly projects: Resource<Project, ProjectCreateInput, ProjectUpdateInput, ProjectFilter> &
    Archivable<Project> & {
      readonly members: ProjectMembers
      /** How it is doing. `window` counts weeks. */
      health(
        id: string,
        query?: { readonly window?: number; readonly asOf?: Timestamp },
        options?: EntityOptions,
      ): Promise<ProjectHealthReport>
      /** Plans work of it, replans what is late or splits a task, as a patch. @throws OrchestratorError as the API refuses */
      plan(id: string, input: PlanInput, options?: RequestOptions): Promise<ProposedPlan>
      /** What the report's findings call for, and how likely people are to accept it. Nothing is proposed. */
      healthActions(id: string, query?: { readonly window?: number }, options?: EntityOptions): Promise<HealthActions>
      /** Proposes that as one patch, in the place of the one before. */
      proposeHealthActions(id: string, input?: { readonly window?: number }, options?: RequestOptions): Promise<Patch>
    }
  readonly cycles: Cycles
  readonly milestones: Milestones
  readonly timeEntries: TimeEntries
  readonly comments: Resource<Comment, CommentCreateInput, CommentUpdateInput, CommentFilter>
  readonly members: Resource<Member, MemberAddInput, MemberUpdateInput, MemberFilter>
  readonly tags: Resource<Tag, TagCreateInput, TagUpdateInput, TagFilter>
  readonly states: Resource<State, StateCreateInput, StateUpdateInput, StateFilter>
  readonly customFields: Resource<CustomField, CustomFieldCreateInput, CustomFieldUpdateInput, CustomFieldFilter>
  readonly taskRelations: TaskRelations
  readonly apiKeys: ApiKeys
  readonly series: SeriesResource
  readonly templates: Templates
  readonly rules: Rules
  readonly automationSuggestions: Suggestions
  readonly schedules: Schedules
  readonly playbooks: Playbooks
  readonly deployments: Deployments
  readonly workers: Workers
  readonly automations: Automations
  readonly webhooks: Webhooks
  readonly approvals: Approvals
  readonly agents: Agents
  readonly agentRuns: AgentRuns
  readonly patches: Patches
  readonly patchPolicies: PatchPolicies
  readonly connections: Connections
  readonly models: LanguageModels
  readonly modelBudgets: ModelBudgets
  readonly mappings: Mappings
  readonly syncConflicts: SyncConflicts
  readonly webhookEndpoints: WebhookEndpoints
  readonly deliveries: Deliveries
  readonly notifications: Notifications
  readonly emails: Emails
  readonly runs: Runs
  readonly learning: Learning
  readonly preferences: Preferences
}
