/** What JSON can carry: event payloads, step arguments, results of a run. */
export type Json = string | number | boolean | null | readonly Json[] | {
  readonly [key: string]: Json | undefined;
};
/** A JSON object. */
export type JsonObject = {
  readonly [key: string]: Json | undefined;
};
/** A JSON Schema document, as Standard JSON Schema libraries print it. */
export type JsonSchema = {
  readonly [key: string]: unknown;
};
/** An instant in UTC, e.g. `2026-11-22T20:51:00.123Z`. It is a text; the name tells conditions and readers what it holds. */
export type Timestamp = string & {
  readonly __form?: "timestamp";
};
/** A calendar day without a time zone, e.g. `2026-11-22`. */
export type CalendarDate = string & {
  readonly __form?: "date";
};
export type AfterDeletion = "keep" | "close" | "delete";
export type AgentRunStatus = "queued" | "running" | "waiting" | "completed" | "failed" | "canceled";
export type ApprovalStatus = "pending" | "answered" | "expired" | "canceled";
export type AtLimit = "degrade" | "stop";
export type BudgetPeriod = "day" | "month";
export type ChecksState = "passing" | "failing" | "pending";
export type ConflictPolicy = "ours" | "theirs" | "newest" | "ask";
export type ConnectionStatus = "active" | "paused" | "attention" | "disconnected";
export type ConnectorActionName = "github.createIssue" | "github.closeIssue" | "github.addComment" | "github.addLabels" | "github.createPullRequest" | "github.mergePullRequest" | "github.requestReviewers" | "github.dispatchWorkflow" | "jira.createIssue" | "jira.transitionIssue" | "jira.addComment" | "jira.addWorklog" | "jira.linkIssues" | "notion.createPage" | "notion.updatePage" | "notion.addComment" | "notion.queryDataSource" | "slack.postMessage" | "slack.directMessage" | "slack.updateMessage" | "slack.addReaction";
export type CustomFieldType = "text" | "number" | "date" | "select" | "multi_select" | "user" | "url" | "checkbox" | "money";
export type CycleState = "upcoming" | "active" | "completed";
export type DeliveryKind = "event" | "ping" | "call";
export type DeliveryMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type DeliveryStatus = "pending" | "delivering" | "delivered" | "failed" | "dead";
export type EmailMode = "immediately" | "daily" | "weekly" | "off";
export type EmailStatus = "pending" | "sending" | "sent" | "failed" | "dropped";
export type FiringReason = "due" | "caught_up" | "backfill" | "trigger";
export type ModelUsageGrouping = "day" | "agent" | "model" | "project" | "purpose";
export type NotificationKind = "assigned" | "mentioned" | "commented" | "approval_requested" | "patch_proposed" | "patch_decided" | "run_failed" | "automation_throttled" | "schedule_missed" | "endpoint_failing" | "connection_trouble" | "sync_conflict" | "model_budget" | "message" | "work_digest";
export type PatchCommand = "task.create" | "task.update" | "task.archive" | "task.unarchive" | "task_relation.create" | "task_relation.delete" | "comment.create" | "comment.delete" | "project.create" | "project.update" | "project.archive" | "project.unarchive" | "cycle.create" | "cycle.update" | "cycle.delete" | "milestone.create" | "milestone.update" | "milestone.delete" | "tag.create" | "tag.delete" | "series.create" | "series.pause" | "series.resume" | "template.create" | "template.delete" | "rule.create" | "rule.update" | "rule.delete";
export type PatchOperationStatus = "pending" | "accepted" | "rejected" | "applied" | "stale" | "undone";
export type PatchStatus = "proposed" | "partly_accepted" | "accepted" | "rejected" | "applied" | "stale" | "superseded" | "expired" | "withdrawn" | "undone";
export type Permission = "workspace.read" | "workspace.edit" | "project.create" | "project.edit" | "project.delete" | "project.archive" | "project.share" | "task.create" | "task.edit" | "task.assign" | "task.complete" | "task.delete" | "comment.create" | "template.manage" | "time.log" | "time.manage" | "cycle.manage" | "milestone.manage" | "member.manage" | "key.manage" | "approval.request" | "approval.answer" | "patch.propose" | "patch.review" | "patch.manage" | "automation.run" | "automation.manage" | "integration.manage" | "integration.use" | "pull_request.create" | "webhook.call" | "notification.send" | "inbox.manage" | "preference.edit" | "audit.read";
export type PlanSize = "S" | "M" | "L";
export type PlatformTool = "list_tasks" | "get_task" | "list_comments" | "search" | "list_projects" | "get_project" | "list_members" | "list_milestones" | "list_cycles" | "get_project_health" | "similar_tasks" | "plan_project" | "list_patches" | "get_patch" | "list_runs" | "get_run" | "list_suggestions" | "list_events" | "list_preferences";
export type PreferenceScope = "user" | "project" | "workspace";
export type Priority = "none" | "low" | "medium" | "high" | "urgent";
export type ProjectHealth = "onTrack" | "atRisk" | "offTrack";
export type ProjectStatus = "backlog" | "planned" | "started" | "paused" | "completed" | "canceled";
export type ProposableCommand = "task.create" | "task.update" | "task.archive" | "task.unarchive" | "task_relation.create" | "task_relation.delete" | "comment.create" | "project.create" | "project.update" | "project.archive" | "project.unarchive" | "cycle.create" | "cycle.update" | "milestone.create" | "milestone.update" | "tag.create" | "series.create" | "series.pause" | "series.resume" | "template.create" | "rule.create" | "rule.update";
export type PullRequestState = "making" | "draft" | "open" | "merged" | "closed";
export type RetryVersion = "current" | "same";
export type ReviewState = "approved" | "changes_requested" | "review_required";
export type Role = "ADMIN" | "MANAGER" | "CONTRIBUTOR" | "VIEWER";
export type RunEnding = "completed" | "failed";
export type RunErrorCode = "invalid_input" | "invalid_condition" | "unauthenticated" | "forbidden" | "not_found" | "already_exists" | "version_conflict" | "command_conflict" | "in_use" | "cycle" | "invalid_state" | "already_answered" | "expired" | "step_changed" | "depth_limit" | "condition_too_slow" | "payload_too_large" | "unsupported_media_type" | "invalid_signature" | "rate_limited" | "unavailable" | "provider_unauthorized" | "provider_forbidden" | "provider_rate_limited" | "provider_unavailable" | "provider_not_found" | "provider_invalid" | "provider_malformed" | "internal" | "threw" | "timed_out" | "out_of_memory" | "endless_loop" | "stuck" | "nondeterminism" | "terminated" | "workflow_task_failed" | "step_missing" | "step_not_loaded" | "not_serialisable" | "http_transient" | "http_rate_limited" | "http_permanent" | "http_status" | "debounced" | "batched" | "duplicate" | "throttled" | "too_many_turns" | "invalid_answer" | "model_not_configured" | "model_unavailable" | "model_unauthorized" | "model_refused" | "context_too_long" | "answer_cut_off" | "budget_exceeded";
export type ScheduleCatchUp = "all" | "latest" | "none";
export type ScheduleOverlap = "skip" | "queue" | "cancelOther" | "allow";
export type ScheduleOwner = "rule" | "playbook" | "series";
export type SeriesStatus = "active" | "paused" | "ended";
export type StatusCategory = "triage" | "backlog" | "unstarted" | "started" | "completed" | "canceled";
export type SuggestionKind = "recurring" | "sequence" | "structure";
export type SyncDirection = "both" | "in" | "out";
export type TaskLinkKind = "pull_request" | "branch" | "commit" | "url";
export type TaskRelationType = "blocks" | "duplicates" | "relates" | "precedes";
export type TaskType = "task" | "bug" | "story" | "epic" | "chore";
export type TemplateKind = "task" | "project" | "workflow";
export type TemplateVariableType = "text" | "number" | "date" | "member" | "select" | "boolean";
export type TimeGrouping = "task" | "member" | "project" | "day";
export type WebhookVerification = "github" | "standard" | "hmac" | "none";
/** What a rule does, or what decides what it does. */
export type RuleAction = {
  readonly action: "task.create";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  readonly title: string;
  readonly description?: string | undefined;
  readonly type?: TaskType | undefined;
  readonly priority?: Priority | undefined;
  readonly status?: StatusCategory | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly dueDate?: string | null | undefined;
  readonly estimatedMinutes?: number | null | undefined;
  /** by the field’s key; null, or a text that becomes empty, removes the value */
  readonly customFields?: {
    readonly [key: string]: string | number | boolean | readonly string[] | {
      readonly amount: string;
      readonly currency: string;
    } | null;
  } | undefined;
  readonly projectId?: string | undefined;
  readonly parentId?: string | undefined;
  readonly tags?: readonly string[] | undefined;
} | {
  readonly action: "task.update";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly type?: TaskType | undefined;
  readonly priority?: Priority | undefined;
  readonly status?: StatusCategory | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly dueDate?: string | null | undefined;
  readonly estimatedMinutes?: number | null | undefined;
  /** by the field’s key; null, or a text that becomes empty, removes the value */
  readonly customFields?: {
    readonly [key: string]: string | number | boolean | readonly string[] | {
      readonly amount: string;
      readonly currency: string;
    } | null;
  } | undefined;
  readonly taskId?: string | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
} | {
  readonly action: "task.assign";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  readonly taskId?: string | undefined;
  readonly assigneeId: string | null;
} | {
  readonly action: "comment.create";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  readonly taskId?: string | undefined;
  readonly body: string;
} | {
  readonly action: "project.create";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  /** 2 to 10 capital letters and digits, a letter first, which no other project has */
  readonly key: string;
  /** the project’s name */
  readonly title: string;
  readonly description?: string | undefined;
  readonly status?: ProjectStatus | undefined;
  readonly leadId?: string | null | undefined;
  readonly startDate?: string | null | undefined;
  readonly targetDate?: string | null | undefined;
} | {
  readonly action: "template.apply";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  /** the template’s name or its id */
  readonly template: string;
  readonly variables?: {
    readonly [key: string]: Json;
  } | undefined;
  /** who fills each role: ids of members */
  readonly roles?: {
    readonly [key: string]: string;
  } | undefined;
  /** the day from which dates count; default: today */
  readonly start?: string | null | undefined;
  readonly deadline?: string | null | undefined;
  /** where its tasks go; null for a workflow */
  readonly projectId?: string | null | undefined;
  /** a new project, in place of `projectId` */
  readonly project?: {
    readonly key: string;
    readonly name?: string | undefined;
  } | undefined;
  readonly parentId?: string | null | undefined;
} | {
  readonly action: "event.send";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  /** e.g. `invoice.paid` */
  readonly type: string;
  readonly payload?: Json | undefined;
} | {
  readonly action: "playbook.run";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  /** the playbook’s id */
  readonly playbook: string;
  readonly input?: Json | undefined;
} | {
  readonly action: "http.request";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  readonly url: string;
  readonly method?: DeliveryMethod | undefined;
  readonly headers?: {
    readonly [key: string]: string;
  } | undefined;
  /** the body, as JSON */
  readonly json?: Json | undefined;
  /** the body, as it is */
  readonly text?: string | undefined;
  /** of one try: at most 5 minutes; 30 seconds when left out */
  readonly timeout?: string | undefined;
  readonly retries?: number | undefined;
  /** false: an answer outside 200–299 is an answer, not a failure of the run */
  readonly throwOnError?: boolean | undefined;
} | {
  readonly action: "script.run";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  /** the body of an async function of `input`, `event` and `log`; what it returns is the result */
  readonly script: string;
  /** what the script sees as `input` */
  readonly input?: Json | undefined;
  /** of the processor; default 1000 */
  readonly timeoutMs?: number | undefined;
  /** default 16 */
  readonly memoryMb?: number | undefined;
} | {
  readonly action: "webhook.call";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  /** instead of an address: signed with this endpoint’s secrets */
  readonly endpointId?: string | undefined;
  readonly method?: DeliveryMethod | undefined;
  readonly headers?: {
    readonly [key: string]: string;
  } | undefined;
  /** the body, as JSON; every text in it may hold expressions */
  readonly json?: {
    readonly [key: string]: unknown;
  } | undefined;
  /** the body as text; give its `content-type` */
  readonly text?: string | undefined;
  readonly contentType?: string | undefined;
} | {
  readonly action: "integration.call";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  /** what is done, and in which service */
  readonly call: ConnectorActionName;
  /** the id or the name of the connection whose account does it; may be left out while there is only one */
  readonly connection?: string | undefined;
  /** what the action takes; every text in it may hold expressions, and one that is an expression alone stands for its value */
  readonly input: {
    readonly [key: string]: Json;
  };
  /** further tries; default 10 */
  readonly retries?: number | undefined;
} | {
  readonly action: "agent.run";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  /** the name of a built-in agent or of one of the workspace */
  readonly agent: string;
  /** what it is asked */
  readonly prompt: string;
  /** what it is about; the project of the task when left out */
  readonly projectId?: string | undefined;
  readonly taskId?: string | undefined;
} | {
  readonly action: "notify";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  readonly to: {
    readonly memberId: string;
  } | {
    /** a task, e.g. `{{event.task.id}}` */
    readonly assigneeOf: string;
  } | {
    /** a project, e.g. `{{event.projectId}}` */
    readonly leadOf: string;
  } | {
    /** whoever has a role in it, and its lead */
    readonly project: string;
  } | {
    readonly role: Role;
  };
  readonly title: string;
  readonly body?: string | undefined;
  readonly link?: string | undefined;
} | {
  readonly action: "if";
  /** a CEL condition over `event` and `steps` */
  readonly if: string;
  readonly then: readonly RuleAction[];
  readonly else?: readonly RuleAction[] | undefined;
} | {
  readonly action: "forEach";
  readonly in: {
    readonly tasks: {
      readonly projectId?: string | undefined;
      readonly status?: StatusCategory | readonly StatusCategory[] | undefined;
      readonly type?: TaskType | readonly TaskType[] | undefined;
      readonly priority?: Priority | readonly Priority[] | undefined;
      readonly assigneeId?: string | null | undefined;
      readonly parentId?: string | null | undefined;
      readonly stateId?: string | undefined;
      readonly tag?: string | undefined;
      readonly q?: string | undefined;
      readonly updatedSince?: string | undefined;
      readonly archived?: boolean | undefined;
    };
  } | {
    readonly projects: {
      readonly status?: ProjectStatus | readonly ProjectStatus[] | undefined;
      readonly key?: string | undefined;
      readonly archived?: boolean | undefined;
    };
  } | {
    readonly comments: {
      readonly taskId: string;
    };
  };
  /** the variable that stands for each of them */
  readonly as?: string | undefined;
  /** more than so many fail the run */
  readonly limit?: number | undefined;
  readonly then: readonly RuleAction[];
} | {
  readonly action: "delay";
  readonly for?: string | undefined;
  /** an instant, or a date (its first moment in UTC), e.g. `{{event.task.dueDate}}`; nothing does not wait */
  readonly until?: string | undefined;
} | {
  readonly action: "waitFor";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  /** an event type, e.g. `task.status_changed` */
  readonly event: string;
  /** a CEL condition over the awaited `event`, the one that started the rule (`trigger`), and `steps` */
  readonly if?: string | null | undefined;
  readonly timeout: string | "never";
  /** when the event has come */
  readonly then?: readonly RuleAction[] | undefined;
  /** when the time is over */
  readonly onTimeout?: readonly RuleAction[] | undefined;
} | {
  readonly action: "approval.ask";
  /** under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}` */
  readonly name?: string | undefined;
  readonly title: string;
  readonly description?: string | undefined;
  /** JSON Schema of an answer; default: `approved`, and a `comment` */
  readonly ask?: {
    readonly [key: string]: unknown;
  } | undefined;
  /** who may answer */
  readonly from: {
    /** ids of members, or what gives one */
    readonly memberIds?: readonly string[] | undefined;
    readonly role?: Role | undefined;
    readonly projectRole?: Role | undefined;
    readonly assignee?: boolean | undefined;
    readonly lead?: boolean | undefined;
  };
  readonly count?: number | undefined;
  readonly allowSelf?: boolean | undefined;
  /** what it is about, e.g. `{{event.task.id}}` */
  readonly taskId?: string | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly link?: string | null | undefined;
  /** reminds again and again, e.g. `1 day` */
  readonly remind?: string | undefined;
  readonly timeout: string | "never";
  /** when it was answered, and not with a no */
  readonly then?: readonly RuleAction[] | undefined;
  /** when the answer has `approved: false` */
  readonly onReject?: readonly RuleAction[] | undefined;
  /** when the time is over */
  readonly onTimeout?: readonly RuleAction[] | undefined;
} | {
  readonly action: "stop";
};
/** What is to be planned, and of what. */
export interface PlanInput {
  /** plan new work, move what would be late, or split `taskId` into parts */
  readonly mode?: "plan" | "replan" | "split" | undefined;
  /** a list or a document in Markdown; to split a task: its parts. Default there: the lists in its description */
  readonly text?: string | undefined;
  /** what is to be reached: the title. Alone it is no plan yet, and is answered with what is missing */
  readonly goal?: string | undefined;
  /** the plan instead of a text */
  readonly draft?: PlanDraft | undefined;
  /** the open task that is split */
  readonly taskId?: string | undefined;
  /** to whom work may be given; default: those who belong to the project */
  readonly memberIds?: readonly string[] | undefined;
  /** what one person does on a working day, in the unit in which the project estimates */
  readonly capacityPerDay?: number | undefined;
  /** compute all, and propose nothing */
  readonly dryRun?: boolean | undefined;
}
/** The words of a plan. It has no days and nobody’s name: those are computed. */
export interface PlanDraft {
  readonly title: string;
  readonly summary?: string | undefined;
  /** what is missing and decides how the plan would look */
  readonly questions?: readonly string[] | undefined;
  readonly milestones?: readonly {
    readonly key: string;
    readonly name: string;
  }[] | undefined;
  readonly tasks?: readonly {
    /** its name within the plan */
    readonly key: string;
    readonly title: string;
    readonly description?: string | undefined;
    /** what the text itself says, in the project’s unit; null: it is estimated from what was done before */
    readonly estimate?: number | null | undefined;
    /** how large it is beside the others */
    readonly size?: PlanSize | null | undefined;
    /** what has to be done before: keys of the plan, or identifiers of open tasks of the project */
    readonly dependsOn?: readonly string[] | undefined;
    readonly milestone?: string | null | undefined;
    /** also the skills by which people are found who did such work */
    readonly tags?: readonly string[] | undefined;
    /** the task of which it is a part */
    readonly parent?: string | null | undefined;
  }[] | undefined;
}
/** Who did something: always somebody with rights, never "the system". `memberId` is the member whose rights were used. */
export interface Actor {
  readonly type: "user" | "api_key" | "playbook_run" | "rule_run" | "agent_run" | "connection" | "series" | "schedule";
  readonly id: string;
  readonly memberId: string;
}
/** Workspace. */
export interface Workspace {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  /** its working days, on which templates and recurring tasks count */
  readonly calendar: WorkingCalendar;
  /** how many runs each automation may start in a minute, unless it says otherwise */
  readonly maxRunsPerMinute: number;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** WorkingCalendar. */
export interface WorkingCalendar {
  /** on which days people work: 1 is Monday, 7 is Sunday */
  readonly weekdays: readonly number[];
  /** days on which nobody works */
  readonly holidays: readonly CalendarDate[];
}
/** A field’s value before and after. */
export interface Change {
  readonly before: unknown;
  readonly after: unknown;
}
/** Member. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly removedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** A project of the workspace. */
export interface Project {
  readonly id: string;
  /** prefix of its tasks’ identifiers, e.g. `ABC` */
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly status: ProjectStatus;
  readonly health: ProjectHealth | null;
  readonly leadId: string | null;
  readonly startDate: CalendarDate | null;
  readonly targetDate: CalendarDate | null;
  readonly archivedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** ProjectMember. */
export interface ProjectMember {
  readonly id: string;
  readonly projectId: string;
  readonly memberId: string;
  readonly role: Role;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** A piece of work. */
export interface Task {
  readonly id: string;
  readonly projectId: string;
  readonly number: number;
  /** project key and number, e.g. `ABC-12` */
  readonly identifier: string;
  readonly title: string;
  readonly description: string;
  readonly type: TaskType;
  /** the fixed category of the task’s state */
  readonly status: StatusCategory;
  readonly stateId: string;
  readonly priority: Priority;
  readonly assigneeId: string | null;
  readonly creatorId: string;
  readonly parentId: string | null;
  /** the series of which it is an occurrence */
  readonly seriesId: string | null;
  /** the day of the series for which it was made */
  readonly occurrence: CalendarDate | null;
  readonly cycleId: string | null;
  readonly milestoneId: string | null;
  readonly tags: readonly string[];
  readonly estimatedMinutes: number | null;
  /** of a task with time entries their sum, else what was set by hand */
  readonly actualMinutes: number | null;
  readonly estimatePoints: number | null;
  readonly startDate: CalendarDate | null;
  readonly dueDate: CalendarDate | null;
  /** fractional rank; tasks of a project sort by it, bytewise */
  readonly rank: string;
  readonly customFields: {
    readonly [key: string]: string | number | boolean | readonly string[] | {
      readonly amount: string;
      readonly currency: string;
    };
  };
  readonly startedAt: Timestamp | null;
  readonly completedAt: Timestamp | null;
  readonly canceledAt: Timestamp | null;
  readonly archivedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** TaskRelation. */
export interface TaskRelation {
  readonly id: string;
  readonly type: TaskRelationType;
  /** the project of `fromTaskId` */
  readonly projectId: string;
  readonly fromTaskId: string;
  readonly toTaskId: string;
  /** for `precedes`: minutes between the end of one and the start of the other */
  readonly lagMinutes: number;
  readonly createdAt: Timestamp;
}
/** TaskLink. */
export interface TaskLink {
  readonly id: string;
  readonly taskId: string;
  readonly projectId: string;
  readonly kind: TaskLinkKind;
  /** null: it is not there yet */
  readonly url: string | null;
  readonly title: string;
  /** the service that told of it; null: somebody added it */
  readonly provider: string | null;
  readonly connectionId: string | null;
  /** what it is there */
  readonly externalId: string | null;
  readonly repositoryId: string | null;
  /** as people name it, e.g. `acme/shop` */
  readonly repository: string | null;
  /** of a pull request */
  readonly number: number | null;
  readonly branch: string | null;
  /** the branch into which a pull request goes; null: not known */
  readonly base: string | null;
  /** the last commit */
  readonly sha: string | null;
  /** of a pull request */
  readonly state: PullRequestState | null;
  readonly review: ReviewState | null;
  readonly checks: ChecksState | null;
  /** whether its merge completes the task */
  readonly completes: boolean;
  /** of a pull request that was made from the task */
  readonly wanted: {
    /** null: the task’s identifier and title, also when these change */
    readonly title: string | null;
    /** null: the task’s description, also when it changes */
    readonly body: string | null;
    /** of commits; null: the title */
    readonly message: string | null;
    readonly draft: boolean;
    /** how often it was asked for again after a refusal */
    readonly asked?: number | undefined;
    /** what was last written there; what people changed there since stays theirs */
    readonly written: {
      readonly title: string;
      readonly draft: boolean;
      /** the version of the task’s changes that it has */
      readonly changes: number | null;
    } | null;
  } | null;
  /** why it could not be made or written */
  readonly error: {
    readonly code: string;
    readonly message: string;
  } | null;
  /** when it last changed there */
  readonly theirsUpdatedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** ChangeSet. */
export interface ChangeSet {
  readonly id: string;
  readonly taskId: string;
  readonly projectId: string;
  readonly files: readonly ChangedFile[];
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** ChangedFile. */
export interface ChangedFile {
  readonly path: string;
  readonly change: "write" | "delete";
  readonly encoding: "utf-8" | "base64";
  readonly executable: boolean;
  /** characters of its content as it was given */
  readonly size: number;
}
/** A comment on a task. */
export interface Comment {
  readonly id: string;
  readonly taskId: string;
  readonly projectId: string;
  readonly authorId: string;
  /** who wrote it in a connected service; null: its author, here */
  readonly externalAuthor: string | null;
  /** Markdown */
  readonly body: string;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** Time that a member has worked on a task. While `endedAt` is null a timer runs. */
export interface TimeEntry {
  readonly id: string;
  readonly taskId: string;
  readonly projectId: string;
  readonly memberId: string;
  readonly startedAt: Timestamp;
  readonly endedAt: Timestamp | null;
  /** whole minutes from start to end, rounded; null while it runs */
  readonly minutes: number | null;
  readonly note: string;
  readonly billable: boolean;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** A stretch of time in which a project works on what it has planned for it: a sprint. */
export interface Cycle {
  readonly id: string;
  readonly projectId: string;
  /** counts a project’s cycles from 1 */
  readonly number: number;
  readonly name: string;
  readonly goal: string;
  /** follows from `startedAt` and `completedAt`: the clock alone changes nothing */
  readonly state: CycleState;
  /** planned */
  readonly startsAt: Timestamp;
  /** planned; the first instant that is no part of it */
  readonly endsAt: Timestamp;
  readonly startedAt: Timestamp | null;
  readonly completedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** How much work: the number of tasks, and the sums of their estimates. */
export interface WorkTotals {
  readonly tasks: number;
  readonly points: number;
  readonly minutes: number;
}
/** A point that a project wants to reach. */
export interface Milestone {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly description: string;
  readonly targetDate: CalendarDate | null;
  /** fractional rank; milestones of a project sort by it, bytewise */
  readonly rank: string;
  readonly completedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** Tag. */
export interface Tag {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly description: string;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** State. */
export interface State {
  readonly id: string;
  readonly name: string;
  readonly category: StatusCategory;
  readonly color: string;
  readonly position: number;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** A field that a workspace adds to tasks. `projectIds` null: in every project. */
export interface CustomField {
  readonly id: string;
  /** the name in `task.customFields`, e.g. `severity` */
  readonly key: string;
  readonly name: string;
  readonly type: CustomFieldType;
  /** the choices of select and multi_select */
  readonly options: readonly string[];
  readonly required: boolean;
  readonly projectIds: readonly string[] | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** ApiKey. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly memberId: string;
  readonly scopes: readonly Permission[] | null;
  readonly expiresAt: Timestamp | null;
  readonly revokedAt: Timestamp | null;
  readonly createdAt: Timestamp;
}
/** An automation as data: when this event, if this condition, then these actions. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly when: string | {
    readonly schedule: ScheduleSpec;
  } | {
    readonly webhook: string;
    readonly verify: WebhookVerification;
    readonly hmac?: WebhookHmac | undefined;
    /** JSON Schema; a body that does not meet it fails the run */
    readonly body?: {
      readonly [key: string]: unknown;
    } | undefined;
  } | {
    readonly manual: {
      /** JSON Schema of what is asked of whoever starts it */
      readonly input?: {
        readonly [key: string]: unknown;
      } | undefined;
    };
  } | {
    /** the name of a playbook, or the id of a rule */
    readonly run: string;
    readonly on: RunEnding;
  };
  /** a CEL condition over `event`, e.g. `event.to == "completed"` */
  readonly if: string | null;
  readonly then: readonly RuleAction[];
  /** when its runs may start; null: at once, all of them */
  readonly flow: Flow | null;
  /** since when its runs are held; null: they are not */
  readonly pausedAt: Timestamp | null;
  readonly ownerId: string;
  readonly scopes: readonly Permission[] | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** ScheduleSpec. */
export interface ScheduleSpec {
  /** minute, hour, day of the month, month, weekday; with seconds before them if there are six */
  readonly cron?: string | undefined;
  /** RFC 5545, e.g. `FREQ=WEEKLY;BYDAY=MO;BYHOUR=9`; on further lines DTSTART, RDATE and EXDATE */
  readonly rrule?: string | undefined;
  /** counted from `startAt`, else from full hours and days in UTC */
  readonly every?: number | string | undefined;
  /** IANA; default: the workspace’s */
  readonly timeZone?: string | undefined;
  readonly overlap: ScheduleOverlap;
  readonly catchUp: ScheduleCatchUp;
  /** what is longer ago is never made up for */
  readonly catchUpWindow: number | string;
  /** each firing comes later by up to this, so that many do not come at once */
  readonly jitter?: number | string | undefined;
  readonly startAt?: unknown | undefined;
  readonly endAt?: unknown | undefined;
}
/** WebhookHmac. */
export interface WebhookHmac {
  /** in which the signature comes */
  readonly header: unknown;
  readonly algorithm: "sha256" | "sha1" | "sha512";
  readonly encoding: "hex" | "base64";
  /** before the signature, e.g. `sha256=` or `v0=` */
  readonly prefix: string;
  /** without it somebody who recorded a delivery can send it again */
  readonly timestamp?: {
    /** the time of sending, in seconds since 1970 */
    readonly header: unknown;
    readonly toleranceSeconds: number;
  } | undefined;
  /** what is signed; default `{body}`, with a timestamp `{timestamp}.{body}` */
  readonly signed?: string | undefined;
}
/** Flow. */
export interface Flow {
  /** how many run at the same time; the others wait */
  readonly concurrency?: {
    /** a CEL expression over `event`, e.g. `event.task.projectId`; without one all events count together */
    readonly key?: string | undefined;
    readonly limit: number;
  } | undefined;
  /** runs for the last event once there was none for `period`, or after `maxWait`; those before it are skipped */
  readonly debounce?: {
    /** a CEL expression over `event`, e.g. `event.task.projectId`; without one all events count together */
    readonly key?: string | undefined;
    /** e.g. `30 seconds`, `1.5 hours`, `2 days`, or a number of milliseconds */
    readonly period: number | string;
    /** e.g. `30 seconds`, `1.5 hours`, `2 days`, or a number of milliseconds */
    readonly maxWait?: number | string | undefined;
  } | undefined;
  /** how many start within any `period`; the others wait */
  readonly throttle?: {
    /** a CEL expression over `event`, e.g. `event.task.projectId`; without one all events count together */
    readonly key?: string | undefined;
    readonly limit: number;
    /** e.g. `30 seconds`, `1.5 hours`, `2 days`, or a number of milliseconds */
    readonly period: number | string;
    /** true: what is too much is skipped instead of waiting */
    readonly drop?: boolean | undefined;
  } | undefined;
  /** one run for up to `size` events, at the latest `timeout` after the first of them */
  readonly batch?: {
    /** a CEL expression over `event`, e.g. `event.task.projectId`; without one all events count together */
    readonly key?: string | undefined;
    readonly size: number;
    /** e.g. `30 seconds`, `1.5 hours`, `2 days`, or a number of milliseconds */
    readonly timeout: number | string;
  } | undefined;
  /** who of those that wait goes first: −100 to 100, default 0; a number or a CEL expression over `event` */
  readonly priority?: number | string | undefined;
  /** a second event with the same value within `period` (24 hours) is skipped */
  readonly idempotencyKey?: string | {
    /** a CEL expression over `event`, e.g. `event.task.projectId`; without one all events count together */
    readonly key: string;
    /** e.g. `30 seconds`, `1.5 hours`, `2 days`, or a number of milliseconds */
    readonly period?: number | string | undefined;
  } | undefined;
  /** a run that has not started so long after its event is skipped */
  readonly expires?: number | string | undefined;
  /** how many start in a minute at most, against loops; default: what the workspace says */
  readonly maxPerMinute?: number | undefined;
}
/** Playbook. */
export interface Playbook {
  readonly id: string;
  /** the id in the playbook’s file */
  readonly name: string;
  readonly bundleHash: string;
  /** what deployed it: `folder` for the server’s own folder, else the name given to the API */
  readonly source: string;
  readonly manifest: {
    readonly id: string;
    readonly folder: string;
    readonly title: string | null;
    readonly triggers: readonly ({
      readonly kind: "event";
      readonly eventTypes: readonly string[];
      readonly if: string | null;
    } | {
      readonly kind: "webhook";
      readonly path: string;
      readonly verify: WebhookVerification;
      readonly hmac?: WebhookHmac | undefined;
      readonly body: {
        readonly [key: string]: unknown;
      } | null;
      readonly if: string | null;
    } | {
      readonly kind: "manual";
      readonly input: {
        readonly [key: string]: unknown;
      } | null;
      readonly if?: string | null | undefined;
    } | {
      readonly kind: "schedule";
      readonly schedule: ScheduleSpec;
      readonly if?: string | null | undefined;
    } | {
      readonly kind: "run";
      readonly run: string;
      readonly on: RunEnding;
      readonly if: string | null;
    })[];
    readonly scopes: readonly Permission[] | null;
    /** how functions of its steps.ts are called; null: it has none */
    readonly steps: {
      readonly timeoutMs: number;
      readonly attempts: number;
    } | null;
    /** when its runs may start; null: at once, all of them */
    readonly flow: Flow | null;
  };
  readonly enabled: boolean;
  readonly installedBy: string;
  readonly removedAt: Timestamp | null;
  /** since when its runs are held; null: they are not */
  readonly pausedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** Webhook. */
export interface Webhook {
  readonly id: string;
  readonly path: string;
  readonly verify: WebhookVerification;
  /** how `hmac` is verified; null for the other ways */
  readonly hmac: WebhookHmac | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** Template. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly kind: TemplateKind;
  readonly description: string;
  readonly variables: readonly TemplateVariable[];
  readonly content: TemplateContent;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** TemplateVariable. */
export interface TemplateVariable {
  readonly name: string;
  readonly type: TemplateVariableType;
  readonly label: string;
  /** the choices of a select */
  readonly options: readonly string[];
  /** whoever applies the template gives a value, unless there is a default */
  readonly required: boolean;
  readonly default: string | number | boolean | null;
}
/** TemplateContent. */
export interface TemplateContent {
  readonly project: TemplateProject | null;
  readonly tasks: readonly TemplateTask[];
  readonly relations: readonly TemplateRelation[];
  readonly states: readonly TemplateState[];
  /** as `rule.create` takes them; `{{variables.…}}` in texts and `variables.…` in conditions become values */
  readonly rules: readonly {
    readonly [key: string]: unknown;
  }[];
}
/** TemplateProject. */
export interface TemplateProject {
  readonly name: string;
  readonly description: string;
  readonly status: ProjectStatus;
  readonly lead: TemplateAssignee | null;
  readonly startDate: RelativeDate | null;
  readonly targetDate: RelativeDate | null;
}
/** TemplateAssignee. */
export interface TemplateAssignee {
  readonly role?: string | undefined;
  readonly variable?: string | undefined;
  readonly member?: string | undefined;
}
/** RelativeDate. */
export interface RelativeDate {
  /** `start`, `deadline`, or the name of a variable of type date */
  readonly from: string;
  /** negative: before */
  readonly days?: number | undefined;
  readonly weeks?: number | undefined;
  readonly months?: number | undefined;
  /** `days` are working days of the workspace’s calendar; 0 is the next one, or the day itself */
  readonly working?: boolean | undefined;
}
/** TemplateTask. */
export interface TemplateTask {
  /** its name within the template, to which parents and relations refer */
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly type: TaskType;
  readonly priority: Priority;
  readonly status: StatusCategory;
  /** the key of the task of which it is a part; that one comes first */
  readonly parent: string | null;
  readonly assignee: TemplateAssignee | null;
  readonly tags: readonly string[];
  readonly estimatedMinutes: number | null;
  readonly estimatePoints: number | null;
  readonly startDate: RelativeDate | null;
  readonly dueDate: RelativeDate | null;
  readonly customFields: {
    readonly [key: string]: string | number | boolean | readonly string[] | {
      readonly amount: string;
      readonly currency: string;
    } | RelativeDate;
  };
}
/** TemplateRelation. */
export interface TemplateRelation {
  readonly type: TaskRelationType;
  readonly from: string;
  readonly to: string;
  readonly lagMinutes: number;
}
/** TemplateState. */
export interface TemplateState {
  readonly name: string;
  readonly category: StatusCategory;
  readonly color: string;
}
/** TemplateApplication. */
export interface TemplateApplication {
  readonly id: string;
  readonly templateId: string;
  readonly templateName: string;
  readonly templateVersion: number;
  /** null: it installed a workflow */
  readonly projectId: string | null;
  /** whether the project was made with it */
  readonly madeProject: boolean;
  readonly startDate: CalendarDate;
  readonly deadline: CalendarDate | null;
  readonly tasks: readonly {
    readonly id: string;
    /** its name within the template */
    readonly key: string;
  }[];
  readonly relationIds: readonly string[];
  /** the states that were made; those that were there are left alone */
  readonly stateIds: readonly string[];
  readonly ruleIds: readonly string[];
  readonly undoneAt: Timestamp | null;
  /** what undoing left, since somebody had worked on it */
  readonly kept: readonly {
    readonly type: "project" | "task";
    readonly id: string;
    /** why undoing left it */
    readonly reason: string;
  }[];
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** Series. */
export interface Series {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly ownerId: string;
  readonly scopes: readonly Permission[] | null;
  readonly task: SeriesTask | null;
  /** what each occurrence applies, in place of `task`; its first task stands for the occurrence */
  readonly template: SeriesTemplate | null;
  readonly recurrence: Recurrence;
  /** the task of `recurrence.onDate` */
  readonly sourceTaskId: string | null;
  readonly timeZone: string;
  /** when on the day the task is made, by the clocks of the time zone */
  readonly time: string;
  /** so many days ahead the task is made */
  readonly leadDays: number;
  readonly startDate: CalendarDate;
  readonly endDate: CalendarDate | null;
  /** ends after so many occurrences */
  readonly count: number | null;
  /** which of those are made that nobody was there for */
  readonly catchUp: ScheduleCatchUp;
  readonly exceptions: readonly SeriesException[];
  readonly status: SeriesStatus;
  /** occurrences so far, with those that were skipped or missed */
  readonly number: number;
  /** the occurrence before */
  readonly lastDate: CalendarDate | null;
  /** the next one; null: it waits for the task before, or there is none */
  readonly nextDate: CalendarDate | null;
  /** when its task is made */
  readonly nextAt: Timestamp | null;
  /** why the last occurrence could not be made; it is tried again */
  readonly problem: {
    readonly code: string;
    readonly message: string;
    readonly at: Timestamp;
  } | null;
  /** the series of which it is the rest, with other contents */
  readonly previousId: string | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** SeriesTask. */
export interface SeriesTask {
  readonly title: string;
  readonly description: string;
  readonly priority: Priority;
  readonly assigneeId: string | null;
  readonly tags: readonly string[];
  readonly estimatedMinutes: number | null;
  readonly estimatePoints: number | null;
  readonly type: TaskType;
  readonly parentId: string | null;
  readonly customFields: {
    readonly [key: string]: string | number | boolean | readonly string[] | {
      readonly amount: string;
      readonly currency: string;
    };
  };
  /** its start date is so many days after the occurrence, negative before; null: none */
  readonly startDays: number | null;
  /** the same for its due date; 0 is the day of the occurrence */
  readonly dueDays: number | null;
}
/** SeriesTemplate. */
export interface SeriesTemplate {
  /** its id or its name */
  readonly template: string;
  readonly variables: {
    readonly [key: string]: string | number | boolean | null;
  };
  readonly roles: {
    readonly [key: string]: string;
  };
}
/** Recurrence. */
export interface Recurrence {
  /** RFC 5545 by days, e.g. `FREQ=MONTHLY;BYDAY=-1FR`; where it begins and ends is said beside it */
  readonly rrule?: string | undefined;
  /** so long after the task before was completed or canceled */
  readonly afterCompletion?: {
    readonly days?: number | undefined;
    readonly weeks?: number | undefined;
    readonly months?: number | undefined;
    /** `days` are working days of the workspace’s calendar */
    readonly working?: boolean | undefined;
  } | undefined;
  /** on the day that a task’s field has, e.g. each year when a contract ends */
  readonly onDate?: {
    /** the task that has the date */
    readonly taskId: string;
    /** `startDate`, `dueDate`, or the key of a custom field of type date */
    readonly field: string;
    readonly every: "once" | "month" | "year";
    /** negative: so many days before */
    readonly days: number;
  } | undefined;
}
/** SeriesException. */
export interface SeriesException {
  /** the day that the recurrence says */
  readonly date: CalendarDate;
  readonly skipped?: boolean | undefined;
  readonly movedTo?: CalendarDate | undefined;
  readonly changes?: OccurrenceChanges | undefined;
}
/** OccurrenceChanges. */
export interface OccurrenceChanges {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly estimatedMinutes?: number | null | undefined;
  readonly estimatePoints?: number | null | undefined;
}
/** Schedule. */
export interface Schedule {
  readonly id: string;
  readonly ownerKind: ScheduleOwner;
  readonly ownerId: string;
  /** what its owner is called */
  readonly name: string;
  /** its place among the schedules of its owner */
  readonly position: number;
  readonly spec: ScheduleSpec;
  /** IANA; the workspace’s at the time of its making, unless it names one */
  readonly timeZone: string;
  /** whether its owner is switched on */
  readonly enabled: boolean;
  readonly pausedAt: Timestamp | null;
  readonly removedAt: Timestamp | null;
  /** for whom it acts */
  readonly memberId: string;
  /** since when it counts: nothing before this is made up for */
  readonly activeAt: Timestamp;
  /** the last time that was fired or missed */
  readonly lastAt: Timestamp | null;
  /** when it fires next; null: it does not */
  readonly nextAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** FiringSchedule. */
export interface FiringSchedule {
  readonly id: string;
  readonly ownerKind: ScheduleOwner;
  readonly ownerId: string;
  readonly name: string;
}
/** WebhookEndpoint. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  /** the types of events that are sent; empty: all but those of the audit log */
  readonly eventTypes: readonly string[];
  /** a CEL condition over `event`; null: every event of the types */
  readonly filter: string | null;
  /** the headers of your own that are sent along */
  readonly headerNames: readonly string[];
  readonly enabled: boolean;
  /** why it was switched off, when nobody did it by hand */
  readonly disabledReason: string | null;
  /** who made it or last said what is sent: with whose rights it is sent, and who is told when it fails */
  readonly ownerId: string;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** Connection. */
export interface Connection {
  readonly id: string;
  /** the connector, e.g. `github` */
  readonly provider: string;
  readonly name: string;
  /** who connected it last: what it changes here, it changes with their rights */
  readonly ownerId: string;
  readonly status: ConnectionStatus;
  readonly auth: "token" | "oauth2";
  /** as whom it is known there */
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly url: string | null;
  };
  /** what it may do there, in the service’s words */
  readonly scopes: readonly string[];
  readonly settings: {
    readonly [key: string]: string | number | boolean | null;
  };
  readonly trouble: ConnectionTrouble | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** ConnectionTrouble. */
export interface ConnectionTrouble {
  readonly code: "unauthorized" | "forbidden" | "rate_limited" | "unavailable" | "not_found" | "invalid" | "malformed" | "lost_rights" | "mapping_trouble" | "tools_changed" | "internal";
  readonly message: string;
  /** what to do */
  readonly action: string;
  readonly since: Timestamp;
}
/** ConnectionTool. */
export interface ConnectionTool {
  readonly id: string;
  readonly connectionId: string;
  readonly name: string;
  readonly title: string | null;
  readonly description: string;
  /** JSON Schema of what it takes */
  readonly inputSchema: {
    readonly [key: string]: unknown;
  };
  /** the server says that it changes nothing; that may be untrue */
  readonly readOnly: boolean;
  /** the server says that a second call with the same input changes nothing */
  readonly idempotent: boolean;
  /** of all that the server says of it */
  readonly hash: string;
  /** its calls need no approval */
  readonly trusted: boolean;
  readonly allowedById: string;
  readonly allowedAt: Timestamp;
  /** since when the server says something else of it: it is not called until it is allowed again */
  readonly changedAt: Timestamp | null;
}
/** UserLink. */
export interface UserLink {
  readonly id: string;
  readonly connectionId: string;
  readonly externalUserId: string;
  readonly externalName: string;
  readonly memberId: string;
  /** found by a verified e-mail address, or set by a person */
  readonly how: "email" | "manual";
  readonly createdAt: Timestamp;
}
/** Mapping. */
export interface Mapping {
  readonly id: string;
  readonly connectionId: string;
  readonly projectId: string;
  readonly containerId: string;
  readonly containerKey: string;
  readonly containerName: string;
  readonly containerUrl: string | null;
  readonly fields: readonly FieldMap[];
  /** a CEL condition over `task`: only tasks that meet it are sent there; null: all */
  readonly filter: string | null;
  /** a CEL condition over `item`, the task that an item there would become: only items that meet it come in; what is linked stays in step; null: all */
  readonly filterIn: string | null;
  /** of a service that has a language for that, as Jira has JQL: only items that this finds come in; null: as the connection says, else all */
  readonly query: string | null;
  readonly direction: SyncDirection;
  readonly comments: boolean;
  /** whether time that is logged goes along, where the service knows it */
  readonly timeEntries: boolean;
  /** what happens here to the task of an item that was deleted there */
  readonly deletedThere: AfterDeletion;
  readonly deletedHere: AfterDeletion;
  readonly moves: CodeMoves;
  readonly enabled: boolean;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** FieldMap. */
export interface FieldMap {
  /** the key of the field there */
  readonly theirs: string;
  /** a field of the task; `customFields.<key>` for your own */
  readonly ours: string;
  readonly direction: SyncDirection;
  readonly policy: ConflictPolicy;
  /** which value there is which here; several there may be one here and the other way round: the first that fits is written */
  readonly values?: readonly {
    readonly theirs: string | number | boolean | null;
    readonly ours: string;
  }[] | undefined;
}
/** CodeMoves. */
export interface CodeMoves {
  /** a branch that names the task was made: a status, or the id of a state; null: nothing */
  readonly branchCreated: StatusCategory | string | null;
  /** a pull request of the task was opened as a draft: a status, or the id of a state; null: nothing */
  readonly pullRequestDraft: StatusCategory | string | null;
  /** one was opened, or is ready for review: a status, or the id of a state; null: nothing */
  readonly pullRequestOpened: StatusCategory | string | null;
  /** one was approved: a status, or the id of a state; null: nothing */
  readonly reviewApproved: StatusCategory | string | null;
  /** one was merged that completes the task, and none of its others is open: a status, or the id of a state; null: nothing */
  readonly merged: StatusCategory | string | null;
}
/** SyncConflict. */
export interface SyncConflict {
  readonly id: string;
  readonly connectionId: string;
  readonly mappingId: string;
  readonly projectId: string;
  readonly entityKind: "task" | "comment" | "time_entry";
  readonly entityId: string;
  readonly externalUrl: string | null;
  /** the field here */
  readonly field: string;
  /** what both had when they were last the same, in the service’s terms */
  readonly base: string | number | boolean | null | readonly string[] | null;
  readonly ours: string | number | boolean | null | readonly string[];
  readonly theirs: string | number | boolean | null | readonly string[];
  /** gone: both sides came to the same by themselves */
  readonly status: "open" | "resolved" | "gone";
  readonly choice: "ours" | "theirs" | null;
  readonly resolvedById: string | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  readonly version: number;
}
/** SuggestionDismissal. */
export interface SuggestionDismissal {
  /** the suggestion’s */
  readonly id: string;
  readonly kind: SuggestionKind;
  readonly title: string;
  /** who dismissed it */
  readonly memberId: string;
  readonly createdAt: Timestamp;
}
/** EndedRun. */
export interface EndedRun {
  readonly id: string;
  readonly kind: "rule" | "playbook";
  /** of the rule or playbook */
  readonly automationId: string;
  /** the playbook’s name, or what the rule was called then */
  readonly name: string;
}
/** Approval. */
export interface Approval {
  readonly id: string;
  readonly title: string;
  /** Markdown */
  readonly description: string;
  readonly status: ApprovalStatus;
  /** JSON Schema of an answer: an object of plain fields */
  readonly ask: {
    readonly [key: string]: unknown;
  };
  readonly from: {
    /** these members */
    readonly memberIds: readonly string[];
    /** whoever has this role in the workspace, or one above it */
    readonly role: Role | null;
    /** whoever has this role in the approval’s project, or one above it */
    readonly projectRole: Role | null;
    /** the assignee of the approval’s task */
    readonly assignee: boolean;
    /** the lead of the approval’s project */
    readonly lead: boolean;
  };
  /** how many have to answer; who says no decides alone */
  readonly count: number;
  readonly allowSelf: boolean;
  /** members who may not answer, since it is their own doing that is to be approved */
  readonly excludedIds: readonly string[];
  readonly taskId: string | null;
  readonly projectId: string | null;
  /** an address to look at before answering */
  readonly link: string | null;
  readonly requestedBy: Actor;
  /** the run that waits for it */
  readonly runId: string | null;
  readonly expiresAt: Timestamp | null;
  readonly remindEveryMs: number | null;
  readonly remindAt: readonly Timestamp[];
  readonly nextReminderAt: Timestamp | null;
  /** how often it was reminded of */
  readonly reminders: number;
  readonly answers: readonly ApprovalAnswer[];
  /** the answer that decided it: the last one, or the no */
  readonly answer: {
    readonly [key: string]: unknown;
  } | null;
  readonly endedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** ApprovalAnswer. */
export interface ApprovalAnswer {
  readonly memberId: string;
  /** by the names of the fields that were asked for */
  readonly answer: {
    readonly [key: string]: unknown;
  };
  readonly answeredAt: Timestamp;
}
/** Patch. */
export interface Patch {
  readonly id: string;
  /** null: it is about several, or about the workspace */
  readonly projectId: string | null;
  readonly title: string;
  /** Markdown */
  readonly rationale: string;
  readonly status: PatchStatus;
  /** the agent that made it; null: a person or an automation did */
  readonly author: PatchAuthor | null;
  readonly proposedBy: Actor;
  /** the run that made it */
  readonly runId: string | null;
  readonly evidence: readonly PatchEvidence[];
  readonly operations: readonly PatchOperation[];
  readonly expiresAt: Timestamp | null;
  readonly supersedesId: string | null;
  readonly supersededById: string | null;
  /** the patch that this one undoes */
  readonly undoesId: string | null;
  /** the patch that undoes this one */
  readonly undoneById: string | null;
  /** when something of it was last applied */
  readonly appliedAt: Timestamp | null;
  readonly appliedBy: Actor | null;
  /** since when it waits for nobody */
  readonly endedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** PatchAuthor. */
export interface PatchAuthor {
  readonly agent: string | null;
  readonly agentVersion: string | null;
  readonly model: string | null;
  readonly promptVersion: string | null;
  /** what making it cost, in US dollars */
  readonly costUsd: string | null;
}
/** PatchEvidence. */
export type PatchEvidence = {
  readonly kind: "event" | "task" | "project";
  readonly id: string;
  /** what it shows */
  readonly text: string;
} | {
  readonly kind: "metric";
  readonly name: string;
  /** what it shows */
  readonly text: string;
} | {
  readonly kind: "link";
  readonly url: string;
  /** what it shows */
  readonly text: string;
};
/** PatchOperation. */
export interface PatchOperation {
  /** its name within the patch */
  readonly key: string;
  readonly command: PatchCommand;
  /** what the command takes; the id of what it makes is always there */
  readonly data: {
    readonly [key: string]: unknown;
  };
  readonly edited: {
    readonly [key: string]: unknown;
  } | null;
  /** in words, made by the server */
  readonly summary: string;
  /** what it changes, or to what it adds; null: to the workspace */
  readonly target: {
    readonly kind: string;
    readonly id: string;
  } | null;
  /** the values of the fields that it changes, read by the server: a tag as `tags.<name>`, true where it is there, a custom field as `customFields.<key>` */
  readonly before: {
    readonly [key: string]: unknown;
  };
  readonly after: {
    readonly [key: string]: unknown;
  } | null;
  readonly confidence: number | null;
  /** Markdown */
  readonly rationale: string | null;
  /** keys of operations without which it is not done; those that make what it names are always among them */
  readonly dependsOn: readonly string[];
  readonly status: PatchOperationStatus;
  readonly decidedBy: Actor | {
    readonly policyId: string;
  } | null;
  readonly decidedAt: Timestamp | null;
  /** why it was decided so, or why it is stale */
  readonly reason: string | null;
  /** of a stale one: which fields had changed */
  readonly conflicts: readonly PatchConflict[];
}
/** PatchConflict. */
export interface PatchConflict {
  readonly field: string;
  readonly before: unknown;
  readonly now: unknown;
}
/** PatchDecision. */
export interface PatchDecision {
  readonly key: string;
  readonly decision: "accept" | "reject";
  /** its data as the reviewer changed it */
  readonly edited: {
    readonly [key: string]: unknown;
  } | null;
  readonly reason: string | null;
}
/** PatchPolicy. */
export interface PatchPolicy {
  readonly id: string;
  readonly name: string;
  /** null: of all projects, and of the workspace */
  readonly projectId: string | null;
  /** as its patches name it; null: of any agent */
  readonly agent: string | null;
  readonly commands: readonly PatchCommand[];
  /** the least that the agent says of an operation; one without counts as 0 */
  readonly minConfidence: number;
  /** the least role in the project of the member for whom the agent acts */
  readonly role: Role;
  readonly enabled: boolean;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** ModelBudget. */
export interface ModelBudget {
  readonly id: string;
  /** only calls for this project; null: of all, and of none */
  readonly projectId: string | null;
  /** only calls of this agent; null: of any */
  readonly agent: string | null;
  readonly period: BudgetPeriod;
  readonly limitUsd: number;
  /** the share of the limit from which ADMINs are warned */
  readonly warnAt: number;
  /** what happens when it is spent; degrade: only models of grade 1 are asked; stop: none is */
  readonly atLimit: AtLimit;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** How people want proposals to be: learnt from what they accept, edit and reject, or said by somebody. */
export interface Preference {
  readonly id: string;
  readonly scope: PreferenceScope;
  /** whose it is, or who shared it; null: learnt from several */
  readonly memberId: string | null;
  /** the project, where that is the scope */
  readonly projectId: string | null;
  readonly words: string;
  /** the words are a person’s: they stand, and change no data */
  readonly corrected: boolean;
  readonly context: PreferenceContext;
  /** null: somebody said it */
  readonly learned: PreferenceEvidence | null;
  readonly enabled: boolean;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** PreferenceContext. */
export interface PreferenceContext {
  readonly command: string | null;
  /** that it sets or changes */
  readonly field: string | null;
  /** of the task that it is about */
  readonly tag: string | null;
  readonly projectId: string | null;
}
/** PreferenceEvidence. */
export interface PreferenceEvidence {
  readonly effect: PreferenceEffect;
  /** how many decisions show it */
  readonly support: number;
  /** of how many that could have */
  readonly of: number;
  /** the lower limit of that share (Wilson, 95 %) */
  readonly confidence: number;
  /** the newest of these decisions, twenty at most */
  readonly operations: readonly {
    readonly patchId: string;
    readonly key: string;
  }[];
  /** when the newest was made */
  readonly lastAt: Timestamp;
}
/** PreferenceEffect. */
export type PreferenceEffect = {
  readonly kind: "shift";
  readonly field: string;
  /** negative: earlier */
  readonly days: number;
} | {
  readonly kind: "set";
  readonly field: string;
  /** null: where it is not set */
  readonly from: unknown;
  readonly to: unknown;
} | {
  readonly kind: "avoid";
  /** null: the command altogether */
  readonly field: string | null;
  /** `weekend` of a date; null: any */
  readonly value: unknown;
} | {
  readonly kind: "text";
  readonly field: string;
  readonly form: "begins_with_verb" | "shorter" | "longer";
} | {
  readonly kind: "reason";
  readonly text: string;
} | {
  readonly kind: "worded";
  /** that put into words what reasons and edited texts say */
  readonly model: string;
};
/** Who can be asked in words: instructions for a model, its tools, and what it may propose. */
export interface Agent {
  readonly id: string;
  readonly name: string;
  /** what it is for, in a sentence; other agents are told it */
  readonly description: string;
  /** Markdown */
  readonly instructions: string;
  /** what it may look at and do, at most: tools of the platform, actions of connected services, tools of connected MCP servers */
  readonly tools: readonly string[];
  /** commands that it may propose as a patch; it never writes by itself */
  readonly proposes: readonly PatchCommand[];
  /** tools of which each call waits for a person’s approval; actions of connected services always do unless listed in `trusted`, tools of MCP servers unless trusted at their connection */
  readonly approve: readonly string[];
  /** actions of connected services that need no approval */
  readonly trusted: readonly string[];
  /** agents to which it may hand the conversation over */
  readonly handoffs: readonly string[];
  /** agents that it may ask as tools */
  readonly consults: readonly string[];
  /** JSON Schema of its answer; null: text */
  readonly output: {
    readonly [key: string]: unknown;
  } | null;
  /** the model route it asks, e.g. `planner` */
  readonly taskType: string;
  /** null: estimated for each call */
  readonly complexity: "low" | "medium" | "high" | null;
  /** model calls of one run, those of the agents that it consults included, at most */
  readonly maxTurns: number;
  /** what a run may cost, at most, with all agents that take part; that of the agent that was asked counts */
  readonly budgetUsd: number | null;
  readonly enabled: boolean;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** An agent’s run without the definitions that it carries, and of its prompt the beginning. */
export interface AgentRunSummary {
  readonly id: string;
  readonly agent: string;
  /** null: the definition came with the run */
  readonly agentVersion: number | null;
  /** its beginning; it ends with … where there is more */
  readonly prompt: string;
  readonly projectId: string | null;
  readonly taskId: string | null;
  readonly status: AgentRunStatus;
  readonly waits: readonly AgentRunWait[];
  /** text, or what fits the agent’s `output`; null: it has not ended well */
  readonly output: unknown;
  readonly error: RunError | null;
  readonly usage: {
    /** of models */
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** a decimal number in US dollars; null: a price is not known */
    readonly costUsd: string | null;
  };
  /** patches that it proposed */
  readonly patchIds: readonly string[];
  readonly source: {
    readonly kind: "request";
  } | {
    readonly kind: "comment";
    readonly commentId: string;
    readonly taskId: string;
  } | {
    readonly kind: "run";
    readonly runId: string;
  };
  readonly startedBy: Actor;
  readonly cancelRequestedAt: Timestamp | null;
  readonly startedAt: Timestamp | null;
  readonly endedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** AgentRunWait. */
export interface AgentRunWait {
  /** the step that waits */
  readonly step: number;
  readonly kind: "approval" | "caller";
  readonly tool: string;
  readonly input: unknown;
  readonly approvalId: string | null;
}
/** Why a run or a step did not do what it was to do. */
export interface RunError {
  readonly code: RunErrorCode;
  /** in words */
  readonly message: string;
  readonly fields?: readonly {
    readonly path: string;
    readonly expected: string;
    readonly code: string;
  }[] | undefined;
  /** lines of the playbook, innermost first */
  readonly stack?: string | undefined;
}
/** TemplateVariableInput. */
export interface TemplateVariableInput {
  readonly name: string;
  readonly type: TemplateVariableType;
  readonly label?: string | undefined;
  /** the choices of a select */
  readonly options?: readonly string[] | undefined;
  /** whoever applies the template gives a value, unless there is a default */
  readonly required?: boolean | undefined;
  readonly default?: string | number | boolean | null | undefined;
}
/** TemplateContentInput. */
export interface TemplateContentInput {
  readonly project?: TemplateProjectInput | null | undefined;
  readonly tasks?: readonly TemplateTaskInput[] | undefined;
  readonly relations?: readonly TemplateRelationInput[] | undefined;
  readonly states?: readonly TemplateStateInput[] | undefined;
  /** as `rule.create` takes them; `{{variables.…}}` in texts and `variables.…` in conditions become values */
  readonly rules?: readonly {
    readonly [key: string]: unknown;
  }[] | undefined;
}
/** TemplateProjectInput. */
export interface TemplateProjectInput {
  readonly name: string;
  readonly description?: string | undefined;
  readonly status?: ProjectStatus | undefined;
  readonly lead?: TemplateAssignee | null | undefined;
  readonly startDate?: RelativeDate | null | undefined;
  readonly targetDate?: RelativeDate | null | undefined;
}
/** TemplateTaskInput. */
export interface TemplateTaskInput {
  /** its name within the template, to which parents and relations refer */
  readonly key: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly type?: TaskType | undefined;
  readonly priority?: Priority | undefined;
  readonly status?: StatusCategory | undefined;
  /** the key of the task of which it is a part; that one comes first */
  readonly parent?: string | null | undefined;
  readonly assignee?: TemplateAssignee | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly estimatedMinutes?: number | null | undefined;
  readonly estimatePoints?: number | null | undefined;
  readonly startDate?: RelativeDate | null | undefined;
  readonly dueDate?: RelativeDate | null | undefined;
  readonly customFields?: {
    readonly [key: string]: string | number | boolean | readonly string[] | {
      readonly amount: string;
      readonly currency: string;
    } | RelativeDate;
  } | undefined;
}
/** TemplateRelationInput. */
export interface TemplateRelationInput {
  readonly type: TaskRelationType;
  readonly from: string;
  readonly to: string;
  readonly lagMinutes?: number | undefined;
}
/** TemplateStateInput. */
export interface TemplateStateInput {
  readonly name: string;
  readonly category: StatusCategory;
  readonly color?: string | undefined;
}
/** ProposedOperation. */
export type ProposedOperation = {
  readonly key: string;
  readonly command: "task.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly projectId: string;
    readonly title: string;
    readonly description?: string | undefined;
    readonly type?: TaskType | undefined;
    /** puts it into the first state of that category; give stateId for a certain one */
    readonly status?: StatusCategory | undefined;
    readonly stateId?: string | undefined;
    readonly priority?: Priority | undefined;
    readonly assigneeId?: string | null | undefined;
    readonly parentId?: string | null | undefined;
    readonly cycleId?: string | null | undefined;
    readonly milestoneId?: string | null | undefined;
    readonly tags?: readonly string[] | undefined;
    readonly estimatedMinutes?: number | null | undefined;
    readonly actualMinutes?: number | null | undefined;
    readonly estimatePoints?: number | null | undefined;
    readonly startDate?: CalendarDate | null | undefined;
    readonly dueDate?: CalendarDate | null | undefined;
    readonly rank?: string | undefined;
    /** by the field’s key; null removes the value, keys that are left out stay */
    readonly customFields?: {
      readonly [key: string]: string | number | boolean | readonly string[] | {
        readonly amount: string;
        readonly currency: string;
      } | null;
    } | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "task.update";
  readonly data: {
    readonly id: string;
    readonly title?: string | undefined;
    readonly description?: string | undefined;
    readonly type?: TaskType | undefined;
    /** puts it into the first state of that category; give stateId for a certain one */
    readonly status?: StatusCategory | undefined;
    readonly stateId?: string | undefined;
    readonly priority?: Priority | undefined;
    readonly assigneeId?: string | null | undefined;
    readonly parentId?: string | null | undefined;
    readonly cycleId?: string | null | undefined;
    readonly milestoneId?: string | null | undefined;
    readonly tags?: readonly string[] | undefined;
    readonly estimatedMinutes?: number | null | undefined;
    readonly actualMinutes?: number | null | undefined;
    readonly estimatePoints?: number | null | undefined;
    readonly startDate?: CalendarDate | null | undefined;
    readonly dueDate?: CalendarDate | null | undefined;
    readonly rank?: string | undefined;
    /** by the field’s key; null removes the value, keys that are left out stay */
    readonly customFields?: {
      readonly [key: string]: string | number | boolean | readonly string[] | {
        readonly amount: string;
        readonly currency: string;
      } | null;
    } | undefined;
    readonly addTags?: readonly string[] | undefined;
    readonly removeTags?: readonly string[] | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "task.archive";
  readonly data: {
    readonly id: string;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "task.unarchive";
  readonly data: {
    readonly id: string;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "task_relation.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly type: TaskRelationType;
    readonly fromTaskId: string;
    readonly toTaskId: string;
    readonly lagMinutes?: number | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "task_relation.delete";
  readonly data: {
    readonly id: string;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "comment.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly taskId: string;
    readonly body: string;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "project.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly key: string;
    readonly name: string;
    readonly description?: string | undefined;
    readonly status?: ProjectStatus | undefined;
    readonly health?: ProjectHealth | null | undefined;
    readonly leadId?: string | null | undefined;
    readonly startDate?: CalendarDate | null | undefined;
    readonly targetDate?: CalendarDate | null | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "project.update";
  readonly data: {
    readonly id: string;
    readonly name?: string | undefined;
    readonly description?: string | undefined;
    readonly status?: ProjectStatus | undefined;
    readonly health?: ProjectHealth | null | undefined;
    readonly leadId?: string | null | undefined;
    readonly startDate?: CalendarDate | null | undefined;
    readonly targetDate?: CalendarDate | null | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "project.archive";
  readonly data: {
    readonly id: string;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "project.unarchive";
  readonly data: {
    readonly id: string;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "cycle.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly projectId: string;
    /** default: `Cycle` and its number */
    readonly name?: string | undefined;
    readonly goal?: string | undefined;
    readonly startsAt: Timestamp;
    readonly endsAt: Timestamp;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "cycle.update";
  readonly data: {
    readonly id: string;
    readonly name?: string | undefined;
    readonly goal?: string | undefined;
    readonly startsAt?: Timestamp | undefined;
    readonly endsAt?: Timestamp | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "milestone.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly projectId: string;
    readonly name: string;
    readonly description?: string | undefined;
    readonly targetDate?: CalendarDate | null | undefined;
    readonly rank?: string | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "milestone.update";
  readonly data: {
    readonly id: string;
    readonly name?: string | undefined;
    readonly description?: string | undefined;
    readonly targetDate?: CalendarDate | null | undefined;
    readonly rank?: string | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "tag.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly name: string;
    readonly color?: string | undefined;
    readonly description?: string | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "series.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly projectId: string;
    readonly name?: string | undefined;
    readonly task?: {
      /** may say `{{variables.date}}` and `{{variables.number}}` */
      readonly title: string;
      readonly description?: string | undefined;
      readonly type?: TaskType | undefined;
      readonly priority?: Priority | undefined;
      readonly assigneeId?: string | null | undefined;
      readonly parentId?: string | null | undefined;
      readonly tags?: readonly string[] | undefined;
      readonly estimatedMinutes?: number | null | undefined;
      readonly estimatePoints?: number | null | undefined;
      readonly customFields?: {
        readonly [key: string]: string | number | boolean | readonly string[] | {
          readonly amount: string;
          readonly currency: string;
        };
      } | undefined;
      /** its start date is so many days after the occurrence, negative before; null: none */
      readonly startDays?: number | null | undefined;
      /** the same for its due date; 0 is the day of the occurrence */
      readonly dueDays?: number | null | undefined;
    } | undefined;
    readonly template?: {
      /** the id or the name of a template of a task or a project */
      readonly template: string;
      readonly variables?: {
        readonly [key: string]: string | number | boolean | null;
      } | undefined;
      readonly roles?: {
        readonly [key: string]: string;
      } | undefined;
    } | undefined;
    readonly recurrence: Recurrence;
    /** by whose clocks; by default the workspace’s */
    readonly timeZone?: string | undefined;
    readonly time?: string | undefined;
    readonly leadDays?: number | undefined;
    /** by default today; 1970-01-01 at the earliest */
    readonly startDate?: CalendarDate | undefined;
    readonly endDate?: CalendarDate | null | undefined;
    readonly count?: number | null | undefined;
    readonly catchUp?: ScheduleCatchUp | undefined;
    readonly scopes?: readonly Permission[] | null | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "series.pause";
  readonly data: {
    readonly id: string;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "series.resume";
  readonly data: {
    readonly id: string;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "template.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly name: string;
    readonly kind: TemplateKind;
    readonly description?: string | undefined;
    readonly variables?: readonly TemplateVariableInput[] | undefined;
    readonly content: TemplateContentInput;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "rule.create";
  readonly data: {
    /** an id of your own for the new entity (UUID) */
    readonly id?: string | undefined;
    readonly name: string;
    readonly enabled?: boolean | undefined;
    readonly when: string | {
      readonly event: string;
    } | {
      readonly schedule: ScheduleSpec;
    } | {
      readonly webhook: string;
      readonly verify?: WebhookVerification | undefined;
      readonly hmac?: WebhookHmac | undefined;
      /** JSON Schema; a body that does not meet it fails the run */
      readonly body?: {
        readonly [key: string]: unknown;
      } | undefined;
    } | {
      readonly manual: {
        /** JSON Schema of what is asked of whoever starts it */
        readonly input?: {
          readonly [key: string]: unknown;
        } | undefined;
      };
    } | {
      /** the name of a playbook, or the id of a rule */
      readonly run: string;
      readonly on: RunEnding;
    };
    readonly if?: string | null | undefined;
    readonly then: readonly RuleAction[];
    readonly flow?: Flow | null | undefined;
    readonly scopes?: readonly Permission[] | null | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
} | {
  readonly key: string;
  readonly command: "rule.update";
  readonly data: {
    readonly id: string;
    readonly name?: string | undefined;
    readonly enabled?: boolean | undefined;
    readonly when?: string | {
      readonly event: string;
    } | {
      readonly schedule: ScheduleSpec;
    } | {
      readonly webhook: string;
      readonly verify?: WebhookVerification | undefined;
      readonly hmac?: WebhookHmac | undefined;
      /** JSON Schema; a body that does not meet it fails the run */
      readonly body?: {
        readonly [key: string]: unknown;
      } | undefined;
    } | {
      readonly manual: {
        /** JSON Schema of what is asked of whoever starts it */
        readonly input?: {
          readonly [key: string]: unknown;
        } | undefined;
      };
    } | {
      /** the name of a playbook, or the id of a rule */
      readonly run: string;
      readonly on: RunEnding;
    } | undefined;
    readonly if?: string | null | undefined;
    readonly then?: readonly RuleAction[] | undefined;
    readonly flow?: Flow | null | undefined;
    readonly scopes?: readonly Permission[] | null | undefined;
  };
  /** how sure its author is: 1 is certain */
  readonly confidence?: number | null | undefined;
  /** Markdown */
  readonly rationale?: string | null | undefined;
  /** keys of operations without which it is not to be done; those that make what it names are added */
  readonly dependsOn?: readonly string[] | undefined;
};
/** NotificationChannels. */
export interface NotificationChannels {
  /** false: it is there, but read already */
  readonly inbox: boolean;
  /** at once, in a digest, or not at all */
  readonly email: EmailMode;
  /** a direct message in Slack, where a workspace of it is connected; left out it stays as it is, and is off at first */
  readonly slack?: boolean | undefined;
}
/** CallerTool. */
export interface CallerTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of what it takes: an object */
  readonly parameters: {
    readonly [key: string]: unknown;
  };
}
/** How a cycle’s scope and work came along. */
export interface CycleProgress {
  readonly cycleId: string;
  /** the workspace’s, in which days begin and end */
  readonly timeZone: string;
  readonly scope: WorkTotals;
  readonly started: WorkTotals;
  readonly completed: WorkTotals;
  /** the scope when it was started; null before that */
  readonly committed: WorkTotals | null;
  /** what came into the scope since */
  readonly added: WorkTotals | null;
  /** what left the scope since */
  readonly removed: WorkTotals | null;
  /** as of the end of each day since it was started, until it was completed or now */
  readonly days: readonly {
    readonly date: CalendarDate;
    readonly scope: WorkTotals;
    readonly started: WorkTotals;
    readonly completed: WorkTotals;
  }[];
}
/** How far a milestone’s tasks have come. */
export interface MilestoneProgress {
  readonly milestoneId: string;
  readonly scope: WorkTotals;
  readonly started: WorkTotals;
  readonly completed: WorkTotals;
}
/** How a project is doing, computed from the log. */
export interface ProjectHealthReport {
  readonly project: {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly targetDate: CalendarDate | null;
  };
  readonly asOf: Timestamp;
  readonly timeZone: string;
  readonly from: Timestamp;
  readonly status: "on_track" | "at_risk" | "off_track" | "unknown";
  readonly rule: string;
  readonly risks: readonly {
    readonly code: "target_missed" | "forecast_late" | "overdue" | "blocked_by_overdue" | "long_chain" | "ageing" | "scope_growth" | "slowing" | "over_estimates" | "stale" | "unassigned";
    readonly severity: "high" | "medium" | "low";
    readonly summary: string;
    readonly threshold: string;
    readonly figures: readonly string[];
    readonly tasks: readonly TaskRef[];
  }[];
  readonly forecast: {
    readonly p50: CalendarDate | null;
    readonly p85: CalendarDate | null;
    readonly p95: CalendarDate | null;
    readonly method: string;
    readonly source: string;
    readonly note: string | null;
  };
  readonly figures: readonly {
    readonly name: string;
    /** null: it cannot be said; `note` says why */
    readonly value: number | null;
    readonly unit: "tasks" | "points" | "minutes" | "days" | "ratio" | "cycles";
    readonly formula: string;
    readonly source: string;
    readonly note: string | null;
  }[];
  readonly burnup: readonly {
    readonly date: CalendarDate;
    readonly scope: WorkTotals;
    readonly completed: WorkTotals;
  }[];
  readonly weeks: readonly {
    readonly monday: CalendarDate;
    readonly completed: WorkTotals;
  }[];
  readonly cycle: CycleProgress | null;
  readonly cycles: readonly {
    readonly id: string;
    readonly name: string;
    readonly completedAt: Timestamp;
    readonly scope: WorkTotals;
    readonly completed: WorkTotals;
  }[];
  readonly ageing: readonly {
    readonly task: TaskRef;
    readonly days: number;
  }[];
  readonly blocked: readonly {
    readonly task: TaskRef;
    readonly waitsFor: readonly TaskRef[];
  }[];
  readonly chain: readonly TaskRef[];
  readonly overdue: readonly TaskRef[];
  readonly dueSoon: readonly TaskRef[];
  readonly unassigned: readonly TaskRef[];
  readonly stale: readonly TaskRef[];
  readonly members: readonly {
    readonly memberId: string | null;
    readonly open: WorkTotals;
    readonly started: WorkTotals;
  }[];
}
/** TaskRef. */
export interface TaskRef {
  readonly id: string;
  readonly identifier: string;
  readonly title: string;
  readonly eventId: string;
}
/** What the findings of a project’s health call for. */
export interface HealthActions {
  readonly asOf: Timestamp;
  readonly items: readonly HealthAction[];
  /** what people hardly ever accept: it is not proposed */
  readonly leftOut: readonly HealthAction[];
}
/** HealthAction. */
export interface HealthAction {
  readonly rule: "relieve_member" | "assign" | "urge_blocker" | "move_milestone" | "move_target" | "ask_stale";
  /** its name within the patch: the same finding has the same key */
  readonly key: string;
  readonly command: "task.update" | "comment.create" | "milestone.update" | "project.update";
  /** what the command takes */
  readonly data: {
    readonly [key: string]: unknown;
  };
  /** Markdown */
  readonly rationale: string;
  readonly evidence: readonly PatchEvidence[];
  /** how likely it is to be accepted, by what people decided so far */
  readonly confidence: number;
}
/** PatchDiff. */
export interface PatchDiff {
  readonly id: string;
  readonly title: string;
  readonly status: PatchStatus;
  readonly operations: readonly PatchOperationDiff[];
}
/** PatchOperationDiff. */
export interface PatchOperationDiff {
  /** its name within the patch */
  readonly key: string;
  readonly command: PatchCommand;
  /** in words, made by the server */
  readonly summary: string;
  /** what it changes, or to what it adds; null: to the workspace */
  readonly target: {
    readonly kind: string;
    readonly id: string;
  } | null;
  readonly status: PatchOperationStatus;
  readonly confidence: number | null;
  /** Markdown */
  readonly rationale: string | null;
  /** why it was decided so, or why it is stale */
  readonly reason: string | null;
  /** those that it changes */
  readonly fields: readonly PatchFieldDiff[];
  /** why it would not be applied now; null: it would, or is done already */
  readonly stale: string | null;
}
/** PatchFieldDiff. */
export interface PatchFieldDiff {
  /** a tag as `tags.<name>`, a custom field as `customFields.<key>` */
  readonly field: string;
  /** as it was when the operation was proposed; null: there was nothing */
  readonly before: unknown;
  readonly now: unknown;
  /** as it would be, or became; left out where only applying it tells */
  readonly after?: unknown | undefined;
}
/** A plan with its numbers, and the patch that would make it so. */
export interface ProposedPlan {
  /** null: it was a dry run, or there is nothing to do */
  readonly patchId: string | null;
  readonly title: string;
  /** Markdown */
  readonly rationale: string;
  /** what is missing and decides how the plan would look */
  readonly questions: readonly string[];
  /** what is proposed, or would be */
  readonly operations: readonly {
    /** its name within the patch */
    readonly key: string;
    readonly command: PatchCommand;
    /** what the command takes; the id of what it makes is always there */
    readonly data: {
      readonly [key: string]: unknown;
    };
    readonly confidence: number | null;
    /** Markdown */
    readonly rationale: string | null;
  }[];
  readonly schedule: PlanSchedule;
  /** what the patch would change */
  readonly diff: PatchDiff | null;
}
/** When work would be done, by whom, and of what each number is made. */
export interface PlanSchedule {
  /** of all estimates */
  readonly unit: "minutes" | "points";
  /** what one person does on a working day, in the unit */
  readonly perDay: number;
  /** where that number comes from */
  readonly perDayBasis: string;
  readonly startDate: CalendarDate | null;
  readonly endDate: CalendarDate | null;
  /** how long it would take if nobody waited for a person, in working days */
  readonly criticalDays: number;
  /** keys of the tasks that delay the end when they take longer */
  readonly criticalPath: readonly string[];
  readonly tasks: readonly {
    /** in the plan; of a task that is there, its identifier */
    readonly key: string;
    readonly title: string;
    readonly estimate: number;
    readonly estimateBasis: string;
    /** of how many done tasks the estimate is the median */
    readonly precedents: number;
    readonly assigneeId: string | null;
    readonly assigneeBasis: string;
    readonly startDate: CalendarDate | null;
    /** when it would be done */
    readonly endDate: CalendarDate | null;
    /** the day that somebody has set, else `endDate` */
    readonly dueDate: CalendarDate | null;
    readonly critical: boolean;
  }[];
  readonly milestones: readonly {
    /** in the plan; of a milestone that is there, its id */
    readonly key: string;
    readonly name: string;
    /** its target day */
    readonly date: CalendarDate | null;
    /** the day on which the last task that leads to it is done */
    readonly lastTask: CalendarDate | null;
  }[];
  readonly loads: readonly {
    readonly memberId: string;
    readonly name: string;
    /** other open work that comes first, in working days */
    readonly busyDays: number;
    /** work of this plan, in working days */
    readonly plannedDays: number;
  }[];
  readonly unplaced: readonly {
    readonly key: string;
    readonly title: string;
    readonly reason: string;
  }[];
}
/** How much time was worked, by task, member, project or day. */
export interface TimeSummary {
  readonly groupBy: TimeGrouping;
  /** the workspace’s, in which days begin and end */
  readonly timeZone: string;
  /** of all groups, also of those beyond the first 1,000 */
  readonly total: {
    readonly entries: number;
    readonly minutes: number;
    readonly billableMinutes: number;
  };
  /** `key`: an id, or a day. Days in order, all else with most minutes first; at most 1,000 */
  readonly items: readonly {
    readonly key: string;
    readonly entries: number;
    readonly minutes: number;
    readonly billableMinutes: number;
  }[];
}
/** What models were asked, and what it took. */
export interface ModelUsage {
  readonly groupBy: ModelUsageGrouping;
  /** the workspace’s, in which days begin and end */
  readonly timeZone: string;
  /** of all groups, also of those beyond the first 1,000 */
  readonly total: {
    readonly calls: number;
    /** of these, answered again without a model */
    readonly cached: number;
    /** of the cached, with an answer for which another call was waiting at that moment */
    readonly coalesced: number;
    /** of these, without an answer */
    readonly failed: number;
    /** cached / calls; null: there were none */
    readonly hitRate: number | null;
    readonly inputTokens: number;
    /** part of inputTokens, which the provider had in its own cache */
    readonly cachedInputTokens: number;
    readonly outputTokens: number;
    /** of the calls whose price is known */
    readonly costUsd: number;
    /** calls whose price is not known */
    readonly unpriced: number;
    /** tries whose process ended first: they may have cost something */
    readonly lost: number;
    /** what cached answers had cost */
    readonly savedUsd: number;
    /** what cached answers had taken */
    readonly savedMs: number;
    /** of answers by models, in the mean; null: there were none */
    readonly latencyMs: number | null;
  };
  /** `key`: a day, an agent, a model, the id of a project, or a type of task; null: of none. Days in order, all else with the highest cost first; at most 1,000 */
  readonly items: readonly {
    readonly key: string | null;
    readonly calls: number;
    /** of these, answered again without a model */
    readonly cached: number;
    /** of the cached, with an answer for which another call was waiting at that moment */
    readonly coalesced: number;
    /** of these, without an answer */
    readonly failed: number;
    /** cached / calls; null: there were none */
    readonly hitRate: number | null;
    readonly inputTokens: number;
    /** part of inputTokens, which the provider had in its own cache */
    readonly cachedInputTokens: number;
    readonly outputTokens: number;
    /** of the calls whose price is known */
    readonly costUsd: number;
    /** calls whose price is not known */
    readonly unpriced: number;
    /** tries whose process ended first: they may have cost something */
    readonly lost: number;
    /** what cached answers had cost */
    readonly savedUsd: number;
    /** what cached answers had taken */
    readonly savedMs: number;
    /** of answers by models, in the mean; null: there were none */
    readonly latencyMs: number | null;
  }[];
}
/** AutomationSuggestions. */
export interface AutomationSuggestions {
  /** the surest first */
  readonly items: readonly AutomationSuggestion[];
  /** which of them were dismissed, if these were asked for */
  readonly dismissed: readonly string[];
  readonly analyzed: {
    readonly since: Timestamp;
    readonly until: Timestamp;
    /** how many were looked at: those of tasks and what they hang on */
    readonly events: number;
    /** false: the log is longer than one search goes through in its time */
    readonly complete: boolean;
  };
}
/** AutomationSuggestion. */
export interface AutomationSuggestion {
  /** follows from what is suggested: the same one is known again */
  readonly id: string;
  readonly kind: SuggestionKind;
  /** null: it is about several projects */
  readonly projectId: string | null;
  readonly title: string;
  readonly why: string;
  /** see docs/suggestions.md for the formula of each kind */
  readonly confidence: number;
  readonly backtest: SuggestionBacktest;
  readonly evidence: SuggestionEvidence;
  /** what accepting it does */
  readonly commands: readonly ({
    readonly type: "series.create" | "rule.create" | "template.create";
    readonly data: {
      readonly [key: string]: unknown;
    };
  })[];
}
/** SuggestionBacktest. */
export interface SuggestionBacktest {
  /** how often it would have acted: runs of a rule, tasks of a series or template */
  readonly would: number;
  /** of these, how often people did the same */
  readonly asByHand: number;
  /** of these, how often nothing was left to do */
  readonly alreadySo: number;
  /** of these, how often people did not */
  readonly otherwise: number;
  /** what people did of the kind that it would not have done */
  readonly missed: number;
}
/** SuggestionEvidence. */
export interface SuggestionEvidence {
  /** how often people did it */
  readonly count: number;
  readonly firstAt: Timestamp;
  readonly lastAt: Timestamp;
  /** the latest, at most 20 */
  readonly items: readonly {
    readonly at: Timestamp;
    readonly taskId: string;
    readonly title: string;
    readonly eventIds: readonly string[];
  }[];
}
/** AcceptedSuggestion. */
export interface AcceptedSuggestion {
  readonly made: readonly {
    readonly kind: "series" | "rule" | "template";
    readonly id: string;
    /** where the API reads and changes it */
    readonly path: string;
  }[];
}
/** ListedAgent. */
export interface ListedAgent {
  readonly id: string;
  readonly name: string;
  /** what it is for, in a sentence; other agents are told it */
  readonly description: string;
  /** Markdown */
  readonly instructions: string;
  /** what it may look at and do, at most: tools of the platform, actions of connected services, tools of connected MCP servers */
  readonly tools: readonly string[];
  /** commands that it may propose as a patch; it never writes by itself */
  readonly proposes: readonly PatchCommand[];
  /** tools of which each call waits for a person’s approval; actions of connected services always do unless listed in `trusted`, tools of MCP servers unless trusted at their connection */
  readonly approve: readonly string[];
  /** actions of connected services that need no approval */
  readonly trusted: readonly string[];
  /** agents to which it may hand the conversation over */
  readonly handoffs: readonly string[];
  /** agents that it may ask as tools */
  readonly consults: readonly string[];
  /** JSON Schema of its answer; null: text */
  readonly output: {
    readonly [key: string]: unknown;
  } | null;
  /** the model route it asks, e.g. `planner` */
  readonly taskType: string;
  /** null: estimated for each call */
  readonly complexity: "low" | "medium" | "high" | null;
  /** model calls of one run, those of the agents that it consults included, at most */
  readonly maxTurns: number;
  /** what a run may cost, at most, with all agents that take part; that of the agent that was asked counts */
  readonly budgetUsd: number | null;
  readonly enabled: boolean;
  readonly version: number;
  readonly createdAt: Timestamp | null;
  readonly updatedAt: Timestamp | null;
  /** it is there in every workspace, and cannot be changed */
  readonly builtIn: boolean;
}
/** One conversation of an agent, from what it was asked to its answer. */
export interface AgentRun {
  readonly id: string;
  readonly agent: string;
  /** null: the definition came with the run */
  readonly agentVersion: number | null;
  readonly agents: readonly AgentDefinition[];
  readonly callerTools: readonly CallerTool[];
  readonly prompt: string;
  readonly projectId: string | null;
  readonly taskId: string | null;
  readonly status: AgentRunStatus;
  readonly waits: readonly AgentRunWait[];
  /** text, or what fits the agent’s `output`; null: it has not ended well */
  readonly output: unknown;
  readonly error: RunError | null;
  readonly usage: {
    /** of models */
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** a decimal number in US dollars; null: a price is not known */
    readonly costUsd: string | null;
  };
  /** patches that it proposed */
  readonly patchIds: readonly string[];
  readonly source: {
    readonly kind: "request";
  } | {
    readonly kind: "comment";
    readonly commentId: string;
    readonly taskId: string;
  } | {
    readonly kind: "run";
    readonly runId: string;
  };
  readonly startedBy: Actor;
  readonly cancelRequestedAt: Timestamp | null;
  readonly startedAt: Timestamp | null;
  readonly endedAt: Timestamp | null;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** AgentDefinition. */
export interface AgentDefinition {
  readonly name: string;
  /** what it is for, in a sentence; other agents are told it */
  readonly description: string;
  /** Markdown */
  readonly instructions: string;
  /** what it may look at and do, at most: tools of the platform, actions of connected services, tools of connected MCP servers */
  readonly tools: readonly string[];
  /** commands that it may propose as a patch; it never writes by itself */
  readonly proposes: readonly PatchCommand[];
  /** tools of which each call waits for a person’s approval; actions of connected services always do unless listed in `trusted`, tools of MCP servers unless trusted at their connection */
  readonly approve: readonly string[];
  /** actions of connected services that need no approval */
  readonly trusted: readonly string[];
  /** agents to which it may hand the conversation over */
  readonly handoffs: readonly string[];
  /** agents that it may ask as tools */
  readonly consults: readonly string[];
  /** JSON Schema of its answer; null: text */
  readonly output: {
    readonly [key: string]: unknown;
  } | null;
  /** the model route it asks, e.g. `planner` */
  readonly taskType: string;
  /** null: estimated for each call */
  readonly complexity: "low" | "medium" | "high" | null;
  /** model calls of one run, those of the agents that it consults included, at most */
  readonly maxTurns: number;
  /** what a run may cost, at most, with all agents that take part; that of the agent that was asked counts */
  readonly budgetUsd: number | null;
}
/** One thing that a run did: a model’s answer, a tool’s call, the asking for an approval. */
export interface AgentStep {
  /** its place in the run */
  readonly n: number;
  readonly kind: "model" | "tool" | "approval";
  readonly agent: string;
  /** the tool; of a model’s answer the model that gave it */
  readonly name: string;
  readonly status: "running" | "completed" | "failed";
  readonly input: unknown;
  readonly output: unknown;
  readonly error: RunError | null;
  readonly attempts: number;
  readonly startedAt: Timestamp;
  readonly endedAt: Timestamp | null;
}
/** What people accept of what is proposed to them. */
export interface AcceptanceSummary {
  /** days after which a decision weighs half */
  readonly halfLifeDays: number;
  readonly decisions: number;
  /** as they were proposed */
  readonly accepted: number;
  /** with changes */
  readonly edited: number;
  readonly rejected: number;
  /** accepted, and taken back later */
  readonly undone: number;
  /** what is expected of the next, with changes or without; decisions weigh less with age */
  readonly acceptance: number;
  /** what policies accepted; nothing is learnt of that, for it is nobody’s taste */
  readonly policies: {
    readonly accepted: number;
    readonly undone: number;
  };
  /** those with the most decisions first, 200 at most */
  readonly items: readonly {
    readonly command: string;
    readonly projectId: string | null;
    /** that are changed; none of what is made */
    readonly fields: readonly string[];
    readonly memberId: string;
    readonly decisions: number;
    /** as they were proposed */
    readonly accepted: number;
    /** with changes */
    readonly edited: number;
    readonly rejected: number;
    /** accepted, and taken back later */
    readonly undone: number;
    /** what is expected of the next, with changes or without; decisions weigh less with age */
    readonly acceptance: number;
    /** the standard deviation of what is expected */
    readonly deviation: number;
    /** such operations are better not proposed */
    readonly leaveOut: boolean;
  }[];
  readonly agents: readonly ({
    /** null: no agent proposed it */
    readonly agent: string | null;
    readonly decisions: number;
    /** as they were proposed */
    readonly accepted: number;
    /** with changes */
    readonly edited: number;
    readonly rejected: number;
    /** accepted, and taken back later */
    readonly undone: number;
    /** what is expected of the next, with changes or without; decisions weigh less with age */
    readonly acceptance: number;
    /** what was accepted of operations of which the agent was that sure; `support` is weighed by age */
    readonly calibration: readonly {
      readonly from: number;
      readonly to: number;
      readonly accepted: number;
      readonly support: number;
    }[];
  })[];
}
/** What past decisions say of one operation. */
export interface ExpectedOperation {
  readonly key: string;
  /** how likely it is to be accepted, with changes or without */
  readonly acceptance: number;
  /** the standard deviation of what its context says */
  readonly deviation: number;
  /** decisions in that context, weighed by their age */
  readonly support: number;
  /** the narrowest context in which something was decided: `all`, the same `command`, in this `project`, of the same `fields`, by this `member` */
  readonly level: "all" | "command" | "project" | "fields" | "member";
  /** what its author says */
  readonly confidence: number | null;
  /** what of such confidence this agent’s operations were accepted */
  readonly calibrated: number | null;
  /** so seldom accepted that it is better not proposed: below 0.2, and from then on until it is above 0.35 */
  readonly leaveOut: boolean;
  /** what preferences would change of its data */
  readonly changes: readonly {
    readonly field: string;
    readonly from: unknown;
    readonly to: unknown;
    readonly preferenceId: string;
  }[];
  /** all that count for it, the most fitting first */
  readonly preferenceIds: readonly string[];
  /** the preference which says that such operations are rejected */
  readonly avoidedBy: string | null;
}
/** Whether what was learnt of past decisions forecasts later ones. */
export interface LearningEvaluation {
  /** of people, in all */
  readonly decisions: number;
  /** the last part of them, each forecast from those before it */
  readonly forecasts: number;
  /** how many forecasts it takes to say something */
  readonly needed: number;
  /** against the base rate; different: by more than two standard errors of the Brier score */
  readonly verdict: "too_little" | "better" | "no_difference" | "worse";
  /** null: too little */
  readonly scores: {
    readonly learned: {
      /** mean squared error of the probabilities; less is better */
      readonly brier: number;
      /** mean surprise in nats; less is better */
      readonly logLoss: number;
    };
    /** always what was accepted of all so far */
    readonly baseRate: {
      /** mean squared error of the probabilities; less is better */
      readonly brier: number;
      /** mean surprise in nats; less is better */
      readonly logLoss: number;
    };
    /** what authors said, the base rate where they said nothing */
    readonly statedConfidence: {
      /** mean squared error of the probabilities; less is better */
      readonly brier: number;
      /** mean surprise in nats; less is better */
      readonly logLoss: number;
    };
    /** learnt of the same decisions with their outcomes shuffled: no gain is to be seen */
    readonly shuffled: {
      /** mean squared error of the probabilities; less is better */
      readonly brier: number;
      /** mean surprise in nats; less is better */
      readonly logLoss: number;
    };
    readonly shuffledBaseRate: {
      /** mean squared error of the probabilities; less is better */
      readonly brier: number;
      /** mean surprise in nats; less is better */
      readonly logLoss: number;
    };
  } | null;
  /** by how much the Brier score is less than that of the base rate */
  readonly gain: {
    readonly brier: number;
    readonly standardError: number;
  } | null;
}
/** A decision as an example to train a model of one’s own with. */
export type LearningExample = {
  readonly type: "chat";
  /** all of one project in one of them */
  readonly split: "train" | "test";
  readonly messages: readonly {
    readonly role: "system" | "user" | "assistant";
    readonly content: string;
  }[];
} | {
  readonly type: "preference";
  /** all of one project in one of them */
  readonly split: "train" | "test";
  readonly prompt: readonly {
    readonly role: "system" | "user" | "assistant";
    readonly content: string;
  }[];
  /** `null` where it was better to propose nothing */
  readonly chosen: string;
  readonly rejected: string;
};
/** Delivery. */
export interface Delivery {
  readonly id: string;
  /** an event, a test of an endpoint, or what an automation sends */
  readonly kind: DeliveryKind;
  /** null: it goes to an address of its own */
  readonly endpointId: string | null;
  readonly eventSeq: number | null;
  readonly eventType: string | null;
  readonly method: DeliveryMethod;
  readonly url: string;
  /** `failed` is tried again at `nextAt`; `dead` is not */
  readonly status: DeliveryStatus;
  readonly attempts: number;
  /** when it is tried next */
  readonly nextAt: Timestamp | null;
  /** HTTP status of the last answer; null: there was none */
  readonly lastStatus: number | null;
  readonly lastLatencyMs: number | null;
  /** in words */
  readonly lastError: string | null;
  readonly deliveredAt: Timestamp | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** Digest. */
export interface Digest {
  /** changes are told from here */
  readonly from: Timestamp;
  readonly until: Timestamp;
  readonly timeZone: string;
  /** the day of `until` there */
  readonly today: CalendarDate;
  readonly waiting: {
    /** that you can answer */
    readonly approvals: {
      readonly items: readonly {
        readonly id: string;
        readonly title: string;
        readonly project: string | null;
        readonly expiresAt: Timestamp | null;
      }[];
      /** with those left out */
      readonly total: number;
    };
    /** that you have not read */
    readonly mentions: {
      readonly items: readonly {
        readonly id: string;
        readonly title: string;
        readonly body: string;
      }[];
      /** with those left out */
      readonly total: number;
    };
    /** of your connections, for which somebody has to decide */
    readonly conflicts: readonly {
      readonly connectionId: string;
      readonly connection: string;
      readonly total: number;
    }[];
    /** of yours that need you */
    readonly connections: readonly {
      readonly id: string;
      readonly name: string;
      readonly action: string;
    }[];
  };
  readonly due: {
    readonly overdue: readonly {
      readonly id: string;
      readonly identifier: string;
      readonly title: string;
      readonly project: string;
      readonly priority: Priority;
      readonly dueDate: CalendarDate;
    }[];
    readonly today: readonly {
      readonly id: string;
      readonly identifier: string;
      readonly title: string;
      readonly project: string;
      readonly priority: Priority;
      readonly dueDate: CalendarDate;
    }[];
    /** in the seven days after today */
    readonly week: readonly {
      readonly id: string;
      readonly identifier: string;
      readonly title: string;
      readonly project: string;
      readonly priority: Priority;
      readonly dueDate: CalendarDate;
    }[];
    /** with those left out */
    readonly total: number;
  };
  /** in projects that you lead, have a role in, or have open tasks in */
  readonly changed: readonly {
    readonly projectId: string;
    readonly project: string;
    readonly completed: number;
    readonly created: number;
    /** tasks whose due date is another */
    readonly moved: number;
    readonly canceled: number;
    /** the most important of each */
    readonly lines: readonly {
      readonly kind: "completed" | "created" | "moved" | "canceled";
      readonly taskId: string;
      readonly identifier: string;
      readonly title: string;
      /** of `moved`: the due date before */
      readonly from: CalendarDate | null;
      readonly to: CalendarDate | null;
    }[];
  }[];
  /** of these: dates that moved or are at risk, scopes that changed. Nothing is guessed */
  readonly outlook: readonly ({
    readonly kind: "project" | "milestone" | "cycle";
    readonly id: string;
    readonly name: string;
    readonly project: string;
    readonly targetDate: CalendarDate | null;
    /** tasks that are not done */
    readonly open: number;
    readonly total: number;
    /** its date is near or past, and there is work left */
    readonly atRisk: boolean;
    /** its date was another */
    readonly moved: {
      readonly from: CalendarDate | null;
      readonly to: CalendarDate | null;
    } | null;
    /** what people say of it was another */
    readonly health: {
      readonly from: string | null;
      readonly to: string | null;
    } | null;
    /** of a project: the day by which all that is open is done with a likelihood of 85 %, when it is a week or more away from what it was */
    readonly forecast: {
      readonly from: CalendarDate | null;
      readonly to: CalendarDate | null;
    } | null;
    /** of a cycle under way: tasks that came into its scope */
    readonly added: number;
    readonly removed: number;
  })[];
}
/** Email. */
export interface Email {
  /** its Message-ID begins with it */
  readonly id: string;
  readonly memberId: string;
  readonly digest: boolean;
  /** `pending` is sent at `nextAt`; `failed` was given up; `dropped` was not wanted any more */
  readonly status: EmailStatus;
  readonly attempts: number;
  /** when it is tried next */
  readonly nextAt: Timestamp | null;
  /** in words */
  readonly lastError: string | null;
  /** an attempt ended without an answer of the mail server: it may have come twice */
  readonly unsure: boolean;
  readonly sentAt: Timestamp | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** Notification. */
export interface Notification {
  readonly id: string;
  /** whose inbox it is in */
  readonly memberId: string;
  readonly kind: NotificationKind;
  readonly title: string;
  /** Markdown */
  readonly body: string;
  /** what it is about */
  readonly about: {
    readonly type: string;
    readonly id: string;
  } | null;
  /** an address to go on from */
  readonly link: string | null;
  readonly projectId: string | null;
  /** the member who did it, or for whom it was done */
  readonly actorId: string | null;
  /** the event that it tells of */
  readonly eventSeq: number | null;
  readonly readAt: Timestamp | null;
  readonly createdAt: Timestamp;
}
/** NotificationPreferences. */
export interface NotificationPreferences {
  /** of the member */
  readonly id: string;
  readonly kinds: {
    readonly [key: string]: NotificationChannels;
  };
  /** null: the workspace’s */
  readonly timeZone: string | null;
  readonly digestHour: number;
  /** of the weekly digest; 1 is Monday */
  readonly digestWeekday: number;
  readonly version: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
/** Change the workspace’s name, time zone, working days or what its automations may do in a minute. */
export interface WorkspaceUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly calendar?: WorkingCalendar | undefined;
  readonly maxRunsPerMinute?: number | undefined;
}
/** Add a member to the workspace. */
export interface MemberAddInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}
/** Change a member’s name or role. */
export interface MemberUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
}
/** Take a member out of the workspace; their keys and automations stop working. */
export interface MemberRemoveInput {
  readonly id: string;
}
/** Create a project. */
export interface ProjectCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly key: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly status?: ProjectStatus | undefined;
  readonly health?: ProjectHealth | null | undefined;
  readonly leadId?: string | null | undefined;
  readonly startDate?: CalendarDate | null | undefined;
  readonly targetDate?: CalendarDate | null | undefined;
}
/** Change a project. */
export interface ProjectUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly status?: ProjectStatus | undefined;
  readonly health?: ProjectHealth | null | undefined;
  readonly leadId?: string | null | undefined;
  readonly startDate?: CalendarDate | null | undefined;
  readonly targetDate?: CalendarDate | null | undefined;
}
/** Put a project away; it keeps everything. */
export interface ProjectArchiveInput {
  readonly id: string;
}
/** Bring an archived project back. */
export interface ProjectUnarchiveInput {
  readonly id: string;
}
/** Delete a project that has no tasks, with its cycles, milestones and mappings. */
export interface ProjectDeleteInput {
  readonly id: string;
}
/** Give a member a role in a project, in place of their workspace role. */
export interface ProjectMemberSetInput {
  readonly projectId: string;
  readonly memberId: string;
  readonly role: Role;
}
/** Take a role in a project back; the workspace role counts again. */
export interface ProjectMemberRemoveInput {
  readonly projectId: string;
  readonly memberId: string;
}
/** Create a task. */
export interface TaskCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly projectId: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly type?: TaskType | undefined;
  /** puts it into the first state of that category; give stateId for a certain one */
  readonly status?: StatusCategory | undefined;
  readonly stateId?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly cycleId?: string | null | undefined;
  readonly milestoneId?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly estimatedMinutes?: number | null | undefined;
  readonly actualMinutes?: number | null | undefined;
  readonly estimatePoints?: number | null | undefined;
  readonly startDate?: CalendarDate | null | undefined;
  readonly dueDate?: CalendarDate | null | undefined;
  readonly rank?: string | undefined;
  /** by the field’s key; null removes the value, keys that are left out stay */
  readonly customFields?: {
    readonly [key: string]: string | number | boolean | readonly string[] | {
      readonly amount: string;
      readonly currency: string;
    } | null;
  } | undefined;
}
/** Change a task: its fields, state, assignee, tags or place. */
export interface TaskUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly type?: TaskType | undefined;
  /** puts it into the first state of that category; give stateId for a certain one */
  readonly status?: StatusCategory | undefined;
  readonly stateId?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly cycleId?: string | null | undefined;
  readonly milestoneId?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly estimatedMinutes?: number | null | undefined;
  readonly actualMinutes?: number | null | undefined;
  readonly estimatePoints?: number | null | undefined;
  readonly startDate?: CalendarDate | null | undefined;
  readonly dueDate?: CalendarDate | null | undefined;
  readonly rank?: string | undefined;
  /** by the field’s key; null removes the value, keys that are left out stay */
  readonly customFields?: {
    readonly [key: string]: string | number | boolean | readonly string[] | {
      readonly amount: string;
      readonly currency: string;
    } | null;
  } | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
}
/** Put a task away; it keeps everything. */
export interface TaskArchiveInput {
  readonly id: string;
}
/** Bring an archived task back. */
export interface TaskUnarchiveInput {
  readonly id: string;
}
/** Delete a task and its relations; its children stay, without a parent. The event log keeps its last state. */
export interface TaskDeleteInput {
  readonly id: string;
}
/** Relate two tasks; a cycle of blocks and precedes is refused. */
export interface TaskRelationCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly type: TaskRelationType;
  readonly fromTaskId: string;
  readonly toTaskId: string;
  readonly lagMinutes?: number | undefined;
}
/** Remove a relation between two tasks. */
export interface TaskRelationDeleteInput {
  readonly id: string;
}
/** Add an address to a task; one of a pull request that a connection sees becomes that. */
export interface TaskLinkAddInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly taskId: string;
  /** an address that begins with http:// or https:// */
  readonly url: string;
  /** by default the address */
  readonly title?: string | undefined;
}
/** Rename a link, or change the pull request that was made from a task: its title, its text, draft or ready. */
export interface TaskLinkUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  /** null, of a pull request: the task’s */
  readonly title?: string | null | undefined;
  /** Markdown; null or left out: the task’s description, also when it changes */
  readonly body?: string | null | undefined;
  readonly draft?: boolean | undefined;
}
/** Take a link off a task; what it leads to stays as it is, and is not recognised for the task again. */
export interface TaskLinkRemoveInput {
  readonly id: string;
}
/** Make a pull request from a task: a branch, a commit of its attached changes, title and text of the task. */
export interface TaskCreatePullRequestInput {
  /** an id of your own for the new link */
  readonly id?: string | undefined;
  readonly taskId: string;
  /** by default that of the mapping */
  readonly connectionId?: string | undefined;
  /** its id, or `owner/name`; by default the one to which the project is mapped */
  readonly repository?: string | undefined;
  /** null or left out: the task’s identifier and title, also when these change */
  readonly title?: string | null | undefined;
  /** Markdown; null or left out: the task’s description, also when it changes */
  readonly body?: string | null | undefined;
  /** of commits; by default the title */
  readonly message?: string | null | undefined;
  /** by default of the task’s identifier and title */
  readonly branch?: string | undefined;
  /** by default the repository’s */
  readonly base?: string | null | undefined;
  readonly draft?: boolean | undefined;
  /** attached to the task first */
  readonly files?: readonly {
    readonly path: string;
    /** the whole file; null: it is deleted */
    readonly content: string | null;
    readonly encoding?: "utf-8" | "base64" | undefined;
    readonly executable?: boolean | undefined;
  }[] | undefined;
}
/** Attach files to a task as somebody has changed them; a pull request that is made from it takes them. */
export interface ChangeSetAttachInput {
  readonly taskId: string;
  readonly files: readonly {
    readonly path: string;
    /** the whole file; null: it is deleted */
    readonly content: string | null;
    readonly encoding?: "utf-8" | "base64" | undefined;
    readonly executable?: boolean | undefined;
  }[];
}
/** Take attached files off a task: some, or all. What is in a pull request already stays there. */
export interface ChangeSetDetachInput {
  readonly taskId: string;
  /** left out: all */
  readonly paths?: readonly string[] | undefined;
}
/** Comment on a task. */
export interface CommentCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly taskId: string;
  readonly body: string;
}
/** Change a comment of your own. */
export interface CommentUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly body: string;
}
/** Delete a comment: your own, or any if you may delete tasks. */
export interface CommentDeleteInput {
  readonly id: string;
}
/** Start a timer of your own on a task; a member has one running timer at most. */
export interface TimeEntryStartInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly taskId: string;
  readonly note?: string | undefined;
  readonly billable?: boolean | undefined;
}
/** Stop a timer; one that has ended stays as it is. */
export interface TimeEntryStopInput {
  readonly id: string;
}
/** Log time that was worked on a task. */
export interface TimeEntryCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly taskId: string;
  /** who worked; default: yourself */
  readonly memberId?: string | undefined;
  readonly startedAt: Timestamp;
  readonly endedAt?: Timestamp | undefined;
  /** in place of `endedAt` */
  readonly minutes?: number | undefined;
  readonly note?: string | undefined;
  readonly billable?: boolean | undefined;
}
/** Change when time was worked, its note, or whether it is billable. */
export interface TimeEntryUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly startedAt?: Timestamp | undefined;
  readonly endedAt?: Timestamp | undefined;
  /** in place of `endedAt` */
  readonly minutes?: number | undefined;
  readonly note?: string | undefined;
  readonly billable?: boolean | undefined;
}
/** Delete a time entry or a running timer. */
export interface TimeEntryDeleteInput {
  readonly id: string;
}
/** Plan a cycle (a sprint) of a project. */
export interface CycleCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly projectId: string;
  /** default: `Cycle` and its number */
  readonly name?: string | undefined;
  readonly goal?: string | undefined;
  readonly startsAt: Timestamp;
  readonly endsAt: Timestamp;
}
/** Change a cycle’s name, goal or dates; the dates of a completed one stay. */
export interface CycleUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  readonly goal?: string | undefined;
  readonly startsAt?: Timestamp | undefined;
  readonly endsAt?: Timestamp | undefined;
}
/** Start a cycle now; a project has one active cycle at most. */
export interface CycleStartInput {
  readonly id: string;
}
/** Complete an active cycle and carry over the tasks that are not done. */
export interface CycleCompleteInput {
  readonly id: string;
  /** where tasks go that are neither completed nor canceled: into the next cycle, or out of any. Their status stays; archived ones stay where they are */
  readonly unfinished?: "next" | "backlog" | undefined;
  /** the cycle for `next`; default: the one that is planned after this */
  readonly nextCycleId?: string | undefined;
}
/** Delete a cycle; its tasks stay, outside of any cycle. */
export interface CycleDeleteInput {
  readonly id: string;
}
/** Add a milestone to a project, after those that are there. */
export interface MilestoneCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly projectId: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly targetDate?: CalendarDate | null | undefined;
  readonly rank?: string | undefined;
}
/** Change a milestone’s name, description, target day or place. */
export interface MilestoneUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly targetDate?: CalendarDate | null | undefined;
  readonly rank?: string | undefined;
}
/** Say that a milestone is reached; its tasks stay as they are. */
export interface MilestoneCompleteInput {
  readonly id: string;
}
/** Say that a milestone is not reached after all. */
export interface MilestoneReopenInput {
  readonly id: string;
}
/** Delete a milestone; its tasks stay, without one. */
export interface MilestoneDeleteInput {
  readonly id: string;
}
/** Create a tag. */
export interface TagCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly name: string;
  readonly color?: string | undefined;
  readonly description?: string | undefined;
}
/** Change a tag’s colour or description; its name is what it is known by and stays. */
export interface TagUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly color?: string | undefined;
  readonly description?: string | undefined;
}
/** Delete a tag that no task carries. */
export interface TagDeleteInput {
  readonly id: string;
}
/** Add a named state to one of the fixed categories. */
export interface StateCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly name: string;
  readonly category: StatusCategory;
  readonly color?: string | undefined;
  readonly position?: number | undefined;
}
/** Change a state’s name, colour or place; its category stays, for tasks’ history keys on it. */
export interface StateUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  readonly color?: string | undefined;
  readonly position?: number | undefined;
}
/** Delete a state in which there is no task. */
export interface StateDeleteInput {
  readonly id: string;
}
/** Add a field of your own to tasks. */
export interface CustomFieldCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly key: string;
  readonly name: string;
  readonly type: CustomFieldType;
  readonly options?: readonly string[] | undefined;
  readonly required?: boolean | undefined;
  readonly projectIds?: readonly string[] | null | undefined;
}
/** Change a custom field; its key and type stay, for values depend on them. */
export interface CustomFieldUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  readonly options?: readonly string[] | undefined;
  readonly required?: boolean | undefined;
  readonly projectIds?: readonly string[] | null | undefined;
}
/** Delete a custom field; values that tasks have of it stay stored but can no longer be set. */
export interface CustomFieldDeleteInput {
  readonly id: string;
}
/** Revoke an API key; it stops working at once. */
export interface ApiKeyRevokeInput {
  readonly id: string;
}
/** Make work come again: on certain days, so long after it was done, or when a date of a task comes. */
export interface SeriesCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly projectId: string;
  readonly name?: string | undefined;
  readonly task?: {
    /** may say `{{variables.date}}` and `{{variables.number}}` */
    readonly title: string;
    readonly description?: string | undefined;
    readonly type?: TaskType | undefined;
    readonly priority?: Priority | undefined;
    readonly assigneeId?: string | null | undefined;
    readonly parentId?: string | null | undefined;
    readonly tags?: readonly string[] | undefined;
    readonly estimatedMinutes?: number | null | undefined;
    readonly estimatePoints?: number | null | undefined;
    readonly customFields?: {
      readonly [key: string]: string | number | boolean | readonly string[] | {
        readonly amount: string;
        readonly currency: string;
      };
    } | undefined;
    /** its start date is so many days after the occurrence, negative before; null: none */
    readonly startDays?: number | null | undefined;
    /** the same for its due date; 0 is the day of the occurrence */
    readonly dueDays?: number | null | undefined;
  } | undefined;
  readonly template?: {
    /** the id or the name of a template of a task or a project */
    readonly template: string;
    readonly variables?: {
      readonly [key: string]: string | number | boolean | null;
    } | undefined;
    readonly roles?: {
      readonly [key: string]: string;
    } | undefined;
  } | undefined;
  readonly recurrence: Recurrence;
  /** by whose clocks; by default the workspace’s */
  readonly timeZone?: string | undefined;
  readonly time?: string | undefined;
  readonly leadDays?: number | undefined;
  /** by default today; 1970-01-01 at the earliest */
  readonly startDate?: CalendarDate | undefined;
  readonly endDate?: CalendarDate | null | undefined;
  readonly count?: number | null | undefined;
  readonly catchUp?: ScheduleCatchUp | undefined;
  readonly scopes?: readonly Permission[] | null | undefined;
}
/** Change a series: all occurrences that are not made yet, or those from a day on; whoever does becomes its owner. */
export interface SeriesUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  /** the occurrence from which on the change counts: the series ends before it, and a new one goes on */
  readonly from?: CalendarDate | undefined;
  readonly name?: string | undefined;
  readonly task?: {
    /** may say `{{variables.date}}` and `{{variables.number}}` */
    readonly title: string;
    readonly description?: string | undefined;
    readonly type?: TaskType | undefined;
    readonly priority?: Priority | undefined;
    readonly assigneeId?: string | null | undefined;
    readonly parentId?: string | null | undefined;
    readonly tags?: readonly string[] | undefined;
    readonly estimatedMinutes?: number | null | undefined;
    readonly estimatePoints?: number | null | undefined;
    readonly customFields?: {
      readonly [key: string]: string | number | boolean | readonly string[] | {
        readonly amount: string;
        readonly currency: string;
      };
    } | undefined;
    /** its start date is so many days after the occurrence, negative before; null: none */
    readonly startDays?: number | null | undefined;
    /** the same for its due date; 0 is the day of the occurrence */
    readonly dueDays?: number | null | undefined;
  } | null | undefined;
  readonly template?: {
    /** the id or the name of a template of a task or a project */
    readonly template: string;
    readonly variables?: {
      readonly [key: string]: string | number | boolean | null;
    } | undefined;
    readonly roles?: {
      readonly [key: string]: string;
    } | undefined;
  } | null | undefined;
  readonly recurrence?: Recurrence | undefined;
  /** by whose clocks; by default the workspace’s */
  readonly timeZone?: string | undefined;
  readonly time?: string | undefined;
  readonly leadDays?: number | undefined;
  readonly endDate?: CalendarDate | null | undefined;
  readonly count?: number | null | undefined;
  readonly catchUp?: ScheduleCatchUp | undefined;
  readonly scopes?: readonly Permission[] | null | undefined;
}
/** Leave out one occurrence of a series. */
export interface SeriesSkipInput {
  readonly id: string;
  /** the day that the recurrence says */
  readonly date: CalendarDate;
}
/** Put one occurrence of a series on another day, between the one before and the one after it. */
export interface SeriesMoveInput {
  readonly id: string;
  /** the day that the recurrence says */
  readonly date: CalendarDate;
  readonly to: CalendarDate;
}
/** Give one occurrence of a series another title, assignee or the like, before its task is made. */
export interface SeriesChangeOccurrenceInput {
  readonly id: string;
  /** the day that the recurrence says */
  readonly date: CalendarDate;
  readonly changes: OccurrenceChanges;
}
/** Make nothing of a series until it is resumed. */
export interface SeriesPauseInput {
  readonly id: string;
}
/** Let a series go on that was paused, or whose tasks could not be made; what fell into a pause is left out. */
export interface SeriesResumeInput {
  readonly id: string;
}
/** End a series, now or after a day; the tasks that it made stay. */
export interface SeriesEndInput {
  readonly id: string;
  /** the last day; by default it ends at once */
  readonly after?: CalendarDate | undefined;
}
/** Create a template of a task, of a project or of a workflow. */
export interface TemplateCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly name: string;
  readonly kind: TemplateKind;
  readonly description?: string | undefined;
  readonly variables?: readonly TemplateVariableInput[] | undefined;
  readonly content: TemplateContentInput;
}
/** Change a template; what was made of it stays as it is. */
export interface TemplateUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly variables?: readonly TemplateVariableInput[] | undefined;
  readonly content?: TemplateContentInput | undefined;
}
/** Delete a template; what was made of it stays. */
export interface TemplateDeleteInput {
  readonly id: string;
}
/** Make a template of a project as it is now: its days become relative to its start, its people roles. */
export interface TemplateCreateFromProjectInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly projectId: string;
  readonly name: string;
  readonly description?: string | undefined;
  /** how assignees are taken over: as roles that are filled each time, as they are, or not at all */
  readonly people?: "roles" | "members" | "none" | undefined;
}
/** Make all that a template describes, in one piece: in a project that is there, or in a new one. */
export interface TemplateApplyInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  /** the template’s id or its name */
  readonly template: string;
  /** values by the variables’ names */
  readonly variables?: {
    readonly [key: string]: string | number | boolean | null;
  } | undefined;
  /** who fills each role: ids of members */
  readonly roles?: {
    readonly [key: string]: string;
  } | undefined;
  /** the day from which dates count; by default today, in the workspace’s time zone */
  readonly start?: CalendarDate | undefined;
  /** the day from which others count back */
  readonly deadline?: CalendarDate | undefined;
  /** a project that is there already */
  readonly projectId?: string | undefined;
  /** a new project, of a template of a project */
  readonly project?: {
    readonly key: string;
    /** by default as the template says */
    readonly name?: string | undefined;
    readonly leadId?: string | null | undefined;
  } | undefined;
  /** a task of which the template’s tasks become parts */
  readonly parentId?: string | undefined;
}
/** Delete what an application of a template made, but for what somebody has worked on since. */
export interface TemplateUndoApplyInput {
  readonly id: string;
}
/** Create a rule: when an event, if a condition, then actions. */
export interface RuleCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly name: string;
  readonly enabled?: boolean | undefined;
  readonly when: string | {
    readonly event: string;
  } | {
    readonly schedule: ScheduleSpec;
  } | {
    readonly webhook: string;
    readonly verify?: WebhookVerification | undefined;
    readonly hmac?: WebhookHmac | undefined;
    /** JSON Schema; a body that does not meet it fails the run */
    readonly body?: {
      readonly [key: string]: unknown;
    } | undefined;
  } | {
    readonly manual: {
      /** JSON Schema of what is asked of whoever starts it */
      readonly input?: {
        readonly [key: string]: unknown;
      } | undefined;
    };
  } | {
    /** the name of a playbook, or the id of a rule */
    readonly run: string;
    readonly on: RunEnding;
  };
  readonly if?: string | null | undefined;
  readonly then: readonly RuleAction[];
  readonly flow?: Flow | null | undefined;
  readonly scopes?: readonly Permission[] | null | undefined;
}
/** Change a rule, or switch it on or off; whoever changes what it does becomes its owner. */
export interface RuleUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly when?: string | {
    readonly event: string;
  } | {
    readonly schedule: ScheduleSpec;
  } | {
    readonly webhook: string;
    readonly verify?: WebhookVerification | undefined;
    readonly hmac?: WebhookHmac | undefined;
    /** JSON Schema; a body that does not meet it fails the run */
    readonly body?: {
      readonly [key: string]: unknown;
    } | undefined;
  } | {
    readonly manual: {
      /** JSON Schema of what is asked of whoever starts it */
      readonly input?: {
        readonly [key: string]: unknown;
      } | undefined;
    };
  } | {
    /** the name of a playbook, or the id of a rule */
    readonly run: string;
    readonly on: RunEnding;
  } | undefined;
  readonly if?: string | null | undefined;
  readonly then?: readonly RuleAction[] | undefined;
  readonly flow?: Flow | null | undefined;
  readonly scopes?: readonly Permission[] | null | undefined;
}
/** Pause a rule: its runs are held until it is resumed; those under way go on. */
export interface RulePauseInput {
  readonly id: string;
}
/** Resume a rule that was paused: the runs that were held start, in the order of their events. */
export interface RuleResumeInput {
  readonly id: string;
}
/** Delete a rule; its past runs stay. */
export interface RuleDeleteInput {
  readonly id: string;
}
/** Start a rule that has a manual trigger. */
export interface RuleRunInput {
  readonly id: string;
  readonly input?: Json | undefined;
}
/** Switch a playbook on or off; runs under way go on. */
export interface PlaybookUpdateInput {
  readonly id: string;
  readonly enabled: boolean;
}
/** Pause a playbook: its runs are held until it is resumed; those under way go on. */
export interface PlaybookPauseInput {
  readonly id: string;
}
/** Resume a playbook that was paused: the runs that were held start, in the order of their events. */
export interface PlaybookResumeInput {
  readonly id: string;
}
/** Uninstall a playbook; runs under way go on, deploying it again brings it back. */
export interface PlaybookRemoveInput {
  readonly id: string;
}
/** Start a playbook that has a manual trigger. */
export interface PlaybookRunInput {
  readonly name: string;
  readonly input?: Json | undefined;
}
/** Send an event of your own; playbooks and rules can start on it or wait for it. */
export interface EventSendInput {
  readonly type: string;
  readonly payload?: Json | undefined;
}
/** Cancel a run that has not ended; what it did stays. */
export interface RunCancelInput {
  readonly id: string;
}
/** Run again what has ended; steps that were completed are not done again. */
export interface RunRetryInput {
  readonly id: string;
  /** this step and those after it are done anew; null: just what was not completed */
  readonly fromStep?: number | null | undefined;
  /** `current`: the version that is in force now; `same`: the one that ran */
  readonly version?: RetryVersion | undefined;
}
/** Ask people for an approval or another answer. */
export interface ApprovalRequestInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly title: string;
  readonly description?: string | undefined;
  /** JSON Schema of an answer: an object of plain fields; default: `approved`, and a `comment` */
  readonly ask?: {
    readonly [key: string]: unknown;
  } | undefined;
  readonly from: {
    /** these members */
    readonly memberIds?: readonly string[] | undefined;
    /** whoever has this role in the workspace, or one above it */
    readonly role?: Role | null | undefined;
    /** whoever has this role in the approval’s project, or one above it */
    readonly projectRole?: Role | null | undefined;
    /** the assignee of the approval’s task */
    readonly assignee?: boolean | undefined;
    /** the lead of the approval’s project */
    readonly lead?: boolean | undefined;
  };
  /** how many have to answer */
  readonly count?: number | undefined;
  /** whether whoever asks, or set off the run that asks, may answer too */
  readonly allowSelf?: boolean | undefined;
  readonly taskId?: string | null | undefined;
  /** default: that of the task */
  readonly projectId?: string | null | undefined;
  readonly link?: string | null | undefined;
  /** it expires so long after it was asked for */
  readonly timeoutMs?: number | undefined;
  /** it expires then; in place of `timeoutMs` */
  readonly expiresAt?: Timestamp | undefined;
  readonly remindEveryMs?: number | undefined;
  readonly remindAt?: readonly Timestamp[] | undefined;
}
/** Answer an approval; only those who are asked may. */
export interface ApprovalAnswerInput {
  readonly id: string;
  /** what the approval’s `ask` describes */
  readonly answer: {
    readonly [key: string]: unknown;
  };
}
/** Take back the request for an approval; a run that waits for it is told. */
export interface ApprovalCancelInput {
  readonly id: string;
}
/** Propose commands instead of executing them; people, or policies of the workspace, decide on each. */
export interface PatchProposeInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  /** default: the project in which all its operations are */
  readonly projectId?: string | undefined;
  readonly title: string;
  /** Markdown */
  readonly rationale?: string | undefined;
  readonly author?: {
    readonly agent?: string | null | undefined;
    readonly agentVersion?: string | null | undefined;
    readonly model?: string | null | undefined;
    readonly promptVersion?: string | null | undefined;
    /** what making it cost, in US dollars */
    readonly costUsd?: string | null | undefined;
  } | null | undefined;
  readonly evidence?: readonly PatchEvidence[] | undefined;
  readonly operations: readonly ProposedOperation[];
  /** after that nothing of it can be decided any more */
  readonly expiresAt?: Timestamp | undefined;
  /** a patch whose place it takes: one of your own, or one that you may review */
  readonly supersedesId?: string | undefined;
}
/** Accept, edit or reject operations of a patch, and with `apply` do at once what is accepted then. */
export interface PatchReviewInput {
  readonly id: string;
  readonly decisions?: readonly ({
    /** of the operation */
    readonly key: string;
    readonly decision: "accept" | "reject";
    /** what the command is to take instead, whole; default: what was proposed. Its id and its target stay */
    readonly data?: {
      readonly [key: string]: unknown;
    } | undefined;
    readonly reason?: string | undefined;
  })[] | undefined;
  /** what becomes of all other operations that nobody has decided about */
  readonly others?: {
    readonly decision: "accept" | "reject";
    readonly reason?: string | undefined;
  } | undefined;
  readonly apply?: boolean | undefined;
}
/** Do what is accepted of a patch, in one piece, with your own rights; what has changed since is left, and reported as stale. */
export interface PatchApplyInput {
  readonly id: string;
}
/** Take back what a patch did, with another patch that is applied at once; what somebody has changed since stays, and is stale there. */
export interface PatchUndoInput {
  readonly id: string;
}
/** Take a patch back: your own, or any that you may review; what is applied of it stays. */
export interface PatchWithdrawInput {
  readonly id: string;
}
/** Let operations of agents’ patches be applied without a person, within the rights of whoever proposes them. */
export interface PatchPolicyCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly name: string;
  /** only operations in this project; null: everywhere */
  readonly projectId?: string | null | undefined;
  /** only patches of this agent; null: of any */
  readonly agent?: string | null | undefined;
  readonly commands: readonly ProposableCommand[];
  readonly minConfidence: number;
  /** the least role of the member for whom the agent acts */
  readonly role?: Role | undefined;
  readonly enabled?: boolean | undefined;
}
/** Change a policy of patches, or switch it on or off. */
export interface PatchPolicyUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  /** only operations in this project; null: everywhere */
  readonly projectId?: string | null | undefined;
  /** only patches of this agent; null: of any */
  readonly agent?: string | null | undefined;
  readonly commands?: readonly ProposableCommand[] | undefined;
  readonly minConfidence?: number | undefined;
  /** the least role of the member for whom the agent acts */
  readonly role?: Role | undefined;
  readonly enabled?: boolean | undefined;
}
/** Delete a policy of patches; what it applied stays. */
export interface PatchPolicyDeleteInput {
  readonly id: string;
}
/** Say what models may cost in a day or a month, in the workspace, a project or of an agent. */
export interface ModelBudgetSetInput {
  readonly projectId?: string | null | undefined;
  readonly agent?: string | null | undefined;
  readonly period?: BudgetPeriod | undefined;
  /** in USD */
  readonly limitUsd: number;
  /** a share of the limit; 1: only when it is spent */
  readonly warnAt?: number | undefined;
  readonly atLimit?: AtLimit | undefined;
}
/** Delete a budget for models; what was spent stays in the ledger. */
export interface ModelBudgetDeleteInput {
  readonly id: string;
}
/** Pause a schedule: nothing fires until it is resumed, and what would have is not made up for. */
export interface SchedulePauseInput {
  readonly id: string;
}
/** Resume a schedule: it counts from now on. */
export interface ScheduleResumeInput {
  readonly id: string;
}
/** Fire a schedule for each of its times in a span, also for times before it was made. */
export interface ScheduleBackfillInput {
  readonly id: string;
  readonly from: Timestamp;
  /** both included; at most 500 times lie between */
  readonly to: Timestamp;
}
/** Fire a schedule now, also while it is paused; its own times stay. */
export interface ScheduleTriggerInput {
  readonly id: string;
}
/** Send nothing more to an address; what was sent stays in the list of deliveries. */
export interface WebhookEndpointDeleteInput {
  readonly id: string;
}
/** Send an endpoint a test message. */
export interface WebhookEndpointPingInput {
  readonly id: string;
}
/** Send a message to an address or an endpoint, signed and repeated until it is taken. */
export interface DeliveryCreateInput {
  readonly url?: string | undefined;
  /** instead of an address: signed with this endpoint’s secrets */
  readonly endpointId?: string | undefined;
  readonly method?: DeliveryMethod | undefined;
  readonly headers?: {
    readonly [key: string]: string;
  } | undefined;
  readonly contentType?: string | undefined;
  readonly body?: string | undefined;
}
/** Send a delivery again, one that was taken as well. */
export interface DeliveryRedeliverInput {
  readonly id: string;
}
/** Name a connection otherwise; settings are changed by connecting it anew. */
export interface ConnectionUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
}
/** Hold a connection: nothing is synced until it is resumed, and nothing is lost meanwhile. */
export interface ConnectionPauseInput {
  readonly id: string;
}
/** Let a connection go on, or try again at once what was in trouble. */
export interface ConnectionResumeInput {
  readonly id: string;
}
/** Forget a connection’s credentials; what it has synced stays on both sides, and so do its mappings. */
export interface ConnectionDisconnectInput {
  readonly id: string;
}
/** Delete a connection without mappings. */
export interface ConnectionDeleteInput {
  readonly id: string;
}
/** Let agents call a tool of a connected server no longer. */
export interface ConnectionToolRemoveInput {
  readonly id: string;
}
/** Say which member somebody of a connected service is. */
export interface UserLinkSetInput {
  readonly connectionId: string;
  readonly externalUserId: string;
  readonly externalName: string;
  readonly memberId: string;
  /** found by a verified e-mail address, or set by a person */
  readonly how?: "email" | "manual" | undefined;
}
/** Take back which member somebody of a connected service is. */
export interface UserLinkRemoveInput {
  readonly id: string;
}
/** Keep a project in step with a repository, a board, a database or a channel of a connected service. */
export interface MappingCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly connectionId: string;
  readonly projectId: string;
  /** the id of the repository, board, database or channel */
  readonly containerId: string;
  readonly containerKey: string;
  readonly containerName: string;
  readonly containerUrl?: string | null | undefined;
  readonly fields: readonly FieldMap[];
  readonly filter?: string | null | undefined;
  readonly filterIn?: string | null | undefined;
  readonly query?: string | null | undefined;
  readonly direction?: SyncDirection | undefined;
  readonly comments?: boolean | undefined;
  readonly timeEntries?: boolean | undefined;
  readonly deletedThere?: AfterDeletion | undefined;
  readonly deletedHere?: AfterDeletion | undefined;
  /** where tasks move when something happens to their branches and pull requests */
  readonly moves?: {
    /** a branch that names the task was made: a status, or the id of a state; null: nothing */
    readonly branchCreated?: StatusCategory | string | null | undefined;
    /** a pull request of the task was opened as a draft: a status, or the id of a state; null: nothing */
    readonly pullRequestDraft?: StatusCategory | string | null | undefined;
    /** one was opened, or is ready for review: a status, or the id of a state; null: nothing */
    readonly pullRequestOpened?: StatusCategory | string | null | undefined;
    /** one was approved: a status, or the id of a state; null: nothing */
    readonly reviewApproved?: StatusCategory | string | null | undefined;
    /** one was merged that completes the task, and none of its others is open: a status, or the id of a state; null: nothing */
    readonly merged?: StatusCategory | string | null | undefined;
  } | undefined;
  readonly enabled?: boolean | undefined;
}
/** Change what of a mapping is kept in step, or switch it on or off. */
export interface MappingUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly fields?: readonly FieldMap[] | undefined;
  readonly filter?: string | null | undefined;
  readonly filterIn?: string | null | undefined;
  readonly query?: string | null | undefined;
  readonly direction?: SyncDirection | undefined;
  readonly comments?: boolean | undefined;
  readonly timeEntries?: boolean | undefined;
  readonly deletedThere?: AfterDeletion | undefined;
  readonly deletedHere?: AfterDeletion | undefined;
  /** those that are given; the others stay as they are */
  readonly moves?: {
    /** a branch that names the task was made: a status, or the id of a state; null: nothing */
    readonly branchCreated?: StatusCategory | string | null | undefined;
    /** a pull request of the task was opened as a draft: a status, or the id of a state; null: nothing */
    readonly pullRequestDraft?: StatusCategory | string | null | undefined;
    /** one was opened, or is ready for review: a status, or the id of a state; null: nothing */
    readonly pullRequestOpened?: StatusCategory | string | null | undefined;
    /** one was approved: a status, or the id of a state; null: nothing */
    readonly reviewApproved?: StatusCategory | string | null | undefined;
    /** one was merged that completes the task, and none of its others is open: a status, or the id of a state; null: nothing */
    readonly merged?: StatusCategory | string | null | undefined;
  } | undefined;
  readonly enabled?: boolean | undefined;
}
/** Keep a project no longer in step; tasks and items stay as they are. */
export interface MappingDeleteInput {
  readonly id: string;
}
/** Decide which side’s value a field has on both sides. */
export interface SyncConflictResolveInput {
  readonly id: string;
  readonly choice: "ours" | "theirs";
}
/** Dismiss a suggested automation: it does not come again. */
export interface SuggestionDismissalCreateInput {
  /** the suggestion’s */
  readonly id: string;
  readonly kind: SuggestionKind;
  readonly title: string;
}
/** Let a suggested automation that was dismissed come again. */
export interface SuggestionDismissalDeleteInput {
  readonly id: string;
}
/** Tell members something, in their inbox and as they wish by e-mail. */
export interface NotificationSendInput {
  readonly to: {
    readonly memberId: string;
  } | {
    /** a task */
    readonly assigneeOf: string;
  } | {
    /** a project */
    readonly leadOf: string;
  } | {
    /** whoever has a role in this project, and its lead */
    readonly project: string;
  } | {
    /** whoever has just this role in the workspace */
    readonly role: Role;
  };
  readonly title: string;
  /** Markdown */
  readonly body?: string | undefined;
  readonly about?: {
    readonly type: string;
    readonly id: string;
  } | null | undefined;
  readonly link?: string | null | undefined;
}
/** Mark a notification of your own as read or unread. */
export interface NotificationMarkInput {
  readonly id: string;
  readonly read: boolean;
}
/** Say how you want to be told, of what, and when. */
export interface NotificationPreferencesSetInput {
  /** yourself */
  readonly memberId: string;
  readonly kinds?: {
    readonly [key: string]: NotificationChannels;
  } | undefined;
  readonly timeZone?: string | null | undefined;
  readonly digestHour?: number | undefined;
  readonly digestWeekday?: number | undefined;
}
/** Say how you want proposals to be: your own, those in a project, or all in the workspace. */
export interface PreferenceCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly scope?: PreferenceScope | undefined;
  /** the project, where that is the scope */
  readonly projectId?: string | null | undefined;
  readonly words: string;
  readonly context?: {
    readonly command?: string | null | undefined;
    /** that it sets or changes */
    readonly field?: string | null | undefined;
    /** of the task that it is about */
    readonly tag?: string | null | undefined;
    readonly projectId?: string | null | undefined;
  } | undefined;
}
/** Correct a preference’s words, which then stand; say where it counts, or switch it off or on. */
export interface PreferenceUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly words?: string | undefined;
  readonly context?: {
    readonly command?: string | null | undefined;
    /** that it sets or changes */
    readonly field?: string | null | undefined;
    /** of the task that it is about */
    readonly tag?: string | null | undefined;
    readonly projectId?: string | null | undefined;
  } | undefined;
  readonly enabled?: boolean | undefined;
}
/** Let a preference count for a project or the workspace, or again for one’s own proposals alone. */
export interface PreferenceShareInput {
  readonly id: string;
  readonly scope: PreferenceScope;
  /** the project, where that is the scope */
  readonly projectId?: string | null | undefined;
}
/** Delete a preference; one that was learnt comes back only when later decisions alone show it again. */
export interface PreferenceDeleteInput {
  readonly id: string;
}
/** Agree that decisions are taken out of Orchestrator to train a model with, and say so in the audit log. */
export interface LearningExportInput {
  /** that people’s decisions may be used so */
  readonly consent: true;
  /** null: of the whole workspace */
  readonly projectId?: string | null | undefined;
}
/** Make an agent: instructions, tools and what it may propose; it acts with the rights of whoever starts it. */
export interface AgentCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  readonly name: string;
  /** what it is for, in a sentence; other agents are told it */
  readonly description?: string | undefined;
  /** Markdown */
  readonly instructions: string;
  /** what it may look at and do, at most: tools of the platform, actions of connected services, tools of connected MCP servers */
  readonly tools?: readonly string[] | undefined;
  /** commands that it may propose as a patch; it never writes by itself */
  readonly proposes?: readonly ProposableCommand[] | undefined;
  /** tools of which each call waits for a person’s approval; actions of connected services always do unless listed in `trusted`, tools of MCP servers unless trusted at their connection */
  readonly approve?: readonly string[] | undefined;
  /** actions of connected services that need no approval */
  readonly trusted?: readonly string[] | undefined;
  /** agents to which it may hand the conversation over */
  readonly handoffs?: readonly string[] | undefined;
  /** agents that it may ask as tools */
  readonly consults?: readonly string[] | undefined;
  /** JSON Schema of its answer; null: text */
  readonly output?: {
    readonly [key: string]: unknown;
  } | null | undefined;
  /** the model route it asks, e.g. `planner` */
  readonly taskType?: string | undefined;
  /** null: estimated for each call */
  readonly complexity?: "low" | "medium" | "high" | null | undefined;
  /** model calls of one run, those of the agents that it consults included, at most */
  readonly maxTurns?: number | undefined;
  /** what a run may cost, at most, with all agents that take part; that of the agent that was asked counts */
  readonly budgetUsd?: number | null | undefined;
  readonly enabled?: boolean | undefined;
}
/** Change an agent, or switch it on or off; runs that are under way go on as they began. */
export interface AgentUpdateInput {
  readonly id: string;
  /** the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten */
  readonly baseVersion?: number | undefined;
  readonly name?: string | undefined;
  /** what it is for, in a sentence; other agents are told it */
  readonly description?: string | undefined;
  /** Markdown */
  readonly instructions?: string | undefined;
  /** what it may look at and do, at most: tools of the platform, actions of connected services, tools of connected MCP servers */
  readonly tools?: readonly string[] | undefined;
  /** commands that it may propose as a patch; it never writes by itself */
  readonly proposes?: readonly ProposableCommand[] | undefined;
  /** tools of which each call waits for a person’s approval; actions of connected services always do unless listed in `trusted`, tools of MCP servers unless trusted at their connection */
  readonly approve?: readonly string[] | undefined;
  /** actions of connected services that need no approval */
  readonly trusted?: readonly string[] | undefined;
  /** agents to which it may hand the conversation over */
  readonly handoffs?: readonly string[] | undefined;
  /** agents that it may ask as tools */
  readonly consults?: readonly string[] | undefined;
  /** JSON Schema of its answer; null: text */
  readonly output?: {
    readonly [key: string]: unknown;
  } | null | undefined;
  /** the model route it asks, e.g. `planner` */
  readonly taskType?: string | undefined;
  /** null: estimated for each call */
  readonly complexity?: "low" | "medium" | "high" | null | undefined;
  /** model calls of one run, those of the agents that it consults included, at most */
  readonly maxTurns?: number | undefined;
  /** what a run may cost, at most, with all agents that take part; that of the agent that was asked counts */
  readonly budgetUsd?: number | null | undefined;
  readonly enabled?: boolean | undefined;
}
/** Delete an agent; its runs stay, and those under way go on. */
export interface AgentDeleteInput {
  readonly id: string;
}
/** Ask an agent: a run of it begins in the background, with your rights. */
export interface AgentRunCreateInput {
  /** an id of your own for the new entity (UUID) */
  readonly id?: string | undefined;
  /** its name; either this or `definition` */
  readonly agent?: string | undefined;
  /** an agent of code’s own, for this run alone */
  readonly definition?: {
    readonly name: string;
    /** what it is for, in a sentence; other agents are told it */
    readonly description?: string | undefined;
    /** Markdown */
    readonly instructions: string;
    /** what it may look at and do, at most: tools of the platform, actions of connected services, tools of connected MCP servers */
    readonly tools?: readonly string[] | undefined;
    /** commands that it may propose as a patch; it never writes by itself */
    readonly proposes?: readonly ProposableCommand[] | undefined;
    /** tools of which each call waits for a person’s approval; actions of connected services always do unless listed in `trusted`, tools of MCP servers unless trusted at their connection */
    readonly approve?: readonly string[] | undefined;
    /** actions of connected services that need no approval */
    readonly trusted?: readonly string[] | undefined;
    /** agents to which it may hand the conversation over */
    readonly handoffs?: readonly string[] | undefined;
    /** agents that it may ask as tools */
    readonly consults?: readonly string[] | undefined;
    /** JSON Schema of its answer; null: text */
    readonly output?: {
      readonly [key: string]: unknown;
    } | null | undefined;
    /** the model route it asks, e.g. `planner` */
    readonly taskType?: string | undefined;
    /** null: estimated for each call */
    readonly complexity?: "low" | "medium" | "high" | null | undefined;
    /** model calls of one run, those of the agents that it consults included, at most */
    readonly maxTurns?: number | undefined;
    /** what a run may cost, at most, with all agents that take part; that of the agent that was asked counts */
    readonly budgetUsd?: number | null | undefined;
  } | undefined;
  /** agents of code’s own which the definition names in `handoffs` or `consults` */
  readonly agents?: readonly ({
    readonly name: string;
    /** what it is for, in a sentence; other agents are told it */
    readonly description?: string | undefined;
    /** Markdown */
    readonly instructions: string;
    /** what it may look at and do, at most: tools of the platform, actions of connected services, tools of connected MCP servers */
    readonly tools?: readonly string[] | undefined;
    /** commands that it may propose as a patch; it never writes by itself */
    readonly proposes?: readonly ProposableCommand[] | undefined;
    /** tools of which each call waits for a person’s approval; actions of connected services always do unless listed in `trusted`, tools of MCP servers unless trusted at their connection */
    readonly approve?: readonly string[] | undefined;
    /** actions of connected services that need no approval */
    readonly trusted?: readonly string[] | undefined;
    /** agents to which it may hand the conversation over */
    readonly handoffs?: readonly string[] | undefined;
    /** agents that it may ask as tools */
    readonly consults?: readonly string[] | undefined;
    /** JSON Schema of its answer; null: text */
    readonly output?: {
      readonly [key: string]: unknown;
    } | null | undefined;
    /** the model route it asks, e.g. `planner` */
    readonly taskType?: string | undefined;
    /** null: estimated for each call */
    readonly complexity?: "low" | "medium" | "high" | null | undefined;
    /** model calls of one run, those of the agents that it consults included, at most */
    readonly maxTurns?: number | undefined;
    /** what a run may cost, at most, with all agents that take part; that of the agent that was asked counts */
    readonly budgetUsd?: number | null | undefined;
  })[] | undefined;
  /** tools that whoever starts the run carries out: the run waits for each answer */
  readonly callerTools?: readonly CallerTool[] | undefined;
  readonly prompt: string;
  /** what it is about; default: the project of the task */
  readonly projectId?: string | null | undefined;
  readonly taskId?: string | null | undefined;
  /** the comment that asked for it */
  readonly commentId?: string | undefined;
}
/** Answer a tool’s call that an agent left to whoever started it. */
export interface AgentRunAnswerInput {
  readonly id: string;
  /** of the wait */
  readonly step: number;
  readonly output?: Json | undefined;
  /** why there is no output; the agent is told */
  readonly error?: string | undefined;
}
/** Cancel an agent’s run that has not ended; what it proposed stays. */
export interface AgentRunCancelInput {
  readonly id: string;
}
/** The data of each command. */
export interface CommandMap {
  readonly "workspace.update": WorkspaceUpdateInput;
  readonly "member.add": MemberAddInput;
  readonly "member.update": MemberUpdateInput;
  readonly "member.remove": MemberRemoveInput;
  readonly "project.create": ProjectCreateInput;
  readonly "project.update": ProjectUpdateInput;
  readonly "project.archive": ProjectArchiveInput;
  readonly "project.unarchive": ProjectUnarchiveInput;
  readonly "project.delete": ProjectDeleteInput;
  readonly "project_member.set": ProjectMemberSetInput;
  readonly "project_member.remove": ProjectMemberRemoveInput;
  readonly "task.create": TaskCreateInput;
  readonly "task.update": TaskUpdateInput;
  readonly "task.archive": TaskArchiveInput;
  readonly "task.unarchive": TaskUnarchiveInput;
  readonly "task.delete": TaskDeleteInput;
  readonly "task_relation.create": TaskRelationCreateInput;
  readonly "task_relation.delete": TaskRelationDeleteInput;
  readonly "task_link.add": TaskLinkAddInput;
  readonly "task_link.update": TaskLinkUpdateInput;
  readonly "task_link.remove": TaskLinkRemoveInput;
  readonly "task.create_pull_request": TaskCreatePullRequestInput;
  readonly "change_set.attach": ChangeSetAttachInput;
  readonly "change_set.detach": ChangeSetDetachInput;
  readonly "comment.create": CommentCreateInput;
  readonly "comment.update": CommentUpdateInput;
  readonly "comment.delete": CommentDeleteInput;
  readonly "time_entry.start": TimeEntryStartInput;
  readonly "time_entry.stop": TimeEntryStopInput;
  readonly "time_entry.create": TimeEntryCreateInput;
  readonly "time_entry.update": TimeEntryUpdateInput;
  readonly "time_entry.delete": TimeEntryDeleteInput;
  readonly "cycle.create": CycleCreateInput;
  readonly "cycle.update": CycleUpdateInput;
  readonly "cycle.start": CycleStartInput;
  readonly "cycle.complete": CycleCompleteInput;
  readonly "cycle.delete": CycleDeleteInput;
  readonly "milestone.create": MilestoneCreateInput;
  readonly "milestone.update": MilestoneUpdateInput;
  readonly "milestone.complete": MilestoneCompleteInput;
  readonly "milestone.reopen": MilestoneReopenInput;
  readonly "milestone.delete": MilestoneDeleteInput;
  readonly "tag.create": TagCreateInput;
  readonly "tag.update": TagUpdateInput;
  readonly "tag.delete": TagDeleteInput;
  readonly "state.create": StateCreateInput;
  readonly "state.update": StateUpdateInput;
  readonly "state.delete": StateDeleteInput;
  readonly "custom_field.create": CustomFieldCreateInput;
  readonly "custom_field.update": CustomFieldUpdateInput;
  readonly "custom_field.delete": CustomFieldDeleteInput;
  readonly "api_key.revoke": ApiKeyRevokeInput;
  readonly "series.create": SeriesCreateInput;
  readonly "series.update": SeriesUpdateInput;
  readonly "series.skip": SeriesSkipInput;
  readonly "series.move": SeriesMoveInput;
  readonly "series.change_occurrence": SeriesChangeOccurrenceInput;
  readonly "series.pause": SeriesPauseInput;
  readonly "series.resume": SeriesResumeInput;
  readonly "series.end": SeriesEndInput;
  readonly "template.create": TemplateCreateInput;
  readonly "template.update": TemplateUpdateInput;
  readonly "template.delete": TemplateDeleteInput;
  readonly "template.create_from_project": TemplateCreateFromProjectInput;
  readonly "template.apply": TemplateApplyInput;
  readonly "template.undo_apply": TemplateUndoApplyInput;
  readonly "rule.create": RuleCreateInput;
  readonly "rule.update": RuleUpdateInput;
  readonly "rule.pause": RulePauseInput;
  readonly "rule.resume": RuleResumeInput;
  readonly "rule.delete": RuleDeleteInput;
  readonly "rule.run": RuleRunInput;
  readonly "playbook.update": PlaybookUpdateInput;
  readonly "playbook.pause": PlaybookPauseInput;
  readonly "playbook.resume": PlaybookResumeInput;
  readonly "playbook.remove": PlaybookRemoveInput;
  readonly "playbook.run": PlaybookRunInput;
  readonly "event.send": EventSendInput;
  readonly "run.cancel": RunCancelInput;
  readonly "run.retry": RunRetryInput;
  readonly "approval.request": ApprovalRequestInput;
  readonly "approval.answer": ApprovalAnswerInput;
  readonly "approval.cancel": ApprovalCancelInput;
  readonly "patch.propose": PatchProposeInput;
  readonly "patch.review": PatchReviewInput;
  readonly "patch.apply": PatchApplyInput;
  readonly "patch.undo": PatchUndoInput;
  readonly "patch.withdraw": PatchWithdrawInput;
  readonly "patch_policy.create": PatchPolicyCreateInput;
  readonly "patch_policy.update": PatchPolicyUpdateInput;
  readonly "patch_policy.delete": PatchPolicyDeleteInput;
  readonly "model_budget.set": ModelBudgetSetInput;
  readonly "model_budget.delete": ModelBudgetDeleteInput;
  readonly "schedule.pause": SchedulePauseInput;
  readonly "schedule.resume": ScheduleResumeInput;
  readonly "schedule.backfill": ScheduleBackfillInput;
  readonly "schedule.trigger": ScheduleTriggerInput;
  readonly "webhook_endpoint.delete": WebhookEndpointDeleteInput;
  readonly "webhook_endpoint.ping": WebhookEndpointPingInput;
  readonly "delivery.create": DeliveryCreateInput;
  readonly "delivery.redeliver": DeliveryRedeliverInput;
  readonly "connection.update": ConnectionUpdateInput;
  readonly "connection.pause": ConnectionPauseInput;
  readonly "connection.resume": ConnectionResumeInput;
  readonly "connection.disconnect": ConnectionDisconnectInput;
  readonly "connection.delete": ConnectionDeleteInput;
  readonly "connection_tool.remove": ConnectionToolRemoveInput;
  readonly "user_link.set": UserLinkSetInput;
  readonly "user_link.remove": UserLinkRemoveInput;
  readonly "mapping.create": MappingCreateInput;
  readonly "mapping.update": MappingUpdateInput;
  readonly "mapping.delete": MappingDeleteInput;
  readonly "sync_conflict.resolve": SyncConflictResolveInput;
  readonly "suggestion_dismissal.create": SuggestionDismissalCreateInput;
  readonly "suggestion_dismissal.delete": SuggestionDismissalDeleteInput;
  readonly "notification.send": NotificationSendInput;
  readonly "notification.mark": NotificationMarkInput;
  readonly "notification_preferences.set": NotificationPreferencesSetInput;
  readonly "preference.create": PreferenceCreateInput;
  readonly "preference.update": PreferenceUpdateInput;
  readonly "preference.share": PreferenceShareInput;
  readonly "preference.delete": PreferenceDeleteInput;
  readonly "learning.export": LearningExportInput;
  readonly "agent.create": AgentCreateInput;
  readonly "agent.update": AgentUpdateInput;
  readonly "agent.delete": AgentDeleteInput;
  readonly "agent_run.create": AgentRunCreateInput;
  readonly "agent_run.answer": AgentRunAnswerInput;
  readonly "agent_run.cancel": AgentRunCancelInput;
}
/** The name of a command, e.g. `task.create`. */
export type CommandType = keyof CommandMap;
/**
 * A schema of any library that implements Standard Schema (zod, Valibot, ArkType, …). With one that also gives JSON Schema (zod 4)
 * the API checks input before a run starts.
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown, ...rest: readonly never[]) => Result<Output> | Promise<Result<Output>>;
    readonly types?: {
      readonly input: Input;
      readonly output: Output;
    } | undefined;
    readonly jsonSchema?: {
      readonly input: (options: {
        readonly target: "draft-2020-12";
      }) => Record<string, unknown>;
    } | undefined;
  };
}
type Result<Output> = {
  readonly value: Output;
  readonly issues?: undefined;
} | {
  readonly issues: readonly {
    readonly message: string;
    readonly path?: readonly (PropertyKey | {
      readonly key: PropertyKey;
    })[] | undefined;
  }[];
};
/** The schema of any type. */
export type AnySchema = Schema<unknown, unknown>;
/** What a schema takes. */
export type InputOf<S extends AnySchema> = NonNullable<S["~standard"]["types"]>["input"];
/** What a schema gives. */
export type OutputOf<S extends AnySchema> = NonNullable<S["~standard"]["types"]>["output"];
/** An event that can be sent with `events.send`. */
export interface SendableEvent {
  readonly type: string;
  readonly payload: unknown;
}
/** An event of your own: something to start on, to wait for and, called with a payload, to send. */
export interface EventDefinition<N extends string = string, I = never, O = unknown> {
  /** Makes an event to send. @throws SchemaError when the payload does not meet the schema */
  (payload: I): {
    readonly type: N;
    readonly payload: I;
  };
  /** Its name, e.g. `invoice.paid`. */
  readonly type: N;
  readonly schema: {
    readonly "~standard": AnySchema["~standard"];
    readonly output?: O;
  };
}
/** Any event that was made with `defineEvent`. */
export interface AnyEventDefinition {
  (payload: never): SendableEvent;
  readonly type: string;
  readonly schema: {
    readonly "~standard": AnySchema["~standard"];
  };
}
/**
 * Defines an event of your own.
 *
 * @param name two or more lower-case parts with dots; the first is none of Orchestrator's own (`task`, `project`, …)
 * @param schema of the payload; JSON comes in, and `event.payload` is what the schema makes of it
 *
 * @example
 * ```ts
 * const invoicePaid = defineEvent('invoice.paid', z.object({ invoiceId: z.string(), amount: z.number() }))
 *
 * playbook({ id: 'thank-you', when: on(invoicePaid), run: async ({ event }) => event.payload.amount })
 * ```
 */
