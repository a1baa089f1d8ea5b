/**
 * Write playbooks: durable automations in TypeScript.
 *
 * Await is the step; Node code goes in `steps.ts`; `Date`, `Math.random` and `setTimeout` are safe.
 *
 * @packageDocumentation
 */
import { AcceptanceSummary, AcceptedSuggestion, ActionMap, ActionOptions, Actor, AfterDeletion, Agent, AgentAnswer, AgentCreateInput, AgentCreatedEvent, AgentDefinition, AgentDeleteInput, AgentDeletedEvent, AgentOptions, AgentRequest, AgentRun, AgentRunAnswerInput, AgentRunAnsweredEvent, AgentRunCancelInput, AgentRunCancelRequestedEvent, AgentRunCanceledEvent, AgentRunCompletedEvent, AgentRunCreateInput, AgentRunCreatedEvent, AgentRunFailedEvent, AgentRunResumedEvent, AgentRunStatus, AgentRunSummary, AgentRunWait, AgentRunWaitingEvent, AgentStep, AgentTool, AgentUpdateInput, AgentUpdatedEvent, Agents, AnyEventDefinition, AnyField, AnyOf, AnySchema, ApiKey, ApiKeyCreatedEvent, ApiKeyRevokeInput, ApiKeyRevokedEvent, Approval, ApprovalAnswer, ApprovalAnswerInput, ApprovalAnsweredEvent, ApprovalCancelInput, ApprovalCanceledEvent, ApprovalExpiredEvent, ApprovalFrom, ApprovalOptions, ApprovalOutcome, ApprovalRemindedEvent, ApprovalRequestInput, ApprovalRequestedEvent, ApprovalStatus, AtLimit, AutomationSuggestion, AutomationSuggestions, AutomationThrottledEvent, BooleanField, BudgetPeriod, CalendarDate, CallerTool, Change, ChangeSet, ChangeSetAttachInput, ChangeSetDetachInput, ChangeSetUpdatedEvent, ChangedField, ChangedFile, ChecksState, ChoiceField, CodeMoves, CommandMap, CommandType, Comment, CommentCreateInput, CommentCreatedEvent, CommentDeleteInput, CommentDeletedEvent, CommentFilter, CommentUpdateInput, CommentUpdatedEvent, Comments, Condition, ConflictPolicy, Connection, ConnectionCalledEvent, ConnectionCreatedEvent, ConnectionDeleteInput, ConnectionDeletedEvent, ConnectionDisconnectInput, ConnectionDisconnectedEvent, ConnectionPauseInput, ConnectionPausedEvent, ConnectionReconnectedEvent, ConnectionRecoveredEvent, ConnectionResumeInput, ConnectionResumedEvent, ConnectionStatus, ConnectionTrouble, ConnectionTroubleEvent, ConnectionUpdateInput, ConnectionUpdatedEvent, ConnectorActionName, CustomEvent, CustomField, CustomFieldCreateInput, CustomFieldCreatedEvent, CustomFieldDeleteInput, CustomFieldDeletedEvent, CustomFieldType, CustomFieldUpdateInput, CustomFieldUpdatedEvent, Cycle, CycleCompleteInput, CycleCompletedEvent, CycleCreateInput, CycleCreatedEvent, CycleDeleteInput, CycleDeletedEvent, CycleFilter, CycleProgress, CycleStartInput, CycleStartedEvent, CycleState, CycleUpdateInput, CycleUpdatedEvent, Cycles, DayField, DefaultAnswer, DefinedAgent, Delivery, DeliveryCreateInput, DeliveryKind, DeliveryMethod, DeliveryRedeliverInput, DeliveryStatus, DeploymentCompletedEvent, Digest, DomainEvent, Duration, Email, EmailMode, EmailStatus, EndedRun, EventDefinition, EventEnvelope, EventFields, EventMap, EventOf, EventReplayRequestedEvent, EventSendInput, EventSource, EventType, ExpectedOperation, Field, FieldMap, Fields, FiringReason, FiringSchedule, Flow, GithubActions, GithubAddCommentInput, GithubAddCommentOutput, GithubAddLabelsInput, GithubAddLabelsOutput, GithubCloseIssueInput, GithubCloseIssueOutput, GithubCreateIssueInput, GithubCreateIssueOutput, GithubCreatePullRequestInput, GithubCreatePullRequestOutput, GithubDispatchWorkflowInput, GithubDispatchWorkflowOutput, GithubMergePullRequestInput, GithubMergePullRequestOutput, GithubRequestReviewersInput, GithubRequestReviewersOutput, HealthAction, HealthActions, Http, HttpBodyOptions, HttpOptions, HttpResponse, If, InputOf, Integrations, JiraActions, JiraAddCommentInput, JiraAddCommentOutput, JiraAddWorklogInput, JiraAddWorklogOutput, JiraCreateIssueInput, JiraCreateIssueOutput, JiraLinkIssuesInput, JiraLinkIssuesOutput, JiraTransitionIssueInput, JiraTransitionIssueOutput, Json, JsonObject, JsonSchema, LearningEvaluation, LearningExample, LearningExportInput, LearningExportedEvent, ListField, ListedAgent, Log, ManualEvent, MapField, Mapping, MappingCreateInput, MappingCreatedEvent, MappingDeleteInput, MappingDeletedEvent, MappingUpdateInput, MappingUpdatedEvent, Member, MemberAddInput, MemberAddedEvent, MemberRemoveInput, MemberRemovedEvent, MemberUpdateInput, MemberUpdatedEvent, Milestone, MilestoneCompleteInput, MilestoneCreateInput, MilestoneCreatedEvent, MilestoneDeleteInput, MilestoneDeletedEvent, MilestoneFilter, MilestoneProgress, MilestoneReachedEvent, MilestoneReopenInput, MilestoneReopenedEvent, MilestoneUpdateInput, MilestoneUpdatedEvent, Milestones, ModelBudget, ModelBudgetDeleteInput, ModelBudgetDeletedEvent, ModelBudgetExceededEvent, ModelBudgetSetEvent, ModelBudgetSetInput, ModelBudgetWarnedEvent, ModelUsage, ModelUsageGrouping, Notification, NotificationChannels, NotificationKind, NotificationMarkInput, NotificationPreferences, NotificationPreferencesSetInput, NotificationSendInput, NotificationSentEvent, NotionActions, NotionAddCommentInput, NotionAddCommentOutput, NotionCreatePageInput, NotionCreatePageOutput, NotionQueryDataSourceInput, NotionQueryDataSourceOutput, NotionUpdatePageInput, NotionUpdatePageOutput, NumberField, OccurrenceChanges, OptionalField, OrderedField, OutputOf, Page, PageOptions, Patch, PatchAppliedEvent, PatchApplyInput, PatchAuthor, PatchCommand, PatchConflict, PatchDecision, PatchDiff, PatchEvidence, PatchExpiredEvent, PatchFieldDiff, PatchOperation, PatchOperationDiff, PatchOperationStatus, PatchPolicy, PatchPolicyCreateInput, PatchPolicyCreatedEvent, PatchPolicyDeleteInput, PatchPolicyDeletedEvent, PatchPolicyUpdateInput, PatchPolicyUpdatedEvent, PatchProposeInput, PatchProposedEvent, PatchReviewInput, PatchReviewedEvent, PatchStaleEvent, PatchStatus, PatchSupersededEvent, PatchUndoInput, PatchUndoneEvent, PatchWithdrawInput, PatchWithdrawnEvent, Patches, Permission, PlanDraft, PlanInput, PlanSchedule, PlanSize, PlatformTool, PlaybookDeployedEvent, PlaybookPauseInput, PlaybookPausedEvent, PlaybookRemoveInput, PlaybookRemovedEvent, PlaybookResumeInput, PlaybookResumedEvent, PlaybookRunInput, PlaybookRunRequestedEvent, PlaybookUpdateInput, PlaybookUpdatedEvent, Preference, PreferenceContext, PreferenceCreateInput, PreferenceCreatedEvent, PreferenceDeleteInput, PreferenceDeletedEvent, PreferenceEffect, PreferenceEvidence, PreferenceForgottenEvent, PreferenceLearnedEvent, PreferenceScope, PreferenceShareInput, PreferenceSharedEvent, PreferenceUpdateInput, PreferenceUpdatedEvent, Priority, Project, ProjectArchiveInput, ProjectArchivedEvent, ProjectCreateInput, ProjectCreatedEvent, ProjectDeleteInput, ProjectDeletedEvent, ProjectFilter, ProjectHealth, ProjectHealthReport, ProjectMember, ProjectMemberRemoveInput, ProjectMemberRemovedEvent, ProjectMemberSetEvent, ProjectMemberSetInput, ProjectStatus, ProjectUnarchiveInput, ProjectUnarchivedEvent, ProjectUpdateInput, ProjectUpdatedEvent, Projects, ProposableCommand, ProposedOperation, ProposedPlan, PullRequestState, Recurrence, Reference, RelativeDate, RequestApproval, RetryVersion, ReviewState, Role, Rule, RuleAction, RuleCreateInput, RuleCreatedEvent, RuleDeleteInput, RuleDeletedEvent, RulePauseInput, RulePausedEvent, RuleResumeInput, RuleResumedEvent, RuleRunInput, RuleRunRequestedEvent, RuleUpdateInput, RuleUpdatedEvent, RunCancelInput, RunCancelRequestedEvent, RunCompletedEvent, RunContext, RunEnding, RunError, RunErrorCode, RunFailedEvent, RunRetryInput, RunRetryRequestedEvent, Schedule, ScheduleBackfillInput, ScheduleCatchUp, ScheduleCreatedEvent, ScheduleFiredEvent, ScheduleMissedEvent, ScheduleOverlap, ScheduleOwner, SchedulePauseInput, SchedulePausedEvent, ScheduleRemovedEvent, ScheduleResumeInput, ScheduleResumedEvent, ScheduleSpec, ScheduleTriggerInput, ScheduleUpdatedEvent, Schema, ScriptOptions, Scripts, SendableEvent, Series, SeriesChangeOccurrenceInput, SeriesCreateInput, SeriesCreatedEvent, SeriesEndInput, SeriesException, SeriesFailedEvent, SeriesMissedEvent, SeriesMoveInput, SeriesPauseInput, SeriesResumeInput, SeriesSkipInput, SeriesStatus, SeriesTask, SeriesTemplate, SeriesUpdateInput, SeriesUpdatedEvent, SlackActions, SlackAddReactionInput, SlackAddReactionOutput, SlackDirectMessageInput, SlackDirectMessageOutput, SlackPostMessageInput, SlackPostMessageOutput, SlackUpdateMessageInput, SlackUpdateMessageOutput, State, StateCreateInput, StateCreatedEvent, StateDeleteInput, StateDeletedEvent, StateUpdateInput, StateUpdatedEvent, StatusCategory, Steps, StepsDefinition, StepsOptions, StoredEventOf, SuggestionBacktest, SuggestionDismissal, SuggestionDismissalCreateInput, SuggestionDismissalCreatedEvent, SuggestionDismissalDeleteInput, SuggestionDismissalDeletedEvent, SuggestionEvidence, SuggestionKind, SyncConflict, SyncConflictGoneEvent, SyncConflictOpenedEvent, SyncConflictResolveInput, SyncConflictResolvedEvent, SyncConflictUpdatedEvent, SyncDirection, Tag, TagCreateInput, TagCreatedEvent, TagDeleteInput, TagDeletedEvent, TagUpdateInput, TagUpdatedEvent, Task, TaskArchiveInput, TaskArchivedEvent, TaskAssignedEvent, TaskCreateInput, TaskCreatePullRequestInput, TaskCreatedEvent, TaskDeleteInput, TaskDeletedEvent, TaskFilter, TaskLink, TaskLinkAddInput, TaskLinkAddedEvent, TaskLinkKind, TaskLinkRemoveInput, TaskLinkRemovedEvent, TaskLinkUpdateInput, TaskLinkUpdatedEvent, TaskRef, TaskRelation, TaskRelationCreateInput, TaskRelationCreatedEvent, TaskRelationDeleteInput, TaskRelationDeletedEvent, TaskRelationType, TaskStatusChangedEvent, TaskType, TaskUnarchiveInput, TaskUnarchivedEvent, TaskUpdateInput, TaskUpdatedEvent, Tasks, Template, TemplateApplication, TemplateAppliedEvent, TemplateApplyInput, TemplateApplyUndoneEvent, TemplateAssignee, TemplateContent, TemplateContentInput, TemplateCreateFromProjectInput, TemplateCreateInput, TemplateCreatedEvent, TemplateDeleteInput, TemplateDeletedEvent, TemplateKind, TemplateProject, TemplateProjectInput, TemplateRelation, TemplateRelationInput, TemplateState, TemplateStateInput, TemplateTask, TemplateTaskInput, TemplateUndoApplyInput, TemplateUpdateInput, TemplateUpdatedEvent, TemplateVariable, TemplateVariableInput, TemplateVariableType, Templates, TextField, TimeEntries, TimeEntry, TimeEntryCreateInput, TimeEntryCreatedEvent, TimeEntryDeleteInput, TimeEntryDeletedEvent, TimeEntryFilter, TimeEntryStartInput, TimeEntryStartedEvent, TimeEntryStopInput, TimeEntryStoppedEvent, TimeEntryUpdateInput, TimeEntryUpdatedEvent, TimeField, TimeGrouping, TimeSummary, Timestamp, ToolOptions, Trigger, UserLink, UserLinkRemoveInput, UserLinkRemovedEvent, UserLinkSetEvent, UserLinkSetInput, WaitFor, WaitForAnyOptions, WaitForOptions, Webhook, WebhookCreatedEvent, WebhookEndpoint, WebhookEndpointCreatedEvent, WebhookEndpointDeleteInput, WebhookEndpointDeletedEvent, WebhookEndpointDisabledEvent, WebhookEndpointFailingEvent, WebhookEndpointPingInput, WebhookEndpointSecretRotatedEvent, WebhookEndpointUpdatedEvent, WebhookEvent, WebhookHmac, WebhookMessage, WebhookReceivedEvent, WebhookSecretRotatedEvent, WebhookUpdatedEvent, WebhookVerification, Webhooks, WorkTotals, WorkingCalendar, Workspace, WorkspaceCreatedEvent, WorkspaceUpdateInput, WorkspaceUpdatedEvent, agent, defineEvent, steps, tool } from "./agent.js";
import { FlowOptions, Key, KeyField, Playbook, PlaybookOptions, TriggerEvent, playbook } from "./playbook.js";
import { AgentError, FieldProblem, HttpError, OrchestratorError, PlaybookDefinitionError, SchemaError } from "./errors.js";
/** A value that a condition can compare with. */
type Constant = string | number | boolean | null | Date | readonly (string | number | boolean)[];
/**
 * A condition in CEL, for what the fields' functions cannot say. Values in `${}` become constants: they can never be read as code.
 *
 * @example
 * ```ts
 * on('task.updated', { if: cel`event.task.title.contains(${'urgent'}) && event.task.assigneeId == event.actor.memberId` })
 * ```
 */
export declare function cel(text: TemplateStringsArray, ...values: readonly Constant[]): Condition;
/**
 * All items of a list, at most so many: more are an error.
 *
 * @example
 * ```ts
 * for (const task of await all((page) => tasks.list({ ...page, tag: 'old' }), 100)) await tasks.complete(task)
 * ```
 */
export declare function all<T>(list: (page: PageOptions) => Promise<Page<T>>, most: number): Promise<readonly T[]>;
/** An answer as rules see it: `json` is null when its body is none. */
interface HttpAnswer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
}
/** An answer as data, as rules have it. */
export declare function answerOf(response: Promise<HttpResponse>): Promise<HttpAnswer>;
/** What a template or condition reads: the event, and under their names what else stands beside it. */
interface TemplateValues {
  readonly event: object;
  /** What earlier calls gave: read as `steps.<name>`. */
  readonly steps?: Readonly<Record<string, unknown>>;
  /** Items of loops, by their names. */
  readonly [name: string]: unknown;
}
/** Fills a text of a rule. */
interface Fill {
  /**
   * A text with CEL in double braces, as rules have it: null prints as nothing, a list with commas.
   *
   * @example
   * ```ts
   * fill('{{size(event.task.tags)}} tags: {{event.task.tags}}', { event })
   * ```
   */
  (text: string, values: TemplateValues): string;
  /** The value of a text that is one expression, as JSON. */
  json(text: string, values: TemplateValues): never;
}
export declare const fill: Fill;
/**
 * Whether a CEL condition holds, as in the branches of rules. What cannot be told (null compared with `<`) does not.
 *
 * @example
 * ```ts
 * if (holds('event.to == "completed" && size(event.task.tags) > 1', { event })) return
 * ```
 */
export declare function holds(cel: string, values: TemplateValues): boolean;
type WebhookVerification$1 = "github" | "standard" | "hmac" | "none";
interface OnOptions<E> {
  /** Only events that meet this start a run (or end a wait). */
  readonly if?: If<E>;
}
interface WebhookOptions<Path extends string, S extends AnySchema> {
  /** Schema of the JSON body; fields that it does not name are left out of `event.body` (in zod: `z.object`). */
  readonly body?: S;
  /**
   * How the sender proves itself: `github` (X-Hub-Signature-256), `standard` (Standard Webhooks), `hmac` (a plain HMAC, which `hmac`
   * describes) or `none` (the address itself is the secret). Default `standard`, with `hmac` that.
   */
  readonly verify?: WebhookVerification$1;
  /** Where the HMAC is and of what, e.g. `{ header: 'X-Signature' }`. */
  readonly hmac?: HmacOptions;
  /** Only webhooks that meet this start a run. It sees the body as it came, before the schema. */
  readonly if?: If<WebhookEvent<Path, InputOf<S>>>;
}
/** How a plain HMAC is verified. */
type HmacOptions = Pick<WebhookHmac, "header"> & Partial<WebhookHmac>;
/** When a schedule fires: exactly one of `cron`, `rrule` and `every`. */
type ScheduleOptions = Times & {
  /** IANA, e.g. `Europe/Berlin`; default: the workspace's. */
  readonly timeZone?: string;
  /** What happens while a run that it started before has not ended. Default `skip`. */
  readonly overlap?: "skip" | "queue" | "cancelOther" | "allow";
  /** Which firings are made up for that nobody was there for. Default `latest`. */
  readonly catchUp?: "all" | "latest" | "none";
  /** What is longer ago is never made up for. Default `7 days`. */
  readonly catchUpWindow?: Duration;
  /** Each firing comes later by up to this, so that many do not come at once. */
  readonly jitter?: Duration;
  readonly startAt?: Timestamp;
  readonly endAt?: Timestamp;
  /** Only firings that meet this start a run. */
  readonly if?: If<ScheduleFiredEvent>;
};
type Times = {
  readonly cron: string;
  readonly rrule?: never;
  readonly every?: never;
} | {
  readonly rrule: string;
  readonly cron?: never;
  readonly every?: never;
} | {
  readonly every: Duration;
  readonly cron?: never;
  readonly rrule?: never;
};
interface ManualOptions<S extends AnySchema> {
  /** Schema of what is asked of the person who starts it. */
  readonly input?: S;
  /** Only starts that meet this make a run. It sees the input as it was given, before the schema. */
  readonly if?: If<ManualEvent<InputOf<S>>>;
}
/** See {@link on}. */
interface On {
  <const S extends EventSource>(source: S, options?: OnOptions<StoredEventOf<S>>): Trigger<EventOf<S>>;
  /**
   * An incoming webhook: `POST /v1/hooks/<workspace>/<path>`. A path belongs to one playbook of a workspace.
   *
   * @param path kebab-case, e.g. `github-issues`
   */
  webhook<const Path extends string, S extends AnySchema = Schema<unknown>>(path: Path, options?: WebhookOptions<Path, S>): Trigger<WebhookEvent<Path, OutputOf<S>>>;
  /** Started by a person: with a button, over the API or with the command line. */
  manual<S extends AnySchema = Schema<unknown>>(options?: ManualOptions<S>): Trigger<ManualEvent<OutputOf<S>>>;
  /**
   * At times, again and again. Deploying sets a playbook's schedules as a whole.
   *
   * @example
   * ```ts
   * on.schedule({ cron: '0 9 * * MON-FRI', timeZone: 'Europe/Berlin' })
   * ```
   */
  schedule(options: ScheduleOptions): Trigger<ScheduleFiredEvent>;
  /**
   * The end of a run of another playbook (by its id) or of a rule (by its UUID). Rules that are done at once only tell when they fail.
   */
  run<const E extends "completed" | "failed">(run: string, on: E, options?: OnOptions<EventMap[`run.${E}`]>): Trigger<EventMap[`run.${E}`]>;
}
/**
 * What starts a playbook: one event type, several, or events of your own (`defineEvent`); `on.webhook`; `on.manual`.
 *
 * @example
 * ```ts
 * on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) })
 * ```
 */
export declare const on: On;
export { type AcceptanceSummary, type AcceptedSuggestion, type ActionMap, type ActionOptions, type Actor, type AfterDeletion, type Agent, type AgentAnswer, type AgentCreateInput, type AgentCreatedEvent, type AgentDefinition, type AgentDeleteInput, type AgentDeletedEvent, AgentError, type AgentOptions, type AgentRequest, type AgentRun, type AgentRunAnswerInput, type AgentRunAnsweredEvent, type AgentRunCancelInput, type AgentRunCancelRequestedEvent, type AgentRunCanceledEvent, type AgentRunCompletedEvent, type AgentRunCreateInput, type AgentRunCreatedEvent, type AgentRunFailedEvent, type AgentRunResumedEvent, type AgentRunStatus, type AgentRunSummary, type AgentRunWait, type AgentRunWaitingEvent, type AgentStep, type AgentTool, type AgentUpdateInput, type AgentUpdatedEvent, type Agents, type AnyEventDefinition, type AnyField, type AnyOf, type AnySchema, type ApiKey, type ApiKeyCreatedEvent, type ApiKeyRevokeInput, type ApiKeyRevokedEvent, type Approval, type ApprovalAnswer, type ApprovalAnswerInput, type ApprovalAnsweredEvent, type ApprovalCancelInput, type ApprovalCanceledEvent, type ApprovalExpiredEvent, type ApprovalFrom, type ApprovalOptions, type ApprovalOutcome, type ApprovalRemindedEvent, type ApprovalRequestInput, type ApprovalRequestedEvent, type ApprovalStatus, type AtLimit, type AutomationSuggestion, type AutomationSuggestions, type AutomationThrottledEvent, type BooleanField, type BudgetPeriod, type CalendarDate, type CallerTool, type Change, type ChangeSet, type ChangeSetAttachInput, type ChangeSetDetachInput, type ChangeSetUpdatedEvent, type ChangedField, type ChangedFile, type ChecksState, type ChoiceField, type CodeMoves, type CommandMap, type CommandType, type Comment, type CommentCreateInput, type CommentCreatedEvent, type CommentDeleteInput, type CommentDeletedEvent, type CommentFilter, type CommentUpdateInput, type CommentUpdatedEvent, type Comments, type Condition, type ConflictPolicy, type Connection, type ConnectionCalledEvent, type ConnectionCreatedEvent, type ConnectionDeleteInput, type ConnectionDeletedEvent, type ConnectionDisconnectInput, type ConnectionDisconnectedEvent, type ConnectionPauseInput, type ConnectionPausedEvent, type ConnectionReconnectedEvent, type ConnectionRecoveredEvent, type ConnectionResumeInput, type ConnectionResumedEvent, type ConnectionStatus, type ConnectionTrouble, type ConnectionTroubleEvent, type ConnectionUpdateInput, type ConnectionUpdatedEvent, type ConnectorActionName, type Constant, type CustomEvent, type CustomField, type CustomFieldCreateInput, type CustomFieldCreatedEvent, type CustomFieldDeleteInput, type CustomFieldDeletedEvent, type CustomFieldType, type CustomFieldUpdateInput, type CustomFieldUpdatedEvent, type Cycle, type CycleCompleteInput, type CycleCompletedEvent, type CycleCreateInput, type CycleCreatedEvent, type CycleDeleteInput, type CycleDeletedEvent, type CycleFilter, type CycleProgress, type CycleStartInput, type CycleStartedEvent, type CycleState, type CycleUpdateInput, type CycleUpdatedEvent, type Cycles, type DayField, type DefaultAnswer, type DefinedAgent, type Delivery, type DeliveryCreateInput, type DeliveryKind, type DeliveryMethod, type DeliveryRedeliverInput, type DeliveryStatus, type DeploymentCompletedEvent, type Digest, type DomainEvent, type Duration, type Email, type EmailMode, type EmailStatus, type EndedRun, type EventDefinition, type EventEnvelope, type EventFields, type EventMap, type EventOf, type EventReplayRequestedEvent, type EventSendInput, type EventSource, type EventType, type ExpectedOperation, type Field, type FieldMap, type FieldProblem, type Fields, type Fill, type FiringReason, type FiringSchedule, type Flow, type FlowOptions, type GithubActions, type GithubAddCommentInput, type GithubAddCommentOutput, type GithubAddLabelsInput, type GithubAddLabelsOutput, type GithubCloseIssueInput, type GithubCloseIssueOutput, type GithubCreateIssueInput, type GithubCreateIssueOutput, type GithubCreatePullRequestInput, type GithubCreatePullRequestOutput, type GithubDispatchWorkflowInput, type GithubDispatchWorkflowOutput, type GithubMergePullRequestInput, type GithubMergePullRequestOutput, type GithubRequestReviewersInput, type GithubRequestReviewersOutput, type HealthAction, type HealthActions, type HmacOptions, type Http, type HttpAnswer, type HttpBodyOptions, HttpError, type HttpOptions, type HttpResponse, type If, type InputOf, type Integrations, type JiraActions, type JiraAddCommentInput, type JiraAddCommentOutput, type JiraAddWorklogInput, type JiraAddWorklogOutput, type JiraCreateIssueInput, type JiraCreateIssueOutput, type JiraLinkIssuesInput, type JiraLinkIssuesOutput, type JiraTransitionIssueInput, type JiraTransitionIssueOutput, type Json, type JsonObject, type JsonSchema, type Key, type KeyField, type LearningEvaluation, type LearningExample, type LearningExportInput, type LearningExportedEvent, type ListField, type ListedAgent, type Log, type ManualEvent, type ManualOptions, type MapField, type Mapping, type MappingCreateInput, type MappingCreatedEvent, type MappingDeleteInput, type MappingDeletedEvent, type MappingUpdateInput, type MappingUpdatedEvent, type Member, type MemberAddInput, type MemberAddedEvent, type MemberRemoveInput, type MemberRemovedEvent, type MemberUpdateInput, type MemberUpdatedEvent, type Milestone, type MilestoneCompleteInput, type MilestoneCreateInput, type MilestoneCreatedEvent, type MilestoneDeleteInput, type MilestoneDeletedEvent, type MilestoneFilter, type MilestoneProgress, type MilestoneReachedEvent, type MilestoneReopenInput, type MilestoneReopenedEvent, type MilestoneUpdateInput, type MilestoneUpdatedEvent, type Milestones, type ModelBudget, type ModelBudgetDeleteInput, type ModelBudgetDeletedEvent, type ModelBudgetExceededEvent, type ModelBudgetSetEvent, type ModelBudgetSetInput, type ModelBudgetWarnedEvent, type ModelUsage, type ModelUsageGrouping, type Notification, type NotificationChannels, type NotificationKind, type NotificationMarkInput, type NotificationPreferences, type NotificationPreferencesSetInput, type NotificationSendInput, type NotificationSentEvent, type NotionActions, type NotionAddCommentInput, type NotionAddCommentOutput, type NotionCreatePageInput, type NotionCreatePageOutput, type NotionQueryDataSourceInput, type NotionQueryDataSourceOutput, type NotionUpdatePageInput, type NotionUpdatePageOutput, type NumberField, type OccurrenceChanges, type On, type OnOptions, type OptionalField, OrchestratorError, type OrderedField, type OutputOf, type Page, type PageOptions, type Patch, type PatchAppliedEvent, type PatchApplyInput, type PatchAuthor, type PatchCommand, type PatchConflict, type PatchDecision, type PatchDiff, type PatchEvidence, type PatchExpiredEvent, type PatchFieldDiff, type PatchOperation, type PatchOperationDiff, type PatchOperationStatus, type PatchPolicy, type PatchPolicyCreateInput, type PatchPolicyCreatedEvent, type PatchPolicyDeleteInput, type PatchPolicyDeletedEvent, type PatchPolicyUpdateInput, type PatchPolicyUpdatedEvent, type PatchProposeInput, type PatchProposedEvent, type PatchReviewInput, type PatchReviewedEvent, type PatchStaleEvent, type PatchStatus, type PatchSupersededEvent, type PatchUndoInput, type PatchUndoneEvent, type PatchWithdrawInput, type PatchWithdrawnEvent, type Patches, type Permission, type PlanDraft, type PlanInput, type PlanSchedule, type PlanSize, type PlatformTool, type Playbook, PlaybookDefinitionError, type PlaybookDeployedEvent, type PlaybookOptions, type PlaybookPauseInput, type PlaybookPausedEvent, type PlaybookRemoveInput, type PlaybookRemovedEvent, type PlaybookResumeInput, type PlaybookResumedEvent, type PlaybookRunInput, type PlaybookRunRequestedEvent, type PlaybookUpdateInput, type PlaybookUpdatedEvent, type Preference, type PreferenceContext, type PreferenceCreateInput, type PreferenceCreatedEvent, type PreferenceDeleteInput, type PreferenceDeletedEvent, type PreferenceEffect, type PreferenceEvidence, type PreferenceForgottenEvent, type PreferenceLearnedEvent, type PreferenceScope, type PreferenceShareInput, type PreferenceSharedEvent, type PreferenceUpdateInput, type PreferenceUpdatedEvent, type Priority, type Project, type ProjectArchiveInput, type ProjectArchivedEvent, type ProjectCreateInput, type ProjectCreatedEvent, type ProjectDeleteInput, type ProjectDeletedEvent, type ProjectFilter, type ProjectHealth, type ProjectHealthReport, type ProjectMember, type ProjectMemberRemoveInput, type ProjectMemberRemovedEvent, type ProjectMemberSetEvent, type ProjectMemberSetInput, type ProjectStatus, type ProjectUnarchiveInput, type ProjectUnarchivedEvent, type ProjectUpdateInput, type ProjectUpdatedEvent, type Projects, type ProposableCommand, type ProposedOperation, type ProposedPlan, type PullRequestState, type Recurrence, type Reference, type RelativeDate, type RequestApproval, type RetryVersion, type ReviewState, type Role, type Rule, type RuleAction, type RuleCreateInput, type RuleCreatedEvent, type RuleDeleteInput, type RuleDeletedEvent, type RulePauseInput, type RulePausedEvent, type RuleResumeInput, type RuleResumedEvent, type RuleRunInput, type RuleRunRequestedEvent, type RuleUpdateInput, type RuleUpdatedEvent, type RunCancelInput, type RunCancelRequestedEvent, type RunCompletedEvent, type RunContext, type RunEnding, type RunError, type RunErrorCode, type RunFailedEvent, type RunRetryInput, type RunRetryRequestedEvent, type Schedule, type ScheduleBackfillInput, type ScheduleCatchUp, type ScheduleCreatedEvent, type ScheduleFiredEvent, type ScheduleMissedEvent, type ScheduleOptions, type ScheduleOverlap, type ScheduleOwner, type SchedulePauseInput, type SchedulePausedEvent, type ScheduleRemovedEvent, type ScheduleResumeInput, type ScheduleResumedEvent, type ScheduleSpec, type ScheduleTriggerInput, type ScheduleUpdatedEvent, type Schema, SchemaError, type ScriptOptions, type Scripts, type SendableEvent, type Series, type SeriesChangeOccurrenceInput, type SeriesCreateInput, type SeriesCreatedEvent, type SeriesEndInput, type SeriesException, type SeriesFailedEvent, type SeriesMissedEvent, type SeriesMoveInput, type SeriesPauseInput, type SeriesResumeInput, type SeriesSkipInput, type SeriesStatus, type SeriesTask, type SeriesTemplate, type SeriesUpdateInput, type SeriesUpdatedEvent, type SlackActions, type SlackAddReactionInput, type SlackAddReactionOutput, type SlackDirectMessageInput, type SlackDirectMessageOutput, type SlackPostMessageInput, type SlackPostMessageOutput, type SlackUpdateMessageInput, type SlackUpdateMessageOutput, type State, type StateCreateInput, type StateCreatedEvent, type StateDeleteInput, type StateDeletedEvent, type StateUpdateInput, type StateUpdatedEvent, type StatusCategory, type Steps, type StepsDefinition, type StepsOptions, type StoredEventOf, type SuggestionBacktest, type SuggestionDismissal, type SuggestionDismissalCreateInput, type SuggestionDismissalCreatedEvent, type SuggestionDismissalDeleteInput, type SuggestionDismissalDeletedEvent, type SuggestionEvidence, type SuggestionKind, type SyncConflict, type SyncConflictGoneEvent, type SyncConflictOpenedEvent, type SyncConflictResolveInput, type SyncConflictResolvedEvent, type SyncConflictUpdatedEvent, type SyncDirection, type Tag, type TagCreateInput, type TagCreatedEvent, type TagDeleteInput, type TagDeletedEvent, type TagUpdateInput, type TagUpdatedEvent, type Task, type TaskArchiveInput, type TaskArchivedEvent, type TaskAssignedEvent, type TaskCreateInput, type TaskCreatePullRequestInput, type TaskCreatedEvent, type TaskDeleteInput, type TaskDeletedEvent, type TaskFilter, type TaskLink, type TaskLinkAddInput, type TaskLinkAddedEvent, type TaskLinkKind, type TaskLinkRemoveInput, type TaskLinkRemovedEvent, type TaskLinkUpdateInput, type TaskLinkUpdatedEvent, type TaskRef, type TaskRelation, type TaskRelationCreateInput, type TaskRelationCreatedEvent, type TaskRelationDeleteInput, type TaskRelationDeletedEvent, type TaskRelationType, type TaskStatusChangedEvent, type TaskType, type TaskUnarchiveInput, type TaskUnarchivedEvent, type TaskUpdateInput, type TaskUpdatedEvent, type Tasks, type Template, type TemplateApplication, type TemplateAppliedEvent, type TemplateApplyInput, type TemplateApplyUndoneEvent, type TemplateAssignee, type TemplateContent, type TemplateContentInput, type TemplateCreateFromProjectInput, type TemplateCreateInput, type TemplateCreatedEvent, type TemplateDeleteInput, type TemplateDeletedEvent, type TemplateKind, type TemplateProject, type TemplateProjectInput, type TemplateRelation, type TemplateRelationInput, type TemplateState, type TemplateStateInput, type TemplateTask, type TemplateTaskInput, type TemplateUndoApplyInput, type TemplateUpdateInput, type TemplateUpdatedEvent, type TemplateValues, type TemplateVariable, type TemplateVariableInput, type TemplateVariableType, type Templates, type TextField, type TimeEntries, type TimeEntry, type TimeEntryCreateInput, type TimeEntryCreatedEvent, type TimeEntryDeleteInput, type TimeEntryDeletedEvent, type TimeEntryFilter, type TimeEntryStartInput, type TimeEntryStartedEvent, type TimeEntryStopInput, type TimeEntryStoppedEvent, type TimeEntryUpdateInput, type TimeEntryUpdatedEvent, type TimeField, type TimeGrouping, type TimeSummary, type Timestamp, type ToolOptions, type Trigger, type TriggerEvent, type UserLink, type UserLinkRemoveInput, type UserLinkRemovedEvent, type UserLinkSetEvent, type UserLinkSetInput, type WaitFor, type WaitForAnyOptions, type WaitForOptions, type Webhook, type WebhookCreatedEvent, type WebhookEndpoint, type WebhookEndpointCreatedEvent, type WebhookEndpointDeleteInput, type WebhookEndpointDeletedEvent, type WebhookEndpointDisabledEvent, type WebhookEndpointFailingEvent, type WebhookEndpointPingInput, type WebhookEndpointSecretRotatedEvent, type WebhookEndpointUpdatedEvent, type WebhookEvent, type WebhookHmac, type WebhookMessage, type WebhookOptions, type WebhookReceivedEvent, type WebhookSecretRotatedEvent, type WebhookUpdatedEvent, type WebhookVerification, type Webhooks, type WorkTotals, type WorkingCalendar, type Workspace, type WorkspaceCreatedEvent, type WorkspaceUpdateInput, type WorkspaceUpdatedEvent, agent, defineEvent, playbook, steps, tool };