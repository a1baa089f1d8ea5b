import type {
  ApprovalStatus,
  Role,
  RunErrorCode,
  SeriesStatus,
  StatusCategory,
  TaskRelationType,
  TemplateKind,
  TimeGrouping,
} from '../generated/entities.ts'
import type { Timestamp } from '../json.ts'
import type {
  PageOptions,
  CycleFilter as PlaybookCycleFilter,
  MilestoneFilter as PlaybookMilestoneFilter,
  ProjectFilter as PlaybookProjectFilter,
  TaskFilter as PlaybookTaskFilter,
  TimeEntryFilter as PlaybookTimeEntryFilter,
} from '../run/resources.ts'
import type { RunStatus } from './types.ts'

/** An order, or with `-` the same backwards. */
type Order<S extends string> = { readonly sort?: S | `-${S}` }

interface Archived {
  /** Default false: archived ones are left out; true: only archived ones; `'any'`: both. */
  readonly archived?: boolean | 'any'
}

/** Which tasks; what is left out does not matter. The default order is `rank`: by project, then as people ranked them. */
export interface TaskFilter
  extends Omit<PlaybookTaskFilter, 'archived'>,
    Archived,
    Order<'rank' | 'createdAt' | 'updatedAt' | 'dueDate'> {}

export interface ProjectFilter extends Omit<PlaybookProjectFilter, 'archived'>, Archived {
  readonly leadId?: string
  readonly sort?: 'name' | 'createdAt' | '-createdAt'
}

export interface CycleFilter extends PlaybookCycleFilter, Order<'startsAt' | 'createdAt'> {}

export interface MilestoneFilter extends PlaybookMilestoneFilter {
  readonly sort?: 'rank' | 'createdAt' | '-createdAt'
}

export interface TimeEntryFilter extends PlaybookTimeEntryFilter, Order<'startedAt' | 'createdAt'> {}

export interface TimeSummaryFilter extends Omit<PlaybookTimeEntryFilter, 'running' | keyof PageOptions> {
  /** Default: by task. */
  readonly groupBy?: TimeGrouping
}

export interface CommentFilter extends PageOptions, Order<'createdAt'> {
  readonly taskId?: string
  readonly projectId?: string
  readonly authorId?: string
}

export interface MemberFilter extends PageOptions {
  readonly role?: Role
  readonly email?: string
}

export interface TaskRelationFilter extends PageOptions {
  /** On either side. */
  readonly taskId?: string
  readonly fromTaskId?: string
  readonly toTaskId?: string
  readonly type?: TaskRelationType
}

export interface TagFilter extends PageOptions {
  readonly name?: string
}

export interface StateFilter extends PageOptions {
  readonly category?: StatusCategory
}

export interface CustomFieldFilter extends PageOptions {
  readonly key?: string
}

export interface ApiKeyFilter extends PageOptions {
  readonly memberId?: string
}

export interface SeriesFilter extends PageOptions {
  readonly projectId?: string
  readonly status?: SeriesStatus
}

export interface TemplateFilter extends PageOptions {
  readonly name?: string
  readonly kind?: TemplateKind
}

export interface TemplateApplicationFilter extends PageOptions {
  readonly templateId?: string
  readonly projectId?: string
}

export interface RuleFilter extends PageOptions {
  /** An event type. */
  readonly when?: string
  readonly enabled?: boolean
}

export interface PlaybookFilter extends PageOptions {
  readonly enabled?: boolean
}

export interface ApprovalFilter extends PageOptions, Order<'createdAt'> {
  readonly status?: ApprovalStatus | readonly ApprovalStatus[]
  /** Only those that wait for an answer of the key's member. */
  readonly forMe?: boolean
  readonly taskId?: string
  readonly projectId?: string
  /** Asked for by this run. */
  readonly runId?: string
}

/** Which runs, newest first. */
export interface RunFilter extends PageOptions {
  readonly status?: RunStatus | readonly RunStatus[]
  readonly kind?: 'rule' | 'playbook'
  /** A playbook's name. */
  readonly playbook?: string
  /** A rule's id. */
  readonly rule?: string
  /** Started by this event. */
  readonly eventId?: string
  /** Started by an event after this seq. */
  readonly eventAfter?: number
  /** Started by an event up to this seq. */
  readonly eventUpTo?: number
  /** Retries of this run. */
  readonly retryOf?: string
  readonly errorCode?: RunErrorCode
  /** Created at or after this instant. */
  readonly since?: Timestamp
  /** Created before this instant. */
  readonly until?: Timestamp
}

/** Which schedules. */
export interface ScheduleFilter extends PageOptions {
  readonly ownerKind?: 'rule' | 'playbook' | 'series'
  readonly ownerId?: string
}