export declare function defineEvent<const N extends string, S extends AnySchema>(name: N, schema: S): EventDefinition<N, InputOf<S>, OutputOf<S>>;
/** How an action of a connected service is done. */
export interface ActionOptions {
  /** The id or the name of the connection whose account does it; may be left out while there is only one to the service. */
  readonly connection?: string;
  /** Further tries, 0 to 20, when the service does not answer, asks to wait or its answer was lost. Default 10. */
  readonly retries?: number;
}
/** What `github.createIssue` takes. Makes an issue in a repository. */
export interface GithubCreateIssueInput {
  /** the repository: its id, or `owner/name` */
  readonly repository: string;
  readonly title: string;
  readonly body?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  /** logins */
  readonly assignees?: readonly string[] | undefined;
}
/** What `github.createIssue` gives. */
export interface GithubCreateIssueOutput {
  readonly number: number;
  readonly url: string;
  readonly state: string;
}
/** What `github.closeIssue` takes. Closes an issue; one that is closed already stays as it is. */
export interface GithubCloseIssueInput {
  /** the repository: its id, or `owner/name` */
  readonly repository: string;
  /** the number of an issue or a pull request */
  readonly number: number;
  readonly reason?: "completed" | "not_planned" | undefined;
}
/** What `github.closeIssue` gives. */
export interface GithubCloseIssueOutput {
  readonly number: number;
  readonly url: string;
  readonly state: string;
}
/** What `github.addComment` takes. Writes a comment on an issue or a pull request. */
export interface GithubAddCommentInput {
  /** the repository: its id, or `owner/name` */
  readonly repository: string;
  /** the number of an issue or a pull request */
  readonly number: number;
  readonly body: string;
}
/** What `github.addComment` gives. */
export interface GithubAddCommentOutput {
  readonly id: string;
  readonly url: string;
}
/** What `github.addLabels` takes. Adds labels to an issue or a pull request; those that it has already stay. */
export interface GithubAddLabelsInput {
  /** the repository: its id, or `owner/name` */
  readonly repository: string;
  /** the number of an issue or a pull request */
  readonly number: number;
  readonly labels: readonly string[];
}
/** What `github.addLabels` gives. */
export interface GithubAddLabelsOutput {
  readonly labels: readonly string[];
}
/** What `github.createPullRequest` takes. Makes a branch with a commit of the given files and a pull request of it. Where there is an open one of that branch, it gets the commit, the title and the text. */
export interface GithubCreatePullRequestInput {
  /** the repository: its id, or `owner/name` */
  readonly repository: string;
  readonly title: string;
  readonly body?: string | undefined;
  /** by default one of its own for each step */
  readonly branch?: string | undefined;
  /** by default the repository’s */
  readonly base?: string | undefined;
  /** of the commit; by default the title */
  readonly message?: string | undefined;
  readonly files?: readonly {
    readonly path: string;
    /** the whole file; null: it is deleted */
    readonly content: string | null;
    readonly encoding?: "utf-8" | "base64" | undefined;
    readonly executable?: boolean | undefined;
  }[] | undefined;
  readonly draft?: boolean | undefined;
}
/** What `github.createPullRequest` gives. */
export interface GithubCreatePullRequestOutput {
  readonly number: number;
  readonly url: string;
  readonly branch: string;
  readonly sha: string;
  readonly draft: boolean;
  /** false: there was one, and it was updated */
  readonly created: boolean;
}
/** What `github.mergePullRequest` takes. Merges it; one that is merged already stays as it is. */
export interface GithubMergePullRequestInput {
  /** the repository: its id, or `owner/name` */
  readonly repository: string;
  /** the number of the pull request */
  readonly number: number;
  readonly method?: "merge" | "squash" | "rebase" | undefined;
  /** only if this is still its last commit */
  readonly sha?: string | undefined;
}
/** What `github.mergePullRequest` gives. */
export interface GithubMergePullRequestOutput {
  readonly sha: string | null;
  readonly merged: boolean;
}
/** What `github.requestReviewers` takes. Asks people or teams to review a pull request; those who are asked already stay asked. */
export interface GithubRequestReviewersInput {
  /** the repository: its id, or `owner/name` */
  readonly repository: string;
  /** the number of the pull request */
  readonly number: number;
  /** logins */
  readonly reviewers?: readonly string[] | undefined;
  /** slugs of teams */
  readonly teams?: readonly string[] | undefined;
}
/** What `github.requestReviewers` gives. */
export interface GithubRequestReviewersOutput {
  readonly reviewers: readonly string[];
  readonly teams: readonly string[];
}
/** What `github.dispatchWorkflow` takes. Starts a workflow of GitHub Actions that has `workflow_dispatch`. */
export interface GithubDispatchWorkflowInput {
  /** the repository: its id, or `owner/name` */
  readonly repository: string;
  /** its id, or the name of its file */
  readonly workflow: string;
  /** a branch or a tag */
  readonly ref: string;
  readonly inputs?: {
    readonly [key: string]: string;
  } | undefined;
}
/** What `github.dispatchWorkflow` gives. */
export interface GithubDispatchWorkflowOutput {
  readonly dispatched: boolean;
}
/** What `jira.createIssue` takes. Makes an issue in a Jira project. */
export interface JiraCreateIssueInput {
  /** the key or the id of the project */
  readonly project: string;
  readonly issueType?: string | undefined;
  readonly summary: string;
  /** Markdown */
  readonly description?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly assigneeId?: string | undefined;
  readonly priorityId?: string | undefined;
  /** the key or the id of the issue above */
  readonly parent?: string | undefined;
  readonly dueDate?: CalendarDate | undefined;
  /** others by their key, e.g. `customfield_10042` */
  readonly fields?: {
    readonly [key: string]: string | number | boolean | null | readonly string[];
  } | undefined;
}
/** What `jira.createIssue` gives. */
export interface JiraCreateIssueOutput {
  readonly id: string;
  readonly key: string | null;
  readonly url: string | null;
}
/** What `jira.transitionIssue` takes. Moves an issue to a status that its workflow allows from where it is. */
export interface JiraTransitionIssueInput {
  /** the key or the id of the issue */
  readonly issue: string;
  /** the name or the id of the status */
  readonly to: string;
}
/** What `jira.transitionIssue` gives. */
export interface JiraTransitionIssueOutput {
  readonly id: string;
  readonly key: string | null;
  readonly url: string | null;
}
/** What `jira.addComment` takes. Adds a comment to an issue. */
export interface JiraAddCommentInput {
  /** the key or the id of the issue */
  readonly issue: string;
  /** Markdown */
  readonly body: string;
}
/** What `jira.addComment` gives. */
export interface JiraAddCommentOutput {
  readonly id: string;
  readonly key: string | null;
  readonly url: string | null;
}
/** What `jira.addWorklog` takes. Logs work on an issue. */
export interface JiraAddWorklogInput {
  /** the key or the id of the issue */
  readonly issue: string;
  readonly started: Timestamp;
  readonly minutes: number;
  /** Markdown */
  readonly comment?: string | undefined;
}
/** What `jira.addWorklog` gives. */
export interface JiraAddWorklogOutput {
  readonly id: string;
  readonly key: string | null;
  readonly url: string | null;
}
/** What `jira.linkIssues` takes. Links two issues, e.g. `from` blocks `to`. */
export interface JiraLinkIssuesInput {
  /** the key or the id of the issue */
  readonly from: string;
  /** the key or the id of the issue */
  readonly to: string;
  /** the name of the type of link, e.g. `Blocks` */
  readonly type?: string | undefined;
}
/** What `jira.linkIssues` gives. */
export interface JiraLinkIssuesOutput {
  readonly from: string;
  readonly to: string;
  readonly type: string;
}
/** What `notion.createPage` takes. Makes a page in a data source of Notion. */
export interface NotionCreatePageInput {
  /** the id of the data source */
  readonly dataSource: string;
  readonly title: string;
  /** Markdown */
  readonly content?: string | undefined;
  /** by the name of the property; choices by their names, people and pages by their ids */
  readonly properties?: {
    readonly [key: string]: string | number | boolean | null | readonly string[];
  } | undefined;
}
/** What `notion.createPage` gives. */
export interface NotionCreatePageOutput {
  readonly id: string;
  readonly key: string | null;
  readonly url: string | null;
}
/** What `notion.updatePage` takes. Changes the title, the properties or the whole body of a page. */
export interface NotionUpdatePageInput {
  /** the id of the page */
  readonly page: string;
  readonly title?: string | undefined;
  /** Markdown */
  readonly content?: string | undefined;
  /** by the name of the property; choices by their names, people and pages by their ids */
  readonly properties?: {
    readonly [key: string]: string | number | boolean | null | readonly string[];
  } | undefined;
}
/** What `notion.updatePage` gives. */
export interface NotionUpdatePageOutput {
  readonly id: string;
  readonly key: string | null;
  readonly url: string | null;
}
/** What `notion.addComment` takes. Adds a comment to a page. */
export interface NotionAddCommentInput {
  /** the id of the page */
  readonly page: string;
  /** Markdown; lists and headings stay as they are written */
  readonly body: string;
}
/** What `notion.addComment` gives. */
export interface NotionAddCommentOutput {
  readonly id: string;
  readonly key: string | null;
  readonly url: string | null;
}
/** What `notion.queryDataSource` takes. Finds pages of a data source, the one that was edited last first. */
export interface NotionQueryDataSourceInput {
  /** the id of the data source */
  readonly dataSource: string;
  /** as Notion’s API documents filters, e.g. `{ "property": "Done", "checkbox": { "equals": false } }` */
  readonly filter?: {
    readonly [key: string]: unknown;
  } | undefined;
  readonly limit?: number | undefined;
}
/** What `notion.queryDataSource` gives. */
export interface NotionQueryDataSourceOutput {
  readonly pages: readonly ({
    readonly id: string;
    readonly key: string | null;
    readonly url: string | null;
    readonly title: string;
    readonly properties: {
      readonly [key: string]: string | number | boolean | null | readonly string[];
    };
  })[];
}
/** What `slack.postMessage` takes. Writes into a channel, or into a thread of it. */
export interface SlackPostMessageInput {
  /** the id of a channel, e.g. `C0123456789` */
  readonly channel: string;
  /** as Slack writes it (mrkdwn) */
  readonly text: string;
  /** Block Kit */
  readonly blocks?: readonly {
    readonly [key: string]: Json;
  }[] | undefined;
  /** what names a message in its channel */
  readonly thread?: string | undefined;
}
/** What `slack.postMessage` gives. */
export interface SlackPostMessageOutput {
  readonly channel: string;
  readonly ts: string;
}
/** What `slack.directMessage` takes. Writes to somebody directly, by their id or their e-mail address in Slack. */
export interface SlackDirectMessageInput {
  readonly to: string;
  /** as Slack writes it (mrkdwn) */
  readonly text: string;
  /** Block Kit */
  readonly blocks?: readonly {
    readonly [key: string]: Json;
  }[] | undefined;
}
/** What `slack.directMessage` gives. */
export interface SlackDirectMessageOutput {
  readonly channel: string;
  readonly ts: string;
}
/** What `slack.updateMessage` takes. Changes a message that was written from here. */
export interface SlackUpdateMessageInput {
  /** the id of a channel, e.g. `C0123456789` */
  readonly channel: string;
  /** what names a message in its channel */
  readonly ts: string;
  /** as Slack writes it (mrkdwn) */
  readonly text: string;
  /** Block Kit */
  readonly blocks?: readonly {
    readonly [key: string]: Json;
  }[] | undefined;
}
/** What `slack.updateMessage` gives. */
export interface SlackUpdateMessageOutput {
  readonly channel: string;
  readonly ts: string;
}
/** What `slack.addReaction` takes. Adds an emoji to a message; one that is there already stays. */
export interface SlackAddReactionInput {
  /** the id of a channel, e.g. `C0123456789` */
  readonly channel: string;
  /** what names a message in its channel */
  readonly ts: string;
  readonly emoji: string;
}
/** What `slack.addReaction` gives. */
export type SlackAddReactionOutput = Record<string, never>;
/** What each action of a connected service takes and gives, e.g. of `github.createPullRequest`. */
export interface ActionMap {
  readonly "github.createIssue": {
    readonly input: GithubCreateIssueInput;
    readonly output: GithubCreateIssueOutput;
  };
  readonly "github.closeIssue": {
    readonly input: GithubCloseIssueInput;
    readonly output: GithubCloseIssueOutput;
  };
  readonly "github.addComment": {
    readonly input: GithubAddCommentInput;
    readonly output: GithubAddCommentOutput;
  };
  readonly "github.addLabels": {
    readonly input: GithubAddLabelsInput;
    readonly output: GithubAddLabelsOutput;
  };
  readonly "github.createPullRequest": {
    readonly input: GithubCreatePullRequestInput;
    readonly output: GithubCreatePullRequestOutput;
  };
  readonly "github.mergePullRequest": {
    readonly input: GithubMergePullRequestInput;
    readonly output: GithubMergePullRequestOutput;
  };
  readonly "github.requestReviewers": {
    readonly input: GithubRequestReviewersInput;
    readonly output: GithubRequestReviewersOutput;
  };
  readonly "github.dispatchWorkflow": {
    readonly input: GithubDispatchWorkflowInput;
    readonly output: GithubDispatchWorkflowOutput;
  };
  readonly "jira.createIssue": {
    readonly input: JiraCreateIssueInput;
    readonly output: JiraCreateIssueOutput;
  };
  readonly "jira.transitionIssue": {
    readonly input: JiraTransitionIssueInput;
    readonly output: JiraTransitionIssueOutput;
  };
  readonly "jira.addComment": {
    readonly input: JiraAddCommentInput;
    readonly output: JiraAddCommentOutput;
  };
  readonly "jira.addWorklog": {
    readonly input: JiraAddWorklogInput;
    readonly output: JiraAddWorklogOutput;
  };
  readonly "jira.linkIssues": {
    readonly input: JiraLinkIssuesInput;
    readonly output: JiraLinkIssuesOutput;
  };
  readonly "notion.createPage": {
    readonly input: NotionCreatePageInput;
    readonly output: NotionCreatePageOutput;
  };
  readonly "notion.updatePage": {
    readonly input: NotionUpdatePageInput;
    readonly output: NotionUpdatePageOutput;
  };
  readonly "notion.addComment": {
    readonly input: NotionAddCommentInput;
    readonly output: NotionAddCommentOutput;
  };
  readonly "notion.queryDataSource": {
    readonly input: NotionQueryDataSourceInput;
    readonly output: NotionQueryDataSourceOutput;
  };
  readonly "slack.postMessage": {
    readonly input: SlackPostMessageInput;
    readonly output: SlackPostMessageOutput;
  };
  readonly "slack.directMessage": {
    readonly input: SlackDirectMessageInput;
    readonly output: SlackDirectMessageOutput;
  };
  readonly "slack.updateMessage": {
    readonly input: SlackUpdateMessageInput;
    readonly output: SlackUpdateMessageOutput;
  };
  readonly "slack.addReaction": {
    readonly input: SlackAddReactionInput;
    readonly output: SlackAddReactionOutput;
  };
}
/** What can be done in a connected service, with the account of the connection. */
export interface GithubActions {
  /** Makes an issue in a repository. */
  createIssue(input: GithubCreateIssueInput, options?: ActionOptions): Promise<GithubCreateIssueOutput>;
  /** Closes an issue; one that is closed already stays as it is. */
  closeIssue(input: GithubCloseIssueInput, options?: ActionOptions): Promise<GithubCloseIssueOutput>;
  /** Writes a comment on an issue or a pull request. */
  addComment(input: GithubAddCommentInput, options?: ActionOptions): Promise<GithubAddCommentOutput>;
  /** Adds labels to an issue or a pull request; those that it has already stay. */
  addLabels(input: GithubAddLabelsInput, options?: ActionOptions): Promise<GithubAddLabelsOutput>;
  /** Makes a branch with a commit of the given files and a pull request of it. Where there is an open one of that branch, it gets the commit, the title and the text. */
  createPullRequest(input: GithubCreatePullRequestInput, options?: ActionOptions): Promise<GithubCreatePullRequestOutput>;
  /** Merges it; one that is merged already stays as it is. */
  mergePullRequest(input: GithubMergePullRequestInput, options?: ActionOptions): Promise<GithubMergePullRequestOutput>;
  /** Asks people or teams to review a pull request; those who are asked already stay asked. */
  requestReviewers(input: GithubRequestReviewersInput, options?: ActionOptions): Promise<GithubRequestReviewersOutput>;
  /** Starts a workflow of GitHub Actions that has `workflow_dispatch`. */
  dispatchWorkflow(input: GithubDispatchWorkflowInput, options?: ActionOptions): Promise<GithubDispatchWorkflowOutput>;
}
/** What can be done in a connected service, with the account of the connection. */
export interface JiraActions {
  /** Makes an issue in a Jira project. */
  createIssue(input: JiraCreateIssueInput, options?: ActionOptions): Promise<JiraCreateIssueOutput>;
  /** Moves an issue to a status that its workflow allows from where it is. */
  transitionIssue(input: JiraTransitionIssueInput, options?: ActionOptions): Promise<JiraTransitionIssueOutput>;
  /** Adds a comment to an issue. */
  addComment(input: JiraAddCommentInput, options?: ActionOptions): Promise<JiraAddCommentOutput>;
  /** Logs work on an issue. */
  addWorklog(input: JiraAddWorklogInput, options?: ActionOptions): Promise<JiraAddWorklogOutput>;
  /** Links two issues, e.g. `from` blocks `to`. */
  linkIssues(input: JiraLinkIssuesInput, options?: ActionOptions): Promise<JiraLinkIssuesOutput>;
}
/** What can be done in a connected service, with the account of the connection. */
export interface NotionActions {
  /** Makes a page in a data source of Notion. */
  createPage(input: NotionCreatePageInput, options?: ActionOptions): Promise<NotionCreatePageOutput>;
  /** Changes the title, the properties or the whole body of a page. */
  updatePage(input: NotionUpdatePageInput, options?: ActionOptions): Promise<NotionUpdatePageOutput>;
  /** Adds a comment to a page. */
  addComment(input: NotionAddCommentInput, options?: ActionOptions): Promise<NotionAddCommentOutput>;
  /** Finds pages of a data source, the one that was edited last first. */
  queryDataSource(input: NotionQueryDataSourceInput, options?: ActionOptions): Promise<NotionQueryDataSourceOutput>;
}
/** What can be done in a connected service, with the account of the connection. */
export interface SlackActions {
  /** Writes into a channel, or into a thread of it. */
  postMessage(input: SlackPostMessageInput, options?: ActionOptions): Promise<SlackPostMessageOutput>;
  /** Writes to somebody directly, by their id or their e-mail address in Slack. */
  directMessage(input: SlackDirectMessageInput, options?: ActionOptions): Promise<SlackDirectMessageOutput>;
  /** Changes a message that was written from here. */
  updateMessage(input: SlackUpdateMessageInput, options?: ActionOptions): Promise<SlackUpdateMessageOutput>;
  /** Adds an emoji to a message; one that is there already stays. */
  addReaction(input: SlackAddReactionInput, options?: ActionOptions): Promise<SlackAddReactionOutput>;
}
/** Connected services, by their connector. */
export interface Integrations {
  readonly github: GithubActions;
  readonly jira: JiraActions;
  readonly notion: NotionActions;
  readonly slack: SlackActions;
}
/** A condition on events, as data. Made by the functions of an event's fields or by `cel`; combine them with `and`, `or` and `not`. */
export declare class Condition {
  #private;
  /** True when this and all of those are. */
  and(...others: readonly Condition[]): Condition;
  /** True when this or one of those is. */
  or(...others: readonly Condition[]): Condition;
  /** True when this is false. Where this cannot be told (a missing key, null compared with `lt`), `not` cannot either and does not match. */
  not(): Condition;
}
/** A choice of fixed values. */
export interface ChoiceField<T> {
  eq(value: T): Condition;
  ne(value: T): Condition;
  in(values: readonly T[]): Condition;
}
/** Text. */
export interface TextField extends ChoiceField<string> {
  startsWith(text: string): Condition;
  endsWith(text: string): Condition;
  contains(text: string): Condition;
  /** True where the regular expression is found in the text. RE2 syntax: time is linear, look-around and back-references do not exist. */
  matches(pattern: string): Condition;
}
/** Something with an order: numbers, days, instants. */
export interface OrderedField<T> extends ChoiceField<T> {
  /** Greater, or later. */
  gt(value: T): Condition;
  gte(value: T): Condition;
  /** Less, or earlier. */
  lt(value: T): Condition;
  lte(value: T): Condition;
}
/** A number. */
export interface NumberField extends OrderedField<number> {}
/** An instant; compare it with a `Date` or an ISO text such as `2026-11-22T20:51:00Z`. */
export interface TimeField extends Omit<OrderedField<Date | Timestamp>, "in"> {}
/** A calendar day such as `2026-11-22`. */
export interface DayField extends OrderedField<CalendarDate> {}
export interface BooleanField {
  eq(value: boolean): Condition;
  ne(value: boolean): Condition;
}
export interface ListField<T> {
  /** True when the value is one of the list's. */
  has(value: T): Condition;
  isEmpty(): Condition;
  /** True when one of the elements meets the condition. Lists with more than 1,000 elements meet none. */
  some(test: (item: Field<T>) => Condition): Condition;
}
export interface MapField<T> {
  /** True when the key is there. */
  has(key: string): Condition;
  /** The value at the key; a comparison with a missing key is false. */
  get(key: string): Field<T> & OptionalField;
}
/** A field that may be null or missing. Comparisons with null or nothing are false, except `ne`. */
export interface OptionalField {
  /** True when there is a value, neither null nor missing. */
  exists(): Condition;
}
/** A field whose type is not known. */
export interface AnyField extends OptionalField {
  eq(value: string | number | boolean | null): Condition;
  ne(value: string | number | boolean | null): Condition;
  in(values: readonly (string | number | boolean)[]): Condition;
  gt(value: string | number): Condition;
  gte(value: string | number): Condition;
  lt(value: string | number): Condition;
  lte(value: string | number): Condition;
  has(value: string | number | boolean): Condition;
  startsWith(text: string): Condition;
  endsWith(text: string): Condition;
  contains(text: string): Condition;
  /** RE2 syntax. */
  matches(pattern: string): Condition;
  get(key: string): AnyField;
}
/** A field of an event that says what changed. */
export interface ChangedField {
  /** True when the event is of a change of this field. */
  changed(): Condition;
}
type IsUnknown<T> = unknown extends T ? true : false;
/** What a condition can ask of a value of type `T`. */
export type Field<T> = IsUnknown<T> extends true ? AnyField : null extends T ? Present<NonNullable<T>> & OptionalField : undefined extends T ? Present<NonNullable<T>> & OptionalField : Present<T>;
type Present<T> = [T] extends [boolean] ? BooleanField : [T] extends [string] ? "__form" extends keyof T ? [T] extends [{
  readonly __form?: "timestamp";
}] ? TimeField : DayField : string extends T ? TextField : ChoiceField<T> : [T] extends [number] ? NumberField : [T] extends [readonly (infer U)[]] ? ListField<U> : [T] extends [object] ? string extends keyof T ? MapField<T[keyof T]> : Fields<T> : AnyField;
/** The fields of an object; of a union, those that all its members have. */
export type Fields<T> = { readonly [K in Extract<keyof T, string>]-?: Field<T[K]>; };
type Tracked<T> = { readonly [K in Extract<keyof T, string>]-?: Field<T[K]> & ChangedField; };
/** What a condition sees of an event. */
export type EventFields<E> = { readonly [K in Extract<keyof E, string>]-?: [E] extends [{
  readonly changes: unknown;
}] ? string extends keyof E[K] ? Field<E[K]> : "createdAt" extends keyof E[K] ? Tracked<E[K]> : Field<E[K]> : Field<E[K]>; };
/** A condition on an event of type `E`: a function that is called once, when the file is loaded (or the wait starts), or `cel`. */
export type If<E> = Condition | ((event: EventFields<E>) => Condition);
type Unit = "ms" | "second" | "seconds" | "minute" | "minutes" | "hour" | "hours" | "day" | "days" | "week" | "weeks";
/** A length of time: text such as `'3 days'`, `'90 seconds'`, `'1.5 hours'`, or a number of milliseconds. A day is 24 hours. */
export type Duration = number | `${number} ${Unit}`;
export interface StepsOptions {
  /** For one try of one call: at most 10 minutes. Default 1 minute. */
  readonly timeout?: Duration;
  /** Tries in all, with growing pauses between them. Default 3. */
  readonly attempts?: number;
}
/** The functions of a playbook's `steps.ts`. */
export interface StepsDefinition<M = unknown> {
  readonly timeoutMs: number;
  readonly attempts: number;
  /** Only for types; it is never there. */
  readonly module?: M;
}
/** Functions of `steps.ts` as `ctx.steps` gives them: each returns a promise, since it runs in Node and not in the playbook. */
export type Steps<M> = { readonly [K in keyof M as M[K] extends ((...args: never[]) => unknown) ? K : never]: M[K] extends ((...args: infer A) => infer R) ? (...args: A) => Promise<Awaited<R>> : never; };
/**
 * Node code for a playbook: files, packages, databases. It stands in `steps.ts` beside `playbook.ts`; only its type is imported here.
 * Arguments and results are JSON. A function may run more than once (a crash, a retry), so let a repeat do no harm.
 *
 * @example
 * ```ts
 * playbook({
 *   id: 'invoice-intake',
 *   when: on.webhook('invoices'),
 *   steps: steps<typeof import('./steps.ts')>({ timeout: '2 minutes', attempts: 5 }),
 *   run: async ({ event, steps }) => ({ total: await steps.readTotal(event.body) }),
 * })
 * ```
 */
export declare function steps<M>(options?: StepsOptions): StepsDefinition<M>;
/** What every event has beside its own data. */
export interface EventEnvelope {
  readonly id: string;
  readonly workspaceId: string;
  /** place in the workspace’s log: increasing, without a gap */
  readonly seq: number;
  /** what changed */
  readonly subject: {
    readonly type: string;
    readonly id: string;
  };
  readonly projectId: string | null;
  readonly actor: Actor;
  readonly commandId: string;
  /** the event that started the automation which did this; null for a person’s own act */
  readonly causationId: string | null;
  /** the first event of the chain */
  readonly correlationId: string;
  /** how many automations lie between a person’s act and this */
  readonly depth: number;
  readonly occurredAt: Timestamp;
}
/** The event `workspace.created`. */
export interface WorkspaceCreatedEvent extends EventEnvelope {
  readonly type: "workspace.created";
  readonly workspace: Workspace;
}
/** The event `workspace.updated`. */
export interface WorkspaceUpdatedEvent extends EventEnvelope {
  readonly type: "workspace.updated";
  readonly workspace: Workspace;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `member.added`. */
export interface MemberAddedEvent extends EventEnvelope {
  readonly type: "member.added";
  readonly member: Member;
}
/** The event `member.updated`. */
export interface MemberUpdatedEvent extends EventEnvelope {
  readonly type: "member.updated";
  readonly member: Member;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `member.removed`. */
export interface MemberRemovedEvent extends EventEnvelope {
  readonly type: "member.removed";
  readonly member: Member;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `project.created`. */
export interface ProjectCreatedEvent extends EventEnvelope {
  readonly type: "project.created";
  readonly project: Project;
}
/** The event `project.updated`. */
export interface ProjectUpdatedEvent extends EventEnvelope {
  readonly type: "project.updated";
  readonly project: Project;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `project.archived`. */
export interface ProjectArchivedEvent extends EventEnvelope {
  readonly type: "project.archived";
  readonly project: Project;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `project.unarchived`. */
export interface ProjectUnarchivedEvent extends EventEnvelope {
  readonly type: "project.unarchived";
  readonly project: Project;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `project.deleted`. */
export interface ProjectDeletedEvent extends EventEnvelope {
  readonly type: "project.deleted";
  readonly project: Project;
}
/** The event `project_member.set`. */
export interface ProjectMemberSetEvent extends EventEnvelope {
  readonly type: "project_member.set";
  readonly projectMember: ProjectMember;
}
/** The event `project_member.removed`. */
export interface ProjectMemberRemovedEvent extends EventEnvelope {
  readonly type: "project_member.removed";
  readonly projectMember: ProjectMember;
}
/** The event `task.created`. */
export interface TaskCreatedEvent extends EventEnvelope {
  readonly type: "task.created";
  readonly task: Task;
}
/** The event `task.updated`. */
export interface TaskUpdatedEvent extends EventEnvelope {
  readonly type: "task.updated";
  readonly task: Task;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `task.status_changed`. */
export interface TaskStatusChangedEvent extends EventEnvelope {
  readonly type: "task.status_changed";
  readonly task: Task;
  readonly changes: {
    readonly [key: string]: Change;
  };
  readonly from: StatusCategory;
  readonly to: StatusCategory;
  readonly fromStateId: string;
  readonly toStateId: string;
}
/** The event `task.assigned`. */
export interface TaskAssignedEvent extends EventEnvelope {
  readonly type: "task.assigned";
  readonly task: Task;
  readonly changes: {
    readonly [key: string]: Change;
  };
  readonly from: string | null;
  readonly to: string | null;
}
/** The event `task.archived`. */
export interface TaskArchivedEvent extends EventEnvelope {
  readonly type: "task.archived";
  readonly task: Task;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `task.unarchived`. */
export interface TaskUnarchivedEvent extends EventEnvelope {
  readonly type: "task.unarchived";
  readonly task: Task;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `task.deleted`. */
export interface TaskDeletedEvent extends EventEnvelope {
  readonly type: "task.deleted";
  readonly task: Task;
}
/** The event `task_relation.created`. */
export interface TaskRelationCreatedEvent extends EventEnvelope {
  readonly type: "task_relation.created";
  readonly taskRelation: TaskRelation;
}
/** The event `task_relation.deleted`. */
export interface TaskRelationDeletedEvent extends EventEnvelope {
  readonly type: "task_relation.deleted";
  readonly taskRelation: TaskRelation;
}
/** The event `task_link.added`. */
export interface TaskLinkAddedEvent extends EventEnvelope {
  readonly type: "task_link.added";
  readonly taskLink: TaskLink;
}
/** The event `task_link.updated`. */
export interface TaskLinkUpdatedEvent extends EventEnvelope {
  readonly type: "task_link.updated";
  readonly taskLink: TaskLink;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `task_link.removed`. */
export interface TaskLinkRemovedEvent extends EventEnvelope {
  readonly type: "task_link.removed";
  readonly taskLink: TaskLink;
}
/** The event `change_set.updated`. */
export interface ChangeSetUpdatedEvent extends EventEnvelope {
  readonly type: "change_set.updated";
  readonly changeSet: ChangeSet;
  readonly changes?: {
    readonly [key: string]: Change;
  } | undefined;
}
/** The event `comment.created`. */
export interface CommentCreatedEvent extends EventEnvelope {
  readonly type: "comment.created";
  readonly comment: Comment;
}
/** The event `comment.updated`. */
export interface CommentUpdatedEvent extends EventEnvelope {
  readonly type: "comment.updated";
  readonly comment: Comment;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `comment.deleted`. */
export interface CommentDeletedEvent extends EventEnvelope {
  readonly type: "comment.deleted";
  readonly comment: Comment;
}
/** The event `time_entry.started`. */
export interface TimeEntryStartedEvent extends EventEnvelope {
  readonly type: "time_entry.started";
  readonly timeEntry: TimeEntry;
}
/** The event `time_entry.stopped`. */
export interface TimeEntryStoppedEvent extends EventEnvelope {
  readonly type: "time_entry.stopped";
  readonly timeEntry: TimeEntry;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `time_entry.created`. */
export interface TimeEntryCreatedEvent extends EventEnvelope {
  readonly type: "time_entry.created";
  readonly timeEntry: TimeEntry;
}
/** The event `time_entry.updated`. */
export interface TimeEntryUpdatedEvent extends EventEnvelope {
  readonly type: "time_entry.updated";
  readonly timeEntry: TimeEntry;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `time_entry.deleted`. */
export interface TimeEntryDeletedEvent extends EventEnvelope {
  readonly type: "time_entry.deleted";
  readonly timeEntry: TimeEntry;
}
/** The event `cycle.created`. */
export interface CycleCreatedEvent extends EventEnvelope {
  readonly type: "cycle.created";
  readonly cycle: Cycle;
}
/** The event `cycle.updated`. */
export interface CycleUpdatedEvent extends EventEnvelope {
  readonly type: "cycle.updated";
  readonly cycle: Cycle;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `cycle.started`. */
export interface CycleStartedEvent extends EventEnvelope {
  readonly type: "cycle.started";
  readonly cycle: Cycle;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `cycle.completed`. */
export interface CycleCompletedEvent extends EventEnvelope {
  readonly type: "cycle.completed";
  readonly cycle: Cycle;
  readonly changes: {
    readonly [key: string]: Change;
  };
  /** all that was in it and not canceled */
  readonly scope: WorkTotals;
  readonly completed: WorkTotals;
  /** what was taken out of it, for it was not done */
  readonly carriedOver: WorkTotals;
  /** where that went; null: into no cycle, or there was nothing */
  readonly nextCycleId: string | null;
}
/** The event `cycle.deleted`. */
export interface CycleDeletedEvent extends EventEnvelope {
  readonly type: "cycle.deleted";
  readonly cycle: Cycle;
}
/** The event `milestone.created`. */
export interface MilestoneCreatedEvent extends EventEnvelope {
  readonly type: "milestone.created";
  readonly milestone: Milestone;
}
/** The event `milestone.updated`. */
export interface MilestoneUpdatedEvent extends EventEnvelope {
  readonly type: "milestone.updated";
  readonly milestone: Milestone;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `milestone.reached`. */
export interface MilestoneReachedEvent extends EventEnvelope {
  readonly type: "milestone.reached";
  readonly milestone: Milestone;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `milestone.reopened`. */
export interface MilestoneReopenedEvent extends EventEnvelope {
  readonly type: "milestone.reopened";
  readonly milestone: Milestone;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `milestone.deleted`. */
export interface MilestoneDeletedEvent extends EventEnvelope {
  readonly type: "milestone.deleted";
  readonly milestone: Milestone;
}
/** The event `tag.created`. */
export interface TagCreatedEvent extends EventEnvelope {
  readonly type: "tag.created";
  readonly tag: Tag;
}
/** The event `tag.updated`. */
export interface TagUpdatedEvent extends EventEnvelope {
  readonly type: "tag.updated";
  readonly tag: Tag;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `tag.deleted`. */
export interface TagDeletedEvent extends EventEnvelope {
  readonly type: "tag.deleted";
  readonly tag: Tag;
}
/** The event `state.created`. */
export interface StateCreatedEvent extends EventEnvelope {
  readonly type: "state.created";
  readonly state: State;
}
/** The event `state.updated`. */
export interface StateUpdatedEvent extends EventEnvelope {
  readonly type: "state.updated";
  readonly state: State;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `state.deleted`. */
export interface StateDeletedEvent extends EventEnvelope {
  readonly type: "state.deleted";
  readonly state: State;
}
/** The event `custom_field.created`. */
export interface CustomFieldCreatedEvent extends EventEnvelope {
  readonly type: "custom_field.created";
  readonly customField: CustomField;
}
/** The event `custom_field.updated`. */
export interface CustomFieldUpdatedEvent extends EventEnvelope {
  readonly type: "custom_field.updated";
  readonly customField: CustomField;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `custom_field.deleted`. */
export interface CustomFieldDeletedEvent extends EventEnvelope {
  readonly type: "custom_field.deleted";
  readonly customField: CustomField;
}
/** The event `api_key.created`. */
export interface ApiKeyCreatedEvent extends EventEnvelope {
  readonly type: "api_key.created";
  readonly apiKey: ApiKey;
}
/** The event `api_key.revoked`. */
export interface ApiKeyRevokedEvent extends EventEnvelope {
  readonly type: "api_key.revoked";
  readonly apiKey: ApiKey;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `rule.created`. */
export interface RuleCreatedEvent extends EventEnvelope {
  readonly type: "rule.created";
  readonly rule: Rule;
}
/** The event `rule.updated`. */
export interface RuleUpdatedEvent extends EventEnvelope {
  readonly type: "rule.updated";
  readonly rule: Rule;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `rule.paused`. */
export interface RulePausedEvent extends EventEnvelope {
  readonly type: "rule.paused";
  readonly rule: Rule;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `rule.resumed`. */
export interface RuleResumedEvent extends EventEnvelope {
  readonly type: "rule.resumed";
  readonly rule: Rule;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `rule.deleted`. */
export interface RuleDeletedEvent extends EventEnvelope {
  readonly type: "rule.deleted";
  readonly rule: Rule;
}
/** The event `rule.run_requested`. */
export interface RuleRunRequestedEvent extends EventEnvelope {
  readonly type: "rule.run_requested";
  readonly rule: {
    readonly id: string;
    readonly name: string;
  };
  readonly input: unknown;
}
/** The event `playbook.deployed`. */
export interface PlaybookDeployedEvent extends EventEnvelope {
  readonly type: "playbook.deployed";
  readonly playbook: Playbook;
}
/** The event `playbook.updated`. */
export interface PlaybookUpdatedEvent extends EventEnvelope {
  readonly type: "playbook.updated";
  readonly playbook: Playbook;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `playbook.paused`. */
export interface PlaybookPausedEvent extends EventEnvelope {
  readonly type: "playbook.paused";
  readonly playbook: Playbook;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `playbook.resumed`. */
export interface PlaybookResumedEvent extends EventEnvelope {
  readonly type: "playbook.resumed";
  readonly playbook: Playbook;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `playbook.removed`. */
export interface PlaybookRemovedEvent extends EventEnvelope {
  readonly type: "playbook.removed";
  readonly playbook: Playbook;
}
/** The event `playbook.run_requested`. */
export interface PlaybookRunRequestedEvent extends EventEnvelope {
  readonly type: "playbook.run_requested";
  readonly playbook: string;
  readonly input: unknown;
}
/** The event `deployment.completed`. */
export interface DeploymentCompletedEvent extends EventEnvelope {
  readonly type: "deployment.completed";
  readonly deployment: {
    readonly source: string;
    readonly bundleHash: string;
    /** names of those that the bundle has */
    readonly playbooks: readonly string[];
    /** names of those that went with it */
    readonly removed: readonly string[];
  };
}
/** The event `webhook.created`. */
export interface WebhookCreatedEvent extends EventEnvelope {
  readonly type: "webhook.created";
  readonly webhook: Webhook;
}
/** The event `webhook.updated`. */
export interface WebhookUpdatedEvent extends EventEnvelope {
  readonly type: "webhook.updated";
  readonly webhook: Webhook;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `webhook.secret_rotated`. */
export interface WebhookSecretRotatedEvent extends EventEnvelope {
  readonly type: "webhook.secret_rotated";
  readonly webhook: Webhook;
}
/** The event `webhook.received`. */
export interface WebhookReceivedEvent extends EventEnvelope {
  readonly type: "webhook.received";
  /** the path at which it came in */
  readonly webhook: string;
  /** lower-case names; no signature or authorization */
  readonly headers: {
    readonly [key: string]: string;
  };
  readonly body: unknown;
}
/** The event `template.created`. */
export interface TemplateCreatedEvent extends EventEnvelope {
  readonly type: "template.created";
  readonly template: Template;
}
/** The event `template.updated`. */
export interface TemplateUpdatedEvent extends EventEnvelope {
  readonly type: "template.updated";
  readonly template: Template;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `template.deleted`. */
export interface TemplateDeletedEvent extends EventEnvelope {
  readonly type: "template.deleted";
  readonly template: Template;
}
/** The event `template.applied`. */
export interface TemplateAppliedEvent extends EventEnvelope {
  readonly type: "template.applied";
  readonly templateApplication: TemplateApplication;
}
/** The event `template.apply_undone`. */
export interface TemplateApplyUndoneEvent extends EventEnvelope {
  readonly type: "template.apply_undone";
  readonly templateApplication: TemplateApplication;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `series.created`. */
export interface SeriesCreatedEvent extends EventEnvelope {
  readonly type: "series.created";
  readonly series: Series;
}
/** The event `series.updated`. */
export interface SeriesUpdatedEvent extends EventEnvelope {
  readonly type: "series.updated";
  readonly series: Series;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `series.failed`. */
export interface SeriesFailedEvent extends EventEnvelope {
  readonly type: "series.failed";
  readonly series: Series;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `series.missed`. */
export interface SeriesMissedEvent extends EventEnvelope {
  readonly type: "series.missed";
  readonly seriesId: string;
  readonly name: string;
  readonly ownerId: string;
  /** occurrences that were left out, since nobody was there to make them */
  readonly dates: readonly CalendarDate[];
}
/** The event `schedule.created`. */
export interface ScheduleCreatedEvent extends EventEnvelope {
  readonly type: "schedule.created";
  readonly schedule: Schedule;
}
/** The event `schedule.updated`. */
export interface ScheduleUpdatedEvent extends EventEnvelope {
  readonly type: "schedule.updated";
  readonly schedule: Schedule;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `schedule.paused`. */
export interface SchedulePausedEvent extends EventEnvelope {
  readonly type: "schedule.paused";
  readonly schedule: Schedule;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `schedule.resumed`. */
export interface ScheduleResumedEvent extends EventEnvelope {
  readonly type: "schedule.resumed";
  readonly schedule: Schedule;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `schedule.removed`. */
export interface ScheduleRemovedEvent extends EventEnvelope {
  readonly type: "schedule.removed";
  readonly schedule: Schedule;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `schedule.fired`. */
export interface ScheduleFiredEvent extends EventEnvelope {
  readonly type: "schedule.fired";
  readonly schedule: FiringSchedule;
  /** the time that it was planned for */
  readonly scheduledFor: Timestamp;
  /** what the firing before was planned for */
  readonly previousFor: Timestamp | null;
  readonly timeZone: string;
  /** caught_up: somebody should have been there for it earlier */
  readonly reason: FiringReason;
}
/** The event `schedule.missed`. */
export interface ScheduleMissedEvent extends EventEnvelope {
  readonly type: "schedule.missed";
  readonly schedule: FiringSchedule;
  /** how many are not made up for; 1000 stands for more, too */
  readonly count: number;
  readonly from: Timestamp;
  readonly to: Timestamp;
  readonly timeZone: string;
}
/** The event `webhook_endpoint.created`. */
export interface WebhookEndpointCreatedEvent extends EventEnvelope {
  readonly type: "webhook_endpoint.created";
  readonly webhookEndpoint: WebhookEndpoint;
}
/** The event `webhook_endpoint.updated`. */
export interface WebhookEndpointUpdatedEvent extends EventEnvelope {
  readonly type: "webhook_endpoint.updated";
  readonly webhookEndpoint: WebhookEndpoint;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `webhook_endpoint.secret_rotated`. */
export interface WebhookEndpointSecretRotatedEvent extends EventEnvelope {
  readonly type: "webhook_endpoint.secret_rotated";
  readonly webhookEndpoint: WebhookEndpoint;
}
/** The event `webhook_endpoint.disabled`. */
export interface WebhookEndpointDisabledEvent extends EventEnvelope {
  readonly type: "webhook_endpoint.disabled";
  readonly webhookEndpoint: WebhookEndpoint;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `webhook_endpoint.failing`. */
export interface WebhookEndpointFailingEvent extends EventEnvelope {
  readonly type: "webhook_endpoint.failing";
  readonly webhookEndpoint: WebhookEndpoint;
  /** it has taken nothing since */
  readonly since: Timestamp;
  readonly reason: string;
}
/** The event `webhook_endpoint.deleted`. */
export interface WebhookEndpointDeletedEvent extends EventEnvelope {
  readonly type: "webhook_endpoint.deleted";
  readonly webhookEndpoint: WebhookEndpoint;
}
/** The event `connection.created`. */
export interface ConnectionCreatedEvent extends EventEnvelope {
  readonly type: "connection.created";
  readonly connection: Connection;
}
/** The event `connection.updated`. */
export interface ConnectionUpdatedEvent extends EventEnvelope {
  readonly type: "connection.updated";
  readonly connection: Connection;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `connection.reconnected`. */
export interface ConnectionReconnectedEvent extends EventEnvelope {
  readonly type: "connection.reconnected";
  readonly connection: Connection;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `connection.paused`. */
export interface ConnectionPausedEvent extends EventEnvelope {
  readonly type: "connection.paused";
  readonly connection: Connection;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `connection.resumed`. */
export interface ConnectionResumedEvent extends EventEnvelope {
  readonly type: "connection.resumed";
  readonly connection: Connection;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `connection.disconnected`. */
export interface ConnectionDisconnectedEvent extends EventEnvelope {
  readonly type: "connection.disconnected";
  readonly connection: Connection;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `connection.trouble`. */
export interface ConnectionTroubleEvent extends EventEnvelope {
  readonly type: "connection.trouble";
  readonly connection: Connection;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `connection.recovered`. */
export interface ConnectionRecoveredEvent extends EventEnvelope {
  readonly type: "connection.recovered";
  readonly connection: Connection;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `connection.called`. */
export interface ConnectionCalledEvent extends EventEnvelope {
  readonly type: "connection.called";
  readonly provider: string;
  /** what was asked of the service over HTTP, e.g. `createIssue` */
  readonly action: string;
  /** the code of what it met; null: it was done */
  readonly error: string | null;
}
/** The event `connection.deleted`. */
export interface ConnectionDeletedEvent extends EventEnvelope {
  readonly type: "connection.deleted";
  readonly connection: Connection;
}
/** The event `connection_tool.allowed`. */
export interface ConnectionToolAllowedEvent extends EventEnvelope {
  readonly type: "connection_tool.allowed";
  readonly connectionTool: ConnectionTool;
}
/** The event `connection_tool.changed`. */
export interface ConnectionToolChangedEvent extends EventEnvelope {
  readonly type: "connection_tool.changed";
  readonly connectionTool: ConnectionTool;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `connection_tool.removed`. */
export interface ConnectionToolRemovedEvent extends EventEnvelope {
  readonly type: "connection_tool.removed";
  readonly connectionTool: ConnectionTool;
}
/** The event `user_link.set`. */
export interface UserLinkSetEvent extends EventEnvelope {
  readonly type: "user_link.set";
  readonly userLink: UserLink;
}
/** The event `user_link.removed`. */
export interface UserLinkRemovedEvent extends EventEnvelope {
  readonly type: "user_link.removed";
  readonly userLink: UserLink;
}
/** The event `mapping.created`. */
export interface MappingCreatedEvent extends EventEnvelope {
  readonly type: "mapping.created";
  readonly mapping: Mapping;
}
/** The event `mapping.updated`. */
export interface MappingUpdatedEvent extends EventEnvelope {
  readonly type: "mapping.updated";
  readonly mapping: Mapping;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `mapping.deleted`. */
export interface MappingDeletedEvent extends EventEnvelope {
  readonly type: "mapping.deleted";
  readonly mapping: Mapping;
}
/** The event `sync_conflict.opened`. */
export interface SyncConflictOpenedEvent extends EventEnvelope {
  readonly type: "sync_conflict.opened";
  readonly syncConflict: SyncConflict;
}
/** The event `sync_conflict.updated`. */
export interface SyncConflictUpdatedEvent extends EventEnvelope {
  readonly type: "sync_conflict.updated";
  readonly syncConflict: SyncConflict;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `sync_conflict.resolved`. */
export interface SyncConflictResolvedEvent extends EventEnvelope {
  readonly type: "sync_conflict.resolved";
  readonly syncConflict: SyncConflict;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `sync_conflict.gone`. */
export interface SyncConflictGoneEvent extends EventEnvelope {
  readonly type: "sync_conflict.gone";
  readonly syncConflict: SyncConflict;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `suggestion_dismissal.created`. */
export interface SuggestionDismissalCreatedEvent extends EventEnvelope {
  readonly type: "suggestion_dismissal.created";
  readonly suggestionDismissal: SuggestionDismissal;
}
/** The event `suggestion_dismissal.deleted`. */
export interface SuggestionDismissalDeletedEvent extends EventEnvelope {
  readonly type: "suggestion_dismissal.deleted";
  readonly suggestionDismissal: SuggestionDismissal;
}
/** The event `notification.sent`. */
export interface NotificationSentEvent extends EventEnvelope {
  readonly type: "notification.sent";
  /** who was told; empty: nobody is there for whom it was meant */
  readonly memberIds: readonly string[];
  readonly title: string;
  readonly body: string;
  readonly about: {
    readonly type: string;
    readonly id: string;
  } | null;
  readonly link: string | null;
}
/** The event `automation.throttled`. */
export interface AutomationThrottledEvent extends EventEnvelope {
  readonly type: "automation.throttled";
  readonly automation: {
    readonly kind: "rule" | "playbook";
    readonly id: string;
    readonly name: string;
  };
  readonly cause: "slow_condition" | "rate";
  /** the event for which its condition took too long */
  readonly slowSeq?: number | undefined;
  /** the first event whose run was held, since it would start too many in a minute */
  readonly heldSeq?: number | undefined;
  readonly reason: string;
}
/** The event `run.completed`. */
export interface RunCompletedEvent extends EventEnvelope {
  readonly type: "run.completed";
  readonly run: EndedRun;
  /** what the playbook returned */
  readonly result: unknown;
}
/** The event `run.failed`. */
export interface RunFailedEvent extends EventEnvelope {
  readonly type: "run.failed";
  readonly run: EndedRun;
  readonly error: {
    readonly code: RunErrorCode;
    /** in words */
    readonly message: string;
    readonly fields?: readonly {
      readonly path: string;
      readonly expected: string;
      readonly code: string;
    }[] | undefined;
  };
}
/** The event `approval.requested`. */
export interface ApprovalRequestedEvent extends EventEnvelope {
  readonly type: "approval.requested";
  readonly approval: Approval;
}
/** The event `approval.answered`. */
export interface ApprovalAnsweredEvent extends EventEnvelope {
  readonly type: "approval.answered";
  readonly approval: Approval;
  readonly changes: {
    readonly [key: string]: Change;
  };
  /** who answered; of several who are asked, the approval may still be pending */
  readonly memberId: string;
  readonly answer: {
    readonly [key: string]: unknown;
  };
}
/** The event `approval.reminded`. */
export interface ApprovalRemindedEvent extends EventEnvelope {
  readonly type: "approval.reminded";
  readonly approval: Approval;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `approval.expired`. */
export interface ApprovalExpiredEvent extends EventEnvelope {
  readonly type: "approval.expired";
  readonly approval: Approval;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `approval.canceled`. */
export interface ApprovalCanceledEvent extends EventEnvelope {
  readonly type: "approval.canceled";
  readonly approval: Approval;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `patch.proposed`. */
export interface PatchProposedEvent extends EventEnvelope {
  readonly type: "patch.proposed";
  readonly patch: Patch;
}
/** The event `patch.reviewed`. */
export interface PatchReviewedEvent extends EventEnvelope {
  readonly type: "patch.reviewed";
  readonly patch: Patch;
  readonly changes: {
    readonly [key: string]: Change;
  };
  readonly decisions: readonly PatchDecision[];
}
/** The event `patch.applied`. */
export interface PatchAppliedEvent extends EventEnvelope {
  readonly type: "patch.applied";
  readonly patch: Patch;
  readonly changes: {
    readonly [key: string]: Change;
  };
  /** keys of the operations that were done; their events have the same commandId */
  readonly applied: readonly string[];
  /** keys of those that were not, for something had changed */
  readonly stale: readonly string[];
}
/** The event `patch.stale`. */
export interface PatchStaleEvent extends EventEnvelope {
  readonly type: "patch.stale";
  readonly patch: Patch;
  readonly changes: {
    readonly [key: string]: Change;
  };
  /** keys of the operations that were to be applied; none could be */
  readonly stale: readonly string[];
}
/** The event `patch.undone`. */
export interface PatchUndoneEvent extends EventEnvelope {
  readonly type: "patch.undone";
  readonly patch: Patch;
  readonly changes: {
    readonly [key: string]: Change;
  };
  /** keys of the operations that were taken back */
  readonly undone: readonly string[];
}
/** The event `patch.superseded`. */
export interface PatchSupersededEvent extends EventEnvelope {
  readonly type: "patch.superseded";
  readonly patch: Patch;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `patch.withdrawn`. */
export interface PatchWithdrawnEvent extends EventEnvelope {
  readonly type: "patch.withdrawn";
  readonly patch: Patch;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `patch.expired`. */
export interface PatchExpiredEvent extends EventEnvelope {
  readonly type: "patch.expired";
  readonly patch: Patch;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `patch_policy.created`. */
export interface PatchPolicyCreatedEvent extends EventEnvelope {
  readonly type: "patch_policy.created";
  readonly patchPolicy: PatchPolicy;
}
/** The event `patch_policy.updated`. */
export interface PatchPolicyUpdatedEvent extends EventEnvelope {
  readonly type: "patch_policy.updated";
  readonly patchPolicy: PatchPolicy;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `patch_policy.deleted`. */
export interface PatchPolicyDeletedEvent extends EventEnvelope {
  readonly type: "patch_policy.deleted";
  readonly patchPolicy: PatchPolicy;
}
/** The event `model_budget.set`. */
export interface ModelBudgetSetEvent extends EventEnvelope {
  readonly type: "model_budget.set";
  readonly modelBudget: ModelBudget;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `model_budget.deleted`. */
export interface ModelBudgetDeletedEvent extends EventEnvelope {
  readonly type: "model_budget.deleted";
  readonly modelBudget: ModelBudget;
}
/** The event `model_budget.warned`. */
export interface ModelBudgetWarnedEvent extends EventEnvelope {
  readonly type: "model_budget.warned";
  readonly modelBudget: ModelBudget;
  readonly since: CalendarDate;
}
/** The event `model_budget.exceeded`. */
export interface ModelBudgetExceededEvent extends EventEnvelope {
  readonly type: "model_budget.exceeded";
  readonly modelBudget: ModelBudget;
  readonly since: CalendarDate;
}
/** The event `preference.created`. */
export interface PreferenceCreatedEvent extends EventEnvelope {
  readonly type: "preference.created";
  readonly preference: Preference;
}
/** The event `preference.learned`. */
export interface PreferenceLearnedEvent extends EventEnvelope {
  readonly type: "preference.learned";
  readonly preference: Preference;
}
/** The event `preference.updated`. */
export interface PreferenceUpdatedEvent extends EventEnvelope {
  readonly type: "preference.updated";
  readonly preference: Preference;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `preference.shared`. */
export interface PreferenceSharedEvent extends EventEnvelope {
  readonly type: "preference.shared";
  readonly preference: Preference;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `preference.deleted`. */
export interface PreferenceDeletedEvent extends EventEnvelope {
  readonly type: "preference.deleted";
  readonly preference: Preference;
}
/** The event `preference.forgotten`. */
export interface PreferenceForgottenEvent extends EventEnvelope {
  readonly type: "preference.forgotten";
  readonly preference: Preference;
}
/** The event `learning.exported`. */
export interface LearningExportedEvent extends EventEnvelope {
  readonly type: "learning.exported";
  readonly scope: "workspace" | "project";
}
/** The event `agent.created`. */
export interface AgentCreatedEvent extends EventEnvelope {
  readonly type: "agent.created";
  readonly agent: Agent;
}
/** The event `agent.updated`. */
export interface AgentUpdatedEvent extends EventEnvelope {
  readonly type: "agent.updated";
  readonly agent: Agent;
  readonly changes: {
    readonly [key: string]: Change;
  };
}
/** The event `agent.deleted`. */
export interface AgentDeletedEvent extends EventEnvelope {
  readonly type: "agent.deleted";
  readonly agent: Agent;
}
/** The event `agent_run.created`. */
export interface AgentRunCreatedEvent extends EventEnvelope {
  readonly type: "agent_run.created";
  readonly agentRun: AgentRunSummary;
}
/** The event `agent_run.waiting`. */
export interface AgentRunWaitingEvent extends EventEnvelope {
  readonly type: "agent_run.waiting";
  readonly agentRun: AgentRunSummary;
}
/** The event `agent_run.answered`. */
export interface AgentRunAnsweredEvent extends EventEnvelope {
  readonly type: "agent_run.answered";
  readonly agentRun: AgentRunSummary;
  /** whose call was answered */
  readonly step: number;
}
/** The event `agent_run.resumed`. */
export interface AgentRunResumedEvent extends EventEnvelope {
  readonly type: "agent_run.resumed";
  readonly agentRun: AgentRunSummary;
}
/** The event `agent_run.cancel_requested`. */
export interface AgentRunCancelRequestedEvent extends EventEnvelope {
  readonly type: "agent_run.cancel_requested";
  readonly agentRun: AgentRunSummary;
}
/** The event `agent_run.completed`. */
export interface AgentRunCompletedEvent extends EventEnvelope {
  readonly type: "agent_run.completed";
  readonly agentRun: AgentRunSummary;
}
/** The event `agent_run.failed`. */
export interface AgentRunFailedEvent extends EventEnvelope {
  readonly type: "agent_run.failed";
  readonly agentRun: AgentRunSummary;
}
/** The event `agent_run.canceled`. */
export interface AgentRunCanceledEvent extends EventEnvelope {
  readonly type: "agent_run.canceled";
  readonly agentRun: AgentRunSummary;
}
/** The event `run.retry_requested`. */
export interface RunRetryRequestedEvent extends EventEnvelope {
  readonly type: "run.retry_requested";
  readonly run: {
    readonly id: string;
    readonly name: string;
  };
  readonly fromStep: number | null;
  readonly version: RetryVersion;
}
/** The event `event.replay_requested`. */
export interface EventReplayRequestedEvent extends EventEnvelope {
  readonly type: "event.replay_requested";
  readonly automation: {
    readonly kind: "rule" | "playbook";
    readonly id: string;
    readonly name: string;
  };
}
/** The event `run.cancel_requested`. */
export interface RunCancelRequestedEvent extends EventEnvelope {
  readonly type: "run.cancel_requested";
  readonly run: {
    readonly id: string;
    readonly name: string;
  };
}
/** The event of each type. */
export interface EventMap {
  readonly "workspace.created": WorkspaceCreatedEvent;
  readonly "workspace.updated": WorkspaceUpdatedEvent;
  readonly "member.added": MemberAddedEvent;
  readonly "member.updated": MemberUpdatedEvent;
  readonly "member.removed": MemberRemovedEvent;
  readonly "project.created": ProjectCreatedEvent;
  readonly "project.updated": ProjectUpdatedEvent;
  readonly "project.archived": ProjectArchivedEvent;
  readonly "project.unarchived": ProjectUnarchivedEvent;
  readonly "project.deleted": ProjectDeletedEvent;
  readonly "project_member.set": ProjectMemberSetEvent;
  readonly "project_member.removed": ProjectMemberRemovedEvent;
  readonly "task.created": TaskCreatedEvent;
  readonly "task.updated": TaskUpdatedEvent;
  readonly "task.status_changed": TaskStatusChangedEvent;
  readonly "task.assigned": TaskAssignedEvent;
  readonly "task.archived": TaskArchivedEvent;
  readonly "task.unarchived": TaskUnarchivedEvent;
  readonly "task.deleted": TaskDeletedEvent;
  readonly "task_relation.created": TaskRelationCreatedEvent;
  readonly "task_relation.deleted": TaskRelationDeletedEvent;
  readonly "task_link.added": TaskLinkAddedEvent;
  readonly "task_link.updated": TaskLinkUpdatedEvent;
  readonly "task_link.removed": TaskLinkRemovedEvent;
  readonly "change_set.updated": ChangeSetUpdatedEvent;
  readonly "comment.created": CommentCreatedEvent;
  readonly "comment.updated": CommentUpdatedEvent;
  readonly "comment.deleted": CommentDeletedEvent;
  readonly "time_entry.started": TimeEntryStartedEvent;
  readonly "time_entry.stopped": TimeEntryStoppedEvent;
  readonly "time_entry.created": TimeEntryCreatedEvent;
  readonly "time_entry.updated": TimeEntryUpdatedEvent;
  readonly "time_entry.deleted": TimeEntryDeletedEvent;
  readonly "cycle.created": CycleCreatedEvent;
  readonly "cycle.updated": CycleUpdatedEvent;
  readonly "cycle.started": CycleStartedEvent;
  readonly "cycle.completed": CycleCompletedEvent;
  readonly "cycle.deleted": CycleDeletedEvent;
  readonly "milestone.created": MilestoneCreatedEvent;
  readonly "milestone.updated": MilestoneUpdatedEvent;
  readonly "milestone.reached": MilestoneReachedEvent;
  readonly "milestone.reopened": MilestoneReopenedEvent;
  readonly "milestone.deleted": MilestoneDeletedEvent;
  readonly "tag.created": TagCreatedEvent;
  readonly "tag.updated": TagUpdatedEvent;
  readonly "tag.deleted": TagDeletedEvent;
  readonly "state.created": StateCreatedEvent;
  readonly "state.updated": StateUpdatedEvent;
  readonly "state.deleted": StateDeletedEvent;
  readonly "custom_field.created": CustomFieldCreatedEvent;
  readonly "custom_field.updated": CustomFieldUpdatedEvent;
  readonly "custom_field.deleted": CustomFieldDeletedEvent;
  readonly "api_key.created": ApiKeyCreatedEvent;
  readonly "api_key.revoked": ApiKeyRevokedEvent;
  readonly "rule.created": RuleCreatedEvent;
  readonly "rule.updated": RuleUpdatedEvent;
  readonly "rule.paused": RulePausedEvent;
  readonly "rule.resumed": RuleResumedEvent;
  readonly "rule.deleted": RuleDeletedEvent;
  readonly "rule.run_requested": RuleRunRequestedEvent;
  readonly "playbook.deployed": PlaybookDeployedEvent;
  readonly "playbook.updated": PlaybookUpdatedEvent;
  readonly "playbook.paused": PlaybookPausedEvent;
  readonly "playbook.resumed": PlaybookResumedEvent;
  readonly "playbook.removed": PlaybookRemovedEvent;
  readonly "playbook.run_requested": PlaybookRunRequestedEvent;
  readonly "deployment.completed": DeploymentCompletedEvent;
  readonly "webhook.created": WebhookCreatedEvent;
  readonly "webhook.updated": WebhookUpdatedEvent;
  readonly "webhook.secret_rotated": WebhookSecretRotatedEvent;
  readonly "webhook.received": WebhookReceivedEvent;
  readonly "template.created": TemplateCreatedEvent;
  readonly "template.updated": TemplateUpdatedEvent;
  readonly "template.deleted": TemplateDeletedEvent;
  readonly "template.applied": TemplateAppliedEvent;
  readonly "template.apply_undone": TemplateApplyUndoneEvent;
  readonly "series.created": SeriesCreatedEvent;
  readonly "series.updated": SeriesUpdatedEvent;
  readonly "series.failed": SeriesFailedEvent;
  readonly "series.missed": SeriesMissedEvent;
  readonly "schedule.created": ScheduleCreatedEvent;
  readonly "schedule.updated": ScheduleUpdatedEvent;
  readonly "schedule.paused": SchedulePausedEvent;
  readonly "schedule.resumed": ScheduleResumedEvent;
  readonly "schedule.removed": ScheduleRemovedEvent;
  readonly "schedule.fired": ScheduleFiredEvent;
  readonly "schedule.missed": ScheduleMissedEvent;
  readonly "webhook_endpoint.created": WebhookEndpointCreatedEvent;
  readonly "webhook_endpoint.updated": WebhookEndpointUpdatedEvent;
  readonly "webhook_endpoint.secret_rotated": WebhookEndpointSecretRotatedEvent;
  readonly "webhook_endpoint.disabled": WebhookEndpointDisabledEvent;
  readonly "webhook_endpoint.failing": WebhookEndpointFailingEvent;
  readonly "webhook_endpoint.deleted": WebhookEndpointDeletedEvent;
  readonly "connection.created": ConnectionCreatedEvent;
  readonly "connection.updated": ConnectionUpdatedEvent;
  readonly "connection.reconnected": ConnectionReconnectedEvent;
  readonly "connection.paused": ConnectionPausedEvent;
  readonly "connection.resumed": ConnectionResumedEvent;
  readonly "connection.disconnected": ConnectionDisconnectedEvent;
  readonly "connection.trouble": ConnectionTroubleEvent;
  readonly "connection.recovered": ConnectionRecoveredEvent;
  readonly "connection.called": ConnectionCalledEvent;
  readonly "connection.deleted": ConnectionDeletedEvent;
  readonly "connection_tool.allowed": ConnectionToolAllowedEvent;
  readonly "connection_tool.changed": ConnectionToolChangedEvent;
  readonly "connection_tool.removed": ConnectionToolRemovedEvent;
  readonly "user_link.set": UserLinkSetEvent;
  readonly "user_link.removed": UserLinkRemovedEvent;
  readonly "mapping.created": MappingCreatedEvent;
  readonly "mapping.updated": MappingUpdatedEvent;
  readonly "mapping.deleted": MappingDeletedEvent;
  readonly "sync_conflict.opened": SyncConflictOpenedEvent;
  readonly "sync_conflict.updated": SyncConflictUpdatedEvent;
  readonly "sync_conflict.resolved": SyncConflictResolvedEvent;
  readonly "sync_conflict.gone": SyncConflictGoneEvent;
  readonly "suggestion_dismissal.created": SuggestionDismissalCreatedEvent;
  readonly "suggestion_dismissal.deleted": SuggestionDismissalDeletedEvent;
  readonly "notification.sent": NotificationSentEvent;
  readonly "automation.throttled": AutomationThrottledEvent;
  readonly "run.completed": RunCompletedEvent;
  readonly "run.failed": RunFailedEvent;
  readonly "approval.requested": ApprovalRequestedEvent;
  readonly "approval.answered": ApprovalAnsweredEvent;
  readonly "approval.reminded": ApprovalRemindedEvent;
  readonly "approval.expired": ApprovalExpiredEvent;
  readonly "approval.canceled": ApprovalCanceledEvent;
  readonly "patch.proposed": PatchProposedEvent;
  readonly "patch.reviewed": PatchReviewedEvent;
  readonly "patch.applied": PatchAppliedEvent;
  readonly "patch.stale": PatchStaleEvent;
  readonly "patch.undone": PatchUndoneEvent;
  readonly "patch.superseded": PatchSupersededEvent;
  readonly "patch.withdrawn": PatchWithdrawnEvent;
  readonly "patch.expired": PatchExpiredEvent;
  readonly "patch_policy.created": PatchPolicyCreatedEvent;
  readonly "patch_policy.updated": PatchPolicyUpdatedEvent;
  readonly "patch_policy.deleted": PatchPolicyDeletedEvent;
  readonly "model_budget.set": ModelBudgetSetEvent;
  readonly "model_budget.deleted": ModelBudgetDeletedEvent;
  readonly "model_budget.warned": ModelBudgetWarnedEvent;
  readonly "model_budget.exceeded": ModelBudgetExceededEvent;
  readonly "preference.created": PreferenceCreatedEvent;
  readonly "preference.learned": PreferenceLearnedEvent;
  readonly "preference.updated": PreferenceUpdatedEvent;
  readonly "preference.shared": PreferenceSharedEvent;
  readonly "preference.deleted": PreferenceDeletedEvent;
  readonly "preference.forgotten": PreferenceForgottenEvent;
  readonly "learning.exported": LearningExportedEvent;
  readonly "agent.created": AgentCreatedEvent;
  readonly "agent.updated": AgentUpdatedEvent;
  readonly "agent.deleted": AgentDeletedEvent;
  readonly "agent_run.created": AgentRunCreatedEvent;
  readonly "agent_run.waiting": AgentRunWaitingEvent;
  readonly "agent_run.answered": AgentRunAnsweredEvent;
  readonly "agent_run.resumed": AgentRunResumedEvent;
  readonly "agent_run.cancel_requested": AgentRunCancelRequestedEvent;
  readonly "agent_run.completed": AgentRunCompletedEvent;
  readonly "agent_run.failed": AgentRunFailedEvent;
  readonly "agent_run.canceled": AgentRunCanceledEvent;
  readonly "run.retry_requested": RunRetryRequestedEvent;
  readonly "event.replay_requested": EventReplayRequestedEvent;
  readonly "run.cancel_requested": RunCancelRequestedEvent;
}
/** The name of an event of Orchestrator’s own, e.g. `task.status_changed`. */
export type EventType = keyof EventMap;
/** Any event of Orchestrator’s own, told apart by `type`. */
export type DomainEvent = EventMap[EventType];
/** A workspace’s own event, made with `defineEvent` and sent with `events.send`. */
export interface CustomEvent<T extends string = string, P = unknown> extends EventEnvelope {
  readonly type: T;
  readonly payload: P;
}
/** What starts a playbook, or what a wait waits for. `E` is the type of the event. */
export interface Trigger<out E = unknown> {
  readonly kind: "event" | "webhook" | "manual" | "schedule" | "run";
  /** Only for types; it is never there. */
  readonly event?: E;
}
/** One name of an event, several, or events of your own. */
export type EventSource = EventType | AnyEventDefinition | readonly (EventType | AnyEventDefinition)[];
/** The type of the event that a source gives. */
export type EventOf<S> = S extends EventType ? EventMap[S] : S extends {
  readonly type: infer N extends string;
  readonly schema: {
    readonly output?: infer O;
  };
} ? CustomEvent<N, O> : S extends readonly (infer U)[] ? EventOf<U> : never;
/** What a condition sees of a source: payloads as they are sent, before a schema changes them. */
export type StoredEventOf<S> = S extends EventType ? EventMap[S] : S extends ((payload: infer I) => {
  readonly type: infer N extends string;
}) ? CustomEvent<N, I> : S extends readonly (infer U)[] ? StoredEventOf<U> : never;
/** A webhook that came in at one path. */
export interface WebhookEvent<Path extends string = string, Body = unknown> extends Omit<WebhookReceivedEvent, "webhook" | "body"> {
  /** The path at which it came in. */
  readonly webhook: Path;
  /** What the schema made of the body. */
  readonly body: Body;
}
/** Somebody started the playbook with the button, the API or the command line. */
export interface ManualEvent<Input = unknown> extends Omit<PlaybookRunRequestedEvent, "input"> {
  /** What the schema made of the input. */
  readonly input: Input;
}
/** What an agent is asked. */
export interface AgentRequest {
  /** What to do, or to find out: at most 50,000 characters. */
  readonly prompt: string;
  /** What it is about: the agent sees it. Default: the project of the task. */
  readonly projectId?: string | null;
  readonly taskId?: string | null;
  /** Tools of your own beside those that the agent has; made with `tool`. */
  readonly tools?: readonly AgentTool[];
}
/** What came of an agent's run. */
export interface AgentAnswer<O = unknown> {
  readonly runId: string;
  /** Text, or what its `output` describes. */
  readonly output: O;
  /** The patches that it proposed. */
  readonly patchIds: readonly string[];
  readonly usage: AgentRunSummary["usage"];
}
/** Agents: they look, think and propose; what they propose people decide. */
export interface Agents {
  /**
   * Asks an agent and waits for its answer, for minutes or, where people have to approve something, for days. It acts with the rights
   * of the run.
   *
   * @param agent one that `agent` defined, or the name of a built-in one or of the workspace
   * @throws AgentError when it failed or was cancelled
   * @throws SchemaError when its answer does not meet its `output`
   *
   * @example
   * ```ts
   * const { output, patchIds } = await agents.run('planner', { prompt: 'Plan the launch.', projectId: event.projectId })
   * ```
   */
  run<O>(agent: DefinedAgent<O>, request: AgentRequest): Promise<AgentAnswer<O>>;
  run(agent: string, request: AgentRequest): Promise<AgentAnswer>;
}
/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Give it as `cursor` for the next page; null: this was the last. */
  readonly nextCursor: string | null;
}
export interface PageOptions {
  /** 1 to 200; default 50. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | null;
}
/** Which tasks, oldest first; what is left out does not matter. */
export interface TaskFilter extends PageOptions {
  readonly projectId?: string;
  readonly status?: StatusCategory | readonly StatusCategory[];
  readonly stateId?: string;
  readonly type?: TaskType | readonly TaskType[];
  readonly priority?: Priority | readonly Priority[];
  /** null: nobody's. */
  readonly assigneeId?: string | null;
  /** Occurrences of this series. */
  readonly seriesId?: string;
  /** null: those that are no part of another. */
  readonly parentId?: string | null;
  /** null: those in none. */
  readonly cycleId?: string | null;
  /** null: those towards none. */
  readonly milestoneId?: string | null;
  /** The tag's name. */
  readonly tag?: string;
  /** Changed at or after this instant. */
  readonly updatedSince?: Timestamp;
  /** Every word begins a word of the title or description; or a task's identifier. */
  readonly q?: string;
  /** Default false: archived tasks are left out; true: only archived ones. */
  readonly archived?: boolean;
}
export interface ProjectFilter extends PageOptions {
  readonly status?: ProjectStatus | readonly ProjectStatus[];
  readonly key?: string;
  /** Default false: archived projects are left out; true: only archived ones. */
  readonly archived?: boolean;
}
export interface CommentFilter extends PageOptions {
  readonly taskId: string;
}
export interface CycleFilter extends PageOptions {
  readonly projectId?: string;
  readonly state?: CycleState | readonly CycleState[];
}
export interface MilestoneFilter extends PageOptions {
  readonly projectId?: string;
  /** true: only those that are reached; false: only those that are not. */
  readonly reached?: boolean;
}
export interface TimeEntryFilter extends PageOptions {
  readonly taskId?: string;
  readonly projectId?: string;
  readonly memberId?: string;
  readonly billable?: boolean;
  /** true: timers that run; false: entries that have ended. */
  readonly running?: boolean;
  /** Begun at or after this instant. */
  readonly from?: Timestamp;
  /** Begun before this instant. */
  readonly to?: Timestamp;
}
/** An entity or its id. */
export type Reference = string | {
  readonly id: string;
};
/** Tasks of the workspace, with the rights of the playbook. */
export interface Tasks {
  /** @returns the task as it is stored, with its identifier */
  create(input: TaskCreateInput): Promise<Task>;
  /** null: there is none with this id. */
  get(task: Reference): Promise<Task | null>;
  /** Fields that are left out stay; null empties a field. */
  update(task: Reference, changes: Omit<TaskUpdateInput, "id">): Promise<Task>;
  /** Puts the task into the first state of the category `completed`. */
  complete(task: Reference): Promise<Task>;
  list(filter?: TaskFilter): Promise<Page<Task>>;
  /** Attaches files as they are to be, with null for one that is deleted; a pull request that is made from the task takes them. */
  attachChanges(task: Reference, files: ChangeSetAttachInput["files"]): Promise<ChangeSet>;
  /**
   * Asks for a pull request: a branch, a commit of the attached files, title and text of the task.
   * @returns its link, in state `making`: the event `task_link.updated` tells when it is there
   */
  createPullRequest(task: Reference, options?: Omit<TaskCreatePullRequestInput, "taskId">): Promise<TaskLink>;
}
/** Projects of the workspace. */
export interface Projects {
  create(input: ProjectCreateInput): Promise<Project>;
  /** null: there is none with this id. */
  get(project: Reference): Promise<Project | null>;
  update(project: Reference, changes: Omit<ProjectUpdateInput, "id">): Promise<Project>;
  list(filter?: ProjectFilter): Promise<Page<Project>>;
}
/** Cycles (sprints) of projects. */
export interface Cycles {
  create(input: CycleCreateInput): Promise<Cycle>;
  /** null: there is none with this id. */
  get(cycle: Reference): Promise<Cycle | null>;
  update(cycle: Reference, changes: Omit<CycleUpdateInput, "id">): Promise<Cycle>;
  /** Starts it now. A project has one active cycle at most. */
  start(cycle: Reference): Promise<Cycle>;
  /** Completes it, and puts what is not done into the next cycle (the default) or into none, all at once. */
  complete(cycle: Reference, options?: Omit<CycleCompleteInput, "id">): Promise<Cycle>;
  list(filter?: CycleFilter): Promise<Page<Cycle>>;
}
/** Milestones of projects. */
export interface Milestones {
  create(input: MilestoneCreateInput): Promise<Milestone>;
  /** null: there is none with this id. */
  get(milestone: Reference): Promise<Milestone | null>;
  update(milestone: Reference, changes: Omit<MilestoneUpdateInput, "id">): Promise<Milestone>;
  /** Says that it is reached. */
  complete(milestone: Reference): Promise<Milestone>;
  /** Says that it is not reached after all. */
  reopen(milestone: Reference): Promise<Milestone>;
  list(filter?: MilestoneFilter): Promise<Page<Milestone>>;
}
/** Time that members have worked on tasks. */
export interface TimeEntries {
  /** Logs time that was worked, up to `endedAt` or for so many `minutes`. */
  create(input: TimeEntryCreateInput): Promise<TimeEntry>;
  /** Starts a timer of the member for whom the run acts. */
  start(input: TimeEntryStartInput): Promise<TimeEntry>;
  stop(entry: Reference): Promise<TimeEntry>;
  /** null: there is none with this id. */
  get(entry: Reference): Promise<TimeEntry | null>;
  update(entry: Reference, changes: Omit<TimeEntryUpdateInput, "id">): Promise<TimeEntry>;
  list(filter?: TimeEntryFilter): Promise<Page<TimeEntry>>;
}
/** Comments on tasks. */
export interface Comments {
  create(input: CommentCreateInput): Promise<Comment>;
  /** null: there is none with this id. */
  get(comment: Reference): Promise<Comment | null>;
  update(comment: Reference, changes: {
    readonly body: string;
  }): Promise<Comment>;
  list(filter: CommentFilter): Promise<Page<Comment>>;
}
/**
 * Who may answer: the assignee of the task, the lead of the project, or any of those whom the fields name. A role stands for
 * itself and those above it.
 */
export type ApprovalFrom = "assignee" | "lead" | ApprovalRequestInput["from"];
/** The answer to a question without a schema of its own. */
export interface DefaultAnswer {
  readonly approved: boolean;
  readonly comment?: string | undefined;
}
export interface ApprovalOptions<S extends AnySchema | undefined = AnySchema | undefined> {
  /** What is asked, in one line. */
  readonly title: string;
  /** More about it, as Markdown. */
  readonly description?: string;
  /**
   * What an answer is made of: an object of plain fields, in a schema of a library that gives JSON Schema (zod 4). People get a
   * form of it. Default: `approved`, and a `comment`. With a field `approved`, a no decides at once, whoever else is asked.
   */
  readonly ask?: S;
  readonly from: ApprovalFrom;
  /** How long at most; then the answer is null. `'never'` waits for ever. */
  readonly timeout: Duration | "never";
  /** Reminds whoever is asked, again and again. */
  readonly remind?: Duration;
  /** Reminds whoever is asked at these instants. */
  readonly remindAt?: readonly (Date | Timestamp)[];
  /** How many have to answer; the last answer is the one that is given. Default 1. */
  readonly count?: number;
  /** Whether those may answer with whose rights the run acts, and who set it off. Default false. */
  readonly allowSelf?: boolean;
  /** What it is about. */
  readonly task?: Reference | null;
  readonly project?: Reference | null;
  /** An address to look at before answering. */
  readonly link?: string | null;
}
/** What became of a question. */
export interface ApprovalOutcome<A = unknown> {
  readonly id: string;
  readonly status: "answered" | "expired";
  /** The answer's `approved`, where it has one. */
  readonly approved: boolean | null;
  /** null when the time was over first. */
  readonly answer: A | null;
  /** Who answered last. */
  readonly memberId: string | null;
}
/** Asks people. See {@link RunContext.approval}. */
export interface RequestApproval {
  <S extends AnySchema>(options: ApprovalOptions<S> & {
    readonly ask: S;
  }): Promise<OutputOf<S> | null>;
  (options: ApprovalOptions<undefined>): Promise<DefaultAnswer | null>;
  /**
   * Asks in the same way, and says more than the answer: who gave it, and the approval's id. `ask` may be JSON Schema, too.
   *
   * @example
   * ```ts
   * const { approved, memberId } = await approval.outcome({ title: 'Publish?', from: 'lead', project: event.projectId, timeout: '3 days' })
   * ```
   */
  outcome<S extends AnySchema>(options: ApprovalOptions<S> & {
    readonly ask: S;
  }): Promise<ApprovalOutcome<OutputOf<S>>>;
  outcome(options: ApprovalOptions<undefined>): Promise<ApprovalOutcome<DefaultAnswer>>;
  outcome(options: Omit<ApprovalOptions, "ask"> & {
    readonly ask: JsonSchema;
  }): Promise<ApprovalOutcome<JsonObject>>;
}
/** What somebody is told: a title, or more. */
type Message = string | {
  readonly title: string;
  /** Markdown. */
  readonly body?: string;
  /** An address to go on from. */
  readonly link?: string;
};
/** Tells members something, in their inbox and as they wish by e-mail. */
interface Notify {
  user(member: Reference, message: Message): Promise<void>;
  /** Nobody is told of a task that nobody has. */
  assignee(task: Reference, message: Message): Promise<void>;
  lead(project: Reference, message: Message): Promise<void>;
  /** Whoever has a role in the project, and its lead. */
  project(project: Reference, message: Message): Promise<void>;
  /** Whoever has just this role in the workspace. */
  role(role: Role, message: Message): Promise<void>;
}
/** Changes that are proposed instead of made. */
export interface Patches {
  /**
   * Proposes changes to people, who accept, change or reject each of them; nothing is done until then. It takes the right to propose,
   * none to what is proposed.
   *
   * @returns the patch; the events `patch.reviewed`, `patch.applied` and others tell what becomes of it
   *
   * @example
   * ```ts
   * const patch = await patches.propose({
   *   title: 'Due before the fair',
   *   operations: [{ key: 'due', command: 'task.update', data: { id: task.id, dueDate: '2027-01-04' }, confidence: 0.9 }],
   * })
   * ```
   */
  propose(patch: PatchProposeInput): Promise<Patch>;
}
export interface ScriptOptions {
  /** What the script sees as `input`; JSON. */
  readonly input?: unknown;
  /** Of the processor, in milliseconds: 10 to 10,000, default 1,000. */
  readonly timeoutMs?: number;
  /** 1 to 64, default 16. */
  readonly memoryMb?: number;
}
/** JavaScript that people have written as text, such as that of a rule which became a playbook. Code of your own goes in `steps.ts`. */
export interface Scripts {
  /**
   * Runs the body of an async function of `input`, `event` and `log` in a sandbox that has nothing else.
   *
   * @returns what the script returned
   *
   * @example
   * ```ts
   * const weight = await scripts.run('return input.tags.length * 2', { input: { tags: event.task.tags } })
   * ```
   */
  run(script: string, options?: ScriptOptions): Promise<Json>;
}
/** Templates of the workspace, with the rights of the playbook. */
export interface Templates {
  /**
   * Makes all that a template describes, or nothing.
   *
   * @param template its name, its id, or an object with one
   * @returns what was made: the ids of its tasks by their keys
   *
   * @example
   * ```ts
   * const made = await templates.apply('Launch', { project: { key: 'ACME' }, variables: { client: 'Acme' } })
   * ```
   */
  apply(template: Reference, input?: Omit<TemplateApplyInput, "id" | "template">): Promise<TemplateApplication>;
}
/** What is sent: nothing, JSON, or text as it is. */
export interface WebhookMessage {
  /** Default POST. */
  readonly method?: DeliveryMethod;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, as `text/plain` unless `contentType` says otherwise. */
  readonly text?: string;
  readonly contentType?: string;
}
/** Messages to other services. */
export interface Webhooks {
  /**
   * Sends a message and does not wait for its answer: it is repeated for days until it is taken. Use `http` for an answer.
   *
   * @param to an address, or an endpoint of the workspace, with whose secrets it is signed
   *
   * @example
   * ```ts
   * await webhooks.call('https://erp.example.com/tasks', { json: { id: event.task.id } })
   * ```
   */
  call(to: string | {
    readonly endpointId: string;
  }, message?: WebhookMessage): Promise<{
    readonly id: string;
  }>;
}
export interface WaitForOptions<E> {
  /** Only an event that meets this ends the wait. */
  readonly if?: If<E>;
  /** How long at most; then the wait gives null. `'never'` waits for ever. */
  readonly timeout: Duration | "never";
  /**
   * Only events after this one. By default a wait looks back to the event that started the run, and a repeat of the same wait starts
   * after the event that it last gave.
   */
  readonly after?: {
    readonly seq: number;
  };
}
export interface WaitForAnyOptions {
  /** How long at most; then the wait gives null. `'never'` waits for ever. */
  readonly timeout: Duration | "never";
  /** Only events after this one. */
  readonly after?: {
    readonly seq: number;
  };
}
/** What `waitFor.any` gives: which of the sources, and its event. */
export type AnyOf<T extends Readonly<Record<string, Trigger>>> = { readonly [K in keyof T]: {
  readonly which: K;
  readonly event: T[K] extends Trigger<infer E> ? E : never;
}; }[keyof T];
/** Waits for an event. See {@link RunContext.waitFor}. */
export interface WaitFor {
  <const S extends EventSource>(source: S, options: WaitForOptions<StoredEventOf<S>>): Promise<EventOf<S> | null>;
  /**
   * Waits for the first of several.
   *
   * @example
   * ```ts
   * const first = await waitFor.any({ paid: on(invoicePaid), done: on('task.status_changed', { if: (e) => e.to.eq('completed') }) }, { timeout: '7 days' })
   * if (first?.which === 'paid') first.event.payload
   * ```
   */
  any<T extends Readonly<Record<string, Trigger>>>(sources: T, options: WaitForAnyOptions): Promise<AnyOf<T> | null>;
}
export interface HttpOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the address, escaped; undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** For one try: at most 5 minutes. Default 30 seconds. */
  readonly timeout?: Duration;
  /** Further tries after no answer, 429, 502, 503 or 504. Default 3 for get, put and delete, 0 for post and patch. */
  readonly retries?: number;
  /** false: answers outside 200–299 are given, not thrown. Default true. */
  readonly throwOnError?: boolean;
}
export interface HttpBodyOptions extends HttpOptions {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; give its `content-type` in `headers`. */
  readonly text?: string;
}
export interface HttpResponse {
  readonly status: number;
  /** True for 200–299. */
  readonly ok: boolean;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON. @throws SyntaxError when it is none */
  json(): unknown;
  /** The body as JSON, checked by a schema. @throws SchemaError */
  json<S extends AnySchema>(schema: S): OutputOf<S>;
}
/**
 * Requests to other services. Only public addresses can be reached. Answers outside 200–299 throw `HttpError`.
 * Bodies may have 2 MB.
 */
export interface Http {
  get(url: string, options?: HttpOptions): Promise<HttpResponse>;
  delete(url: string, options?: HttpOptions): Promise<HttpResponse>;
  post(url: string, options?: HttpBodyOptions): Promise<HttpResponse>;
  put(url: string, options?: HttpBodyOptions): Promise<HttpResponse>;
  patch(url: string, options?: HttpBodyOptions): Promise<HttpResponse>;
}
/** Lines of the run's log. Not awaited; a replay does not repeat them. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
/** What `run` gets. Await is the step: what has been awaited is not done again after a crash. */
export interface RunContext<E = unknown, M = unknown> {
  /** The event that started the run; of a batch, the last. */
  readonly event: E;
  readonly tasks: Tasks;
  readonly projects: Projects;
  readonly comments: Comments;
  readonly templates: Templates;
  readonly patches: Patches;
  readonly cycles: Cycles;
  readonly milestones: Milestones;
  readonly timeEntries: TimeEntries;
  readonly notify: Notify;
  readonly http: Http;
  readonly webhooks: Webhooks;
  readonly scripts: Scripts;
  /**
   * What connected services can do, each call a step that is done once.
   *
   * @example
   * ```ts
   * const { url } = await integrations.github.createPullRequest({ repository: 'acme/shop', title: 'Say hello', files })
   * ```
   */
  readonly integrations: Integrations;
  /** Agents: the built-in ones, the workspace's own, and those that `agent` defines. See {@link Agents.run}. */
  readonly agents: Agents;
  readonly log: Log;
  /** The functions of `steps.ts`. */
  readonly steps: Steps<M>;
  /** The events that started the run: one, unless the playbook has `batch`. It also sends events. */
  readonly events: readonly E[] & {
    /** Sends events of your own, made with what `defineEvent` gives; all or none. */
    send(...events: readonly [SendableEvent, ...SendableEvent[]]): Promise<void>;
  };
  readonly playbooks: {
    /** Starts a playbook that has a manual trigger. It runs by itself: this does not wait for it. */
    run(id: string, input?: unknown): Promise<void>;
  };
  /** Pauses the run; it may be for months. */
  sleep(duration: Duration): Promise<void>;
  /** Pauses the run until an instant; one in the past does not pause. */
  sleepUntil(instant: Date | Timestamp): Promise<void>;
  /**
   * Waits for an event and gives it; null when the time is over. It cannot miss: it looks back to the event that started the run.
   *
   * @example
   * ```ts
   * const done = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(task.id).and(e.to.eq('completed')), timeout: '3 days' })
   * ```
   */
  readonly waitFor: WaitFor;
  /**
   * Asks people and gives their answer; null when nobody answered in time. It survives restarts like every wait.
   *
   * @example
   * ```ts
   * const answer = await approval({ title: 'Publish the release?', from: { role: 'MANAGER' }, timeout: '3 days', remind: '1 day' })
   * if (answer?.approved) await tasks.complete(event.task)
   * ```
   */
  readonly approval: RequestApproval;
}
/** What a tool of your own is made of. */
export interface ToolOptions<S extends AnySchema> {
  /** Letters, digits, `-` and `_`; no other tool of the agent has it. */
  readonly name: string;
  /** What it does and when to use it: the model is told this. */
  readonly description: string;
  /** An object, in a schema of a library that gives JSON Schema (zod 4). What the model gives is checked by it. */
  readonly input: S;
  /**
   * The work, with all that the playbook's own `run` has. What it returns must be JSON, of at most 50,000 characters; an error that it
   * throws is told to the agent, which may go on without.
   */
  run(input: OutputOf<S>, context: RunContext): unknown;
}
/** A tool that an agent calls and your playbook carries out. */
export interface AgentTool {
  readonly name: string;
}
/**
 * Defines a tool of your own. While an agent runs, the playbook that asked it carries its calls out; what they await is a step of the
 * playbook's run, so it is done once.
 *
 * @example
 * ```ts
 * const stock = tool({
 *   name: 'stock_of',
 *   description: 'How many pieces of an article are in the warehouse.',
 *   input: z.object({ article: z.string() }),
 *   run: async ({ article }, { http }) => (await http.get(`https://erp.example.com/stock/${article}`)).json(),
 * })
 * ```
 */
export declare function tool<S extends AnySchema>(options: ToolOptions<S>): AgentTool;
/** What an agent is made of. */
export interface AgentOptions<S extends AnySchema | undefined = AnySchema | undefined> {
  /** kebab-case, and none of a built-in agent (`planner`, `analyst`, `automator`, `reviewer`, `estimator`). */
  readonly name: string;
  /** What it is for, in a sentence: other agents are told it. */
  readonly description: string;
  /** What it is told to do, as Markdown. */
  readonly instructions: string;
  /** What it may look at and do, at most: tools of the platform, actions of connected services, and tools of your own. */
  readonly tools?: readonly (PlatformTool | keyof ActionMap | AgentTool)[];
  /** Commands that it may propose as a patch. It writes nothing by itself. */
  readonly proposes?: readonly ProposableCommand[];
  /** Tools of which each call waits for a person; those of connected services always do unless they are `trusted`. */
  readonly approve?: readonly (PlatformTool | keyof ActionMap | AgentTool)[];
  /** Actions of connected services that need nobody's approval. */
  readonly trusted?: readonly (keyof ActionMap)[];
  /** Agents to which it may hand the conversation over: of code, or of the workspace by their names. */
  readonly handoffs?: readonly (DefinedAgent | string)[];
  /** Agents that it may ask for an opinion. */
  readonly consults?: readonly (DefinedAgent | string)[];
  /** What its answer is made of, in a schema of a library that gives JSON Schema (zod 4). Default: text. */
  readonly output?: S;
  readonly model?: {
    /** The task type by which the workspace's model routes choose a chain of models. Default `agent`. */
    readonly route?: string;
    /** How hard its work is. Default: estimated for each call. */
    readonly complexity?: "low" | "medium" | "high";
  };
  /** What a run may cost, in US dollars, at most, with all agents that take part; that of the agent that was asked counts. */
  readonly budget?: {
    readonly usd: number;
  };
  /** Calls of models in one run, those of the agents that it consults included: 1 to 100. Default 20. */
  readonly maxTurns?: number;
}
/** An agent in code. It goes along with each run that asks it, so nothing has to be deployed. */
export interface DefinedAgent<O = unknown> {
  readonly name: string;
  /** Only for types; it is never there. */
  readonly types?: {
    readonly output: O;
  };
}
/**
 * Defines an agent: what it is told, what it may look at, and what it may propose. It runs when a playbook asks it, see `agents.run`.
 *
 * @example
 * ```ts
 * const triager = agent({
 *   name: 'triager',
 *   description: 'Sorts bug reports by what they break.',
 *   instructions: 'Read the task and those like it. Say how bad it is, and why.',
 *   tools: ['get_task', 'similar_tasks'],
 *   proposes: ['task.update'],
 *   output: z.object({ severity: z.enum(['low', 'high']), reason: z.string() }),
 * })
 * ```
 */
export declare function agent<S extends AnySchema | undefined = undefined>(options: AgentOptions<S>): DefinedAgent<S extends AnySchema ? OutputOf<S> : string>;
export {};