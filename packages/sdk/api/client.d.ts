/** A typed client of the HTTP API. No dependencies; runs in Node, browsers and React Native. */
import { AcceptanceSummary, AcceptedSuggestion, ActionMap, Actor, Agent, AgentAnswer, AgentCreateInput, AgentRequest, AgentRun, AgentRunAnswerInput, AgentRunCreateInput, AgentRunStatus, AgentRunSummary, AgentStep, AgentUpdateInput, ApiKey, Approval, ApprovalRequestInput, ApprovalStatus, AutomationSuggestion, AutomationSuggestions, CalendarDate, Change, ChangeSet, ChangeSetAttachInput, ChangedFile, CommandMap, CommandType, Comment, CommentCreateInput, CommentUpdateInput, Connection, ConnectionStatus, ConnectionTool, ConnectionTrouble, CustomEvent, CustomField, CustomFieldCreateInput, CustomFieldUpdateInput, Cycle, CycleCompleteInput, CycleCreateInput, CycleFilter as CycleFilter$1, CycleProgress, CycleUpdateInput, DefinedAgent, Delivery, DeliveryCreateInput, DeliveryKind, DeliveryStatus, Digest, DomainEvent, Email, EmailStatus, ExpectedOperation, FieldMap, Flow, HealthActions, Json, JsonObject, LearningEvaluation, LearningExample, ListedAgent, Mapping, MappingUpdateInput, Member, MemberAddInput, MemberUpdateInput, Milestone, MilestoneCreateInput, MilestoneFilter as MilestoneFilter$1, MilestoneProgress, MilestoneUpdateInput, ModelBudget, ModelBudgetSetInput, ModelUsage, Notification, NotificationChannels, NotificationKind, NotificationPreferencesSetInput, NotificationSendInput, OccurrenceChanges, Page, PageOptions, Patch, PatchDiff, PatchPolicy, PatchPolicyCreateInput, PatchPolicyUpdateInput, PatchProposeInput, PatchReviewInput, PatchStatus, Permission, PlanInput, Playbook, Preference, PreferenceCreateInput, PreferenceScope, PreferenceShareInput, PreferenceUpdateInput, Project, ProjectCreateInput, ProjectFilter as ProjectFilter$1, ProjectHealthReport, ProjectMember, ProjectUpdateInput, ProposedPlan, PullRequestState, Recurrence, Role, Rule, RuleCreateInput, RuleUpdateInput, RunError, RunErrorCode, Schedule, ScheduleSpec, SendableEvent, Series, SeriesChangeOccurrenceInput, SeriesCreateInput, SeriesMoveInput, SeriesStatus, SeriesUpdateInput, State, StateCreateInput, StateUpdateInput, StatusCategory, SuggestionDismissal, SuggestionKind, SyncConflict, Tag, TagCreateInput, TagUpdateInput, Task, TaskCreateInput, TaskCreatePullRequestInput, TaskFilter as TaskFilter$1, TaskLink, TaskLinkAddInput, TaskLinkKind, TaskLinkUpdateInput, TaskRelation, TaskRelationCreateInput, TaskRelationType, TaskUpdateInput, Template, TemplateApplication, TemplateApplyInput, TemplateCreateFromProjectInput, TemplateCreateInput, TemplateKind, TemplateTask, TemplateUpdateInput, TimeEntry, TimeEntryCreateInput, TimeEntryFilter as TimeEntryFilter$1, TimeEntryStartInput, TimeEntryUpdateInput, TimeGrouping, TimeSummary, Timestamp, UserLink, UserLinkSetInput, Webhook, WebhookEndpoint, WebhookVerification, Workspace, WorkspaceUpdateInput } from "./agent.js";
import { AgentError, FieldProblem, OrchestratorError, SchemaError } from "./errors.js";
/** A list: await it for one page, or walk over all items of all pages with `for await`. */
interface Paged<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {}
interface ClientOptions {
  /** Address of the API, e.g. `https://orchestrator.example.com`. */
  readonly url: string;
  /** An API key; it names the workspace too. */
  readonly apiKey: string;
  /** Milliseconds for one try. Default 30,000. */
  readonly timeoutMs?: number;
  /** Further tries after a network error, 429, 502, 503 or 504. Default 4, some 8 seconds in all. */
  readonly retries?: number;
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof fetch;
}
interface RequestOptions {
  /**
   * The same key with the same request never has a second effect. Every writing request has one: without yours the client makes one,
   * which covers its own retries.
   */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}
interface BackfillProgress {
  readonly state: "none" | "running" | "paused" | "done";
  readonly done: number;
  /** null: the service does not say. */
  readonly total: number | null;
  readonly remaining: number | null;
  readonly perMinute: number | null;
  readonly startedAt: Timestamp | null;
  readonly endedAt: Timestamp | null;
  /** What is wrong with the mapping holds one that runs; then it is tried again by itself. */
  readonly heldUntil: Timestamp | null;
}
interface MappingHealth {
  readonly mappingId: string;
  readonly projectId: string;
  readonly containerKey: string;
  readonly enabled: boolean;
  /** Things that are kept the same. */
  readonly items: number;
  /** Things there whose tasks were deleted here; a backfill with `restore` makes them anew. */
  readonly leftOut: number;
  /** Tasks that are archived here: they and their items are left as they are. */
  readonly archived: number;
  /** The service tells of changes; else it is asked for them. */
  readonly subscribed: boolean;
  /** Why the service does not take it that it shall tell; null: it does, or was not asked to. */
  readonly subscriptionRefused: string | null;
  readonly nextPullAt: Timestamp | null;
  /** What is wrong with it, and what to do; gone as soon as it works. */
  readonly trouble: ConnectionTrouble | null;
  readonly backfill: BackfillProgress;
}
interface ConnectionHealth {
  readonly status: ConnectionStatus;
  /** What is wrong, and what to do. `mapping_trouble`: `mappings[].trouble` says what. */
  readonly trouble: ConnectionTrouble | null;
  readonly lastSyncAt: Timestamp | null;
  readonly dueAt: Timestamp | null;
  /** Until then the service wants no requests. */
  readonly throttledUntil: Timestamp | null;
  /** Things that changed and are not yet the same on both sides. */
  readonly waiting: number;
  readonly oldestAt: Timestamp | null;
  /** Of these, the ones that were tried in vain. */
  readonly failing: number;
  readonly lastError: string | null;
  /** Those, the longest first; at most 50. */
  readonly failures: readonly SyncFailure[];
  readonly unreadDeliveries: number;
  /** Of the last 14 days: signed, and in a form that the service does not document. */
  readonly unreadableDeliveries: {
    readonly count: number;
    readonly lastAt: Timestamp | null;
    readonly lastError: string | null;
  };
  readonly openConflicts: number;
  readonly mappings: readonly MappingHealth[];
  /** What items have there that is nothing here, and stays there: labels that cannot be tags, options, people. */
  readonly notTakenOver: readonly {
    readonly mappingId: string;
    readonly field: string;
    readonly value: string;
    readonly items: number;
  }[];
  /** Of an MCP server: the tools that agents may call. */
  readonly tools: readonly {
    readonly name: string;
    readonly trusted: boolean;
    readonly allowedAt: Timestamp;
    /** Since when the server says something else of it: nobody calls it until it is allowed again. */
    readonly changedAt: Timestamp | null;
  }[];
}
/** Something that could not be kept in step. */
interface SyncFailure {
  readonly mappingId: string;
  readonly entityKind: "task" | "comment" | "time_entry" | null;
  /** The thing here; null: there is none yet. */
  readonly entityId: string | null;
  /** The item there; null: there is none yet. */
  readonly externalId: string | null;
  readonly key: string | null;
  readonly title: string | null;
  readonly url: string | null;
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly since: Timestamp;
  readonly nextAt: Timestamp;
}
/** A field of a service, or of a task here, as people see it when they map it. */
interface FieldSpec {
  readonly key: string;
  readonly name: string;
  readonly type: "text" | "markdown" | "number" | "date" | "boolean" | "option" | "options" | "user" | "users" | "item" | "links";
  readonly readOnly?: boolean;
  readonly options?: readonly {
    readonly value: string;
    readonly name: string;
  }[];
}
/** A service that can be connected. */
interface Connector {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What is mapped to a project, e.g. `repository`. */
  readonly containerName: string;
  /** The ways to connect, the recommended one first. */
  readonly auth: readonly ConnectorAuth[];
  /** JSON Schema of what is asked for beside credentials. */
  readonly settings: JsonObject;
  readonly itemTypes: readonly {
    readonly type: string;
    readonly name: string;
    readonly entity: "task" | "comment" | "time_entry";
    readonly fields: readonly FieldSpec[];
    readonly removes: boolean;
    readonly restores: boolean;
  }[];
  readonly webhooks: {
    /** The service is told by itself where to send. */
    readonly subscribes: boolean;
    /** Markdown: what to set there by hand. */
    readonly manual: string;
    readonly events: readonly {
      readonly type: string;
      readonly summary: string;
    }[];
  } | null;
  readonly actions: readonly {
    readonly name: string;
    readonly summary: string;
    readonly writes: boolean;
    readonly input: JsonObject;
    readonly output: JsonObject;
  }[];
}
interface ConnectorAuth {
  readonly kind: "token" | "oauth2";
  readonly name: string;
  readonly help: string;
  /** False: the operator has to register this installation there first. */
  readonly configured: boolean;
  /** JSON Schema; null for OAuth. */
  readonly credentials: JsonObject | null;
  readonly secretFields: readonly string[];
  readonly scopes: readonly string[];
}
interface ConnectionFilter extends PageOptions {
  readonly provider?: string;
  readonly status?: ConnectionStatus;
  readonly sort?: "createdAt" | "-createdAt";
}
/** What a connector asks for beside credentials. */
type ConnectionSettings = Readonly<Record<string, string | number | boolean | null>>;
/** What a connector's method asks for; stored encrypted and never shown. */
type ConnectionCredentials = Readonly<Record<string, string | null>>;
interface ConnectionInput {
  /** The id of a connector, e.g. `github`. */
  readonly provider: string;
  readonly name?: string;
  /** The name of the connector's method; default: the first that takes the credentials. */
  readonly method?: string;
  readonly credentials: ConnectionCredentials;
  readonly settings?: ConnectionSettings;
}
interface ReconnectInput extends Omit<ConnectionInput, "provider" | "name"> {
  /** The credentials may be those of another account there; else that is refused. */
  readonly allowOtherAccount?: boolean;
}
interface OAuthInput {
  readonly provider: string;
  readonly name?: string;
  readonly settings?: ConnectionSettings;
  /** A connection that is connected anew. */
  readonly connectionId?: string;
  /** It may be another account than before; else that is refused. */
  readonly allowOtherAccount?: boolean;
}
interface ConnectionTest {
  readonly account: Connection["account"];
  readonly scopes: readonly string[];
  /** Without which something will not work, in words. */
  readonly missing: readonly string[];
}
/** A tool of a connected MCP server, as it says now. Its words are others': data, not advice. */
interface ServerTool extends Pick<ConnectionTool, "name" | "title" | "description" | "inputSchema" | "readOnly" | "idempotent" | "hash"> {
  /** As agents name it in `tools`, e.g. `mcp.docs.search`. */
  readonly tool: string;
  /** Why it cannot be used; null: it can. */
  readonly problem: string | null;
  /** offered: agents may not call it. changed: the server says something else of it than when it was allowed. gone: it is not offered now. */
  readonly state: "offered" | "allowed" | "changed" | "gone";
  /** Its calls need no approval. */
  readonly trusted: boolean;
}
/** A repository, a board, a database or a channel. */
interface Container {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly url: string | null;
}
interface ExternalUser {
  readonly id: string;
  readonly name: string;
  /** As the service has verified it. */
  readonly email: string | null;
}
/** A connection that is no more, and what stays of it. */
interface DisconnectedConnection extends Connection {
  readonly stays: {
    readonly mappings: number;
    readonly items: number;
    /** Webhooks there that could not be ended: delete them there. */
    readonly subscriptions: number;
    readonly tokensRevoked: boolean;
  };
}
/** A time within which a connection's changes are taken back. */
interface RollbackInput {
  readonly from: Timestamp;
  /** Default: now. */
  readonly to?: Timestamp;
  /** Default true: it only says what would be done. */
  readonly dryRun?: boolean;
  /** patch: it is proposed, for people to decide on, and tasks that were made are archived. Default: changes. */
  readonly as?: "changes" | "patch";
}
interface ConnectionRollback {
  readonly applied: boolean;
  readonly operations: readonly {
    readonly type: string;
    readonly entityId: string;
    readonly name: string;
    readonly data: JsonObject;
  }[];
  /** Those that were proposed, in order; of a dry run their ids are null. */
  readonly patches: readonly {
    readonly id: string | null;
    readonly title: string;
    readonly operations: number;
  }[];
  /** What stays, and why. */
  readonly skipped: readonly {
    readonly entityId: string;
    readonly name: string;
    readonly field: string | null;
    readonly reason: "deleted" | "archived" | "changed_since" | "deleted_by_sync" | "not_there" | "not_in_a_patch";
  }[];
}
/** Services that are connected. */
interface Connections extends Readable<Connection, ConnectionFilter> {
  /** What can be connected, and how. */
  connectors(options?: EntityOptions): Promise<readonly Connector[]>;
  /** With a token. */
  create(input: ConnectionInput, options?: RequestOptions): Promise<Connection>;
  /** Over OAuth: the address to open in a browser. */
  beginOAuth(input: OAuthInput, options?: RequestOptions): Promise<{
    readonly url: string;
    readonly expiresAt: Timestamp;
  }>;
  update(id: string, changes: {
    readonly name?: string;
    readonly baseVersion?: number;
  }, options?: RequestOptions): Promise<Connection>;
  /** Of one without mappings. */
  delete(id: string, options?: RequestOptions): Promise<void>;
  /** Asks the service as whom it is known there. */
  test(id: string, options?: RequestOptions): Promise<ConnectionTest>;
  pause(id: string, options?: RequestOptions): Promise<Connection>;
  resume(id: string, options?: RequestOptions): Promise<Connection>;
  /** With another token; mappings stay. */
  reconnect(id: string, input: ReconnectInput, options?: RequestOptions): Promise<Connection>;
  /**
   * Does an action with the connection's account, e.g. `createPullRequest`; {@link Connections.connectors} has all. Done once under the
   * request's key, also when an answer is lost and it is tried again.
   *
   * @example
   * ```ts
   * const { url } = await client.connections.call(id, 'createPullRequest', { repository: 'acme/shop', title: 'Say hello', files })
   * ```
   */
  call<A extends string>(id: string, action: A, input: ConnectionActionInput<A>, options?: RequestOptions): Promise<ConnectionActionOutput<A>>;
  /** Forgets its credentials; what it has synced stays. */
  disconnect(id: string, options?: RequestOptions): Promise<DisconnectedConnection>;
  /** Takes back what it did here within a time; a dry run unless it is said otherwise. */
  rollback(id: string, input: RollbackInput, options?: RequestOptions): Promise<ConnectionRollback>;
  health(id: string, options?: EntityOptions): Promise<ConnectionHealth>;
  containers(id: string, query?: {
    readonly search?: string;
    readonly cursor?: string;
  }): Paged<Container>;
  users(id: string, containerId: string, options?: EntityOptions): Promise<readonly ExternalUser[]>;
  /** Of an MCP server: what it offers now, and what of it agents may call. */
  tools(id: string, options?: EntityOptions): Promise<readonly ServerTool[]>;
  /** Lets agents call a tool, as the server describes it now: `hash` is that of what was seen. */
  allowTool(id: string, tool: string, input: {
    readonly hash: string;
    readonly trusted?: boolean;
  }, options?: RequestOptions): Promise<ConnectionTool>;
  removeTool(id: string, tool: string, options?: RequestOptions): Promise<void>;
  /** Where the service is to send what happens, where it has to be told by hand. */
  webhook(id: string, options?: EntityOptions): Promise<{
    readonly url: string;
    readonly secret: string;
    readonly manual: string;
  }>;
  readonly userLinks: UserLinks;
}
/** The actions of that name, in whichever service. */
type Named<A extends string> = Extract<keyof ActionMap, `${string}.${A}`>;
/** What an action takes; of one that this version does not know, any JSON. */
type ConnectionActionInput<A extends string> = [Named<A>] extends [never] ? JsonObject : ActionMap[Named<A>]["input"];
/** What an action gives. */
type ConnectionActionOutput<A extends string> = [Named<A>] extends [never] ? Json : ActionMap[Named<A>]["output"];
interface UserLinkFilter extends PageOptions {
  readonly connectionId?: string;
  readonly memberId?: string;
  readonly sort?: "createdAt" | "-createdAt";
}
/** Which members people of connected services are. */
interface UserLinks extends Readable<UserLink, UserLinkFilter> {
  /** Replaces what was said of the same person. */
  create(input: UserLinkSetInput, options?: RequestOptions): Promise<UserLink>;
  delete(id: string, options?: RequestOptions): Promise<void>;
}
/** What was deployed, and when. */
interface Deployment {
  readonly id: string;
  /** Of its event `deployment.completed`. */
  readonly seq: number;
  /** `folder`: the server's own. */
  readonly source: string;
  readonly bundleHash: string;
  /** Those that the bundle has. */
  readonly playbooks: readonly string[];
  /** Those that went with it. */
  readonly removed: readonly string[];
  /** As whom its playbooks act. */
  readonly memberId: string;
  /** Whose processes run its code: the platform’s, or the team’s own. */
  readonly servedBy: "platform" | "worker";
  readonly at: Timestamp;
}
/** What a deployment does to one playbook. */
interface PlannedChange {
  readonly playbook: string;
  /** `taken`: another source has deployed it, so the deployment is refused. */
  readonly change: "new" | "changed" | "removed" | "unchanged" | "taken";
  readonly triggers: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
  /** null: they stay as they are. */
  readonly scopes: {
    readonly before: readonly string[] | null;
    readonly after: readonly string[] | null;
  } | null;
}
interface DeploymentInput {
  /** Whose deployment it is, e.g. the name of a repository. It replaces and removes its own alone. */
  readonly source: string;
  readonly bundleHash: string;
  readonly bundle?: {
    readonly manifest: string;
    readonly isolate: string;
    readonly steps: string | null;
  };
}
interface NewDeployment {
  readonly id: string;
  readonly source: string;
  readonly bundleHash: string;
  readonly changes: readonly PlannedChange[];
}
/** Playbooks that are put in force over the API. */
interface Deployments {
  /** The newest first. */
  list(filter?: {
    readonly source?: string;
    readonly limit?: number;
  }, options?: Pick<RequestOptions, "signal">): Promise<{
    readonly items: readonly Deployment[];
  }>;
  /** What a deployment would change; changes nothing. */
  plan(input: {
    readonly source: string;
    readonly manifest: unknown;
  }, options?: Pick<RequestOptions, "signal">): Promise<{
    readonly changes: readonly PlannedChange[];
  }>;
  /** Puts a bundle in force; without `bundle` one that was deployed before. */
  create(input: DeploymentInput, options?: RequestOptions): Promise<NewDeployment>;
}
/** A bundle that a team's own processes have to serve. */
interface WorkerBundle {
  readonly hash: string;
  /** In force. */
  readonly current: boolean;
  /** With runs that have not ended. */
  readonly open: boolean;
}
/** What `orchestrator playbook worker` asks and says; other programs have no use for it. */
interface Workers {
  /** Those of a source that the caller's own processes have to serve. */
  bundles(source: string, options?: Pick<RequestOptions, "signal">): Promise<{
    readonly items: readonly WorkerBundle[];
  }>;
  /** Its code. */
  bundle(hash: string, options?: Pick<RequestOptions, "signal">): Promise<{
    readonly hash: string;
    readonly isolate: string;
    readonly steps: string | null;
  }>;
  /** Does for a run what its code asks for. */
  call(input: object, options?: Pick<RequestOptions, "signal">): Promise<unknown>;
}
/** An API key with its secret, which is shown this once. */
interface NewApiKey extends ApiKey {
  readonly key: string;
}
interface ApiKeyInput {
  readonly name: string;
  /** For whom it acts; default: for yourself. */
  readonly memberId?: string;
  /** What it may at most; null: all that the member may. */
  readonly scopes?: readonly Permission[] | null;
  readonly expiresAt?: Timestamp | null;
}
/** Who the API key acts for. */
interface Me {
  readonly workspaceId: string;
  readonly actor: Actor;
  readonly role: Role;
  readonly scopes: readonly Permission[] | null;
}
type RunStatus = "held" | "queued" | "running" | "completed" | "failed" | "canceled" | "skipped";
/** Why a run has not begun yet. */
interface Held {
  readonly why: "paused" | "debounce" | "batch" | "overlap" | "concurrency" | "throttle" | "rate" | "next";
  /** In words. */
  readonly reason: string;
  /** null: when others have ended, or the automation is resumed. */
  readonly nextTryAt: Timestamp | null;
}
/** What of a rule or playbook is under way and what is held. */
interface FlowOverview {
  readonly automationId: string;
  readonly kind: "rule" | "playbook";
  readonly name: string;
  readonly enabled: boolean;
  readonly pausedAt: Timestamp | null;
  readonly flow: Flow | null;
  /** How many may start in a minute. */
  readonly maxPerMinute: number;
  readonly startedLastMinute: number;
  readonly held: number;
  /** When the runs that wait are looked at next; null: none waits for a time. */
  readonly nextAdmissionAt: Timestamp | null;
  /** By concurrency key, at most 100. */
  readonly keys: readonly {
    readonly key: string;
    readonly running: number;
    readonly held: number;
  }[];
}
/** One automation started by one event. */
interface Run {
  readonly id: string;
  readonly kind: "rule" | "playbook";
  /** The playbook's name; null for a rule. */
  readonly playbook: string | null;
  /** The rule's name at that time; null for a playbook. */
  readonly rule: string | null;
  /** The id of the rule or playbook. */
  readonly automationId: string;
  /** The rule's version, or the hash of the playbook's bundle. */
  readonly version: string;
  readonly status: RunStatus;
  /** Why it waits, while its status is `held`. */
  readonly held: Held | null;
  /** Why it failed or was skipped. */
  readonly error: RunError | null;
  /** What the playbook returned. */
  readonly result: unknown;
  /** The event that started it. */
  readonly eventId: string;
  readonly eventSeq: number;
  readonly eventType: string;
  /** All events of a batch; null: just the one. */
  readonly eventSeqs: readonly number[] | null;
  /** When it is not to be begun any more. */
  readonly expiresAt: Timestamp | null;
  readonly subject: {
    readonly type: string;
    readonly id: string;
  };
  readonly projectId: string | null;
  /** With whose rights it acts. */
  readonly memberId: string;
  readonly scopes: readonly Permission[] | null;
  readonly depth: number;
  readonly correlationId: string;
  /** The run that this one does again. */
  readonly retryOf: string | null;
  /** The event by which somebody asked for it (a retry, an event played again); null: its event started it. */
  readonly requestSeq: number | null;
  readonly attempts: number;
  readonly workflowId: string | null;
  /** When a run without a workflow goes on by itself, if nothing comes before. */
  readonly wakeAt: Timestamp | null;
  /** The run in the Temporal UI. */
  readonly temporalUrl: string | null;
  readonly cancelRequestedAt: Timestamp | null;
  readonly createdAt: Timestamp;
  readonly startedAt: Timestamp | null;
  readonly endedAt: Timestamp | null;
}
type ChangedFields = {
  readonly [field: string]: unknown;
} | null;
/** What a step did to one entity. */
interface StepChange {
  readonly subject: {
    readonly type: string;
    readonly id: string;
  };
  /** Changed fields before; null: it did not exist. */
  readonly before: ChangedFields;
  /** Changed fields after, all of them when it is new; null: it is gone. */
  readonly after: ChangedFields;
  readonly events: readonly {
    readonly id: string;
    readonly seq: number;
    readonly type: string;
  }[];
}
/** One awaited call of a run. */
interface RunStep {
  /** From 0. */
  readonly step: number;
  readonly kind: string;
  readonly name: string;
  readonly status: "running" | "completed" | "failed" | "canceled";
  /** In words. */
  readonly summary: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: RunError | null;
  readonly attempts: number;
  /** Of the first of `changes`. */
  readonly before: ChangedFields;
  readonly after: ChangedFields;
  readonly changes: readonly StepChange[];
  /** The run that did this step, which a retry has not done again; null: this run. */
  readonly originRunId: string | null;
  readonly startedAt: Timestamp;
  readonly endedAt: Timestamp | null;
}
interface RunDetail extends Run {
  /** The event that started it. */
  readonly event: DomainEvent | CustomEvent | null;
  /** The triggers that listened to the event, with the values that decided; as its version had them. */
  readonly why: readonly TriggerExplanation[];
  readonly steps: readonly RunStep[];
}
/** One trigger of an automation, as an event met it or not. */
interface TriggerExplanation {
  /** null: every event of its types. */
  readonly condition: string | null;
  readonly matched: boolean;
  /** The parts of the condition between `&&`. */
  readonly parts: readonly {
    readonly cel: string;
    readonly matched: boolean;
    /** Why it could not be told. */
    readonly error: string | null;
    /** The fields that it read, e.g. `{ 'event.to': '"started"' }`. */
    readonly values: Readonly<Record<string, string>>;
  }[];
}
/** Why an automation started on an event or did not. */
interface AutomationExplanation {
  readonly kind: Run["kind"];
  readonly automationId: string;
  readonly name: string;
  /** That was in force: the rule's version, or the hash of the playbook's bundle. */
  readonly version: string;
  readonly reason: "started" | "skipped" | "condition" | "disabled" | "not_looked_at";
  /** The reason in words, with the values that decided. */
  readonly message: string;
  readonly run: Pick<Run, "id" | "status" | "error"> | null;
  readonly triggers: readonly TriggerExplanation[];
}
/** A run that was asked for. */
interface RequestedRun {
  readonly eventId: string;
  /** The run that will be; a moment later it is there. */
  readonly runId: string;
}
/** The secret with which deliveries to a webhook are signed. */
/** An address at which one member can answer one approval. */
interface ApprovalLink {
  readonly url: string;
  readonly expiresAt: Timestamp;
}
interface WebhookSecret {
  readonly path: string;
  readonly verify: WebhookVerification;
  readonly secret: string;
  /** The slug of the workspace. */
  readonly workspace: string;
  /** Where deliveries go, below the API's address. */
  readonly url: string;
}
/** A command of a batch; without an id it gets one. */
type BatchCommand = { [T in CommandType]: {
  readonly id?: string;
  readonly type: T;
  readonly data: CommandMap[T];
}; }[CommandType];
/** Which runs to do again; see the API's `POST /v1/runs/retry`. */
interface BulkRetryInput {
  /** A playbook's name. */
  readonly playbook?: string;
  /** A rule's id. */
  readonly rule?: string;
  readonly errorCode?: RunErrorCode;
  readonly since?: Timestamp;
  readonly until?: Timestamp;
  /** 1 to 500; default 100. The oldest come first. */
  readonly limit?: number;
  readonly version?: "current" | "same";
  /** Only says which runs there are. */
  readonly dryRun?: boolean;
}
interface BulkRetry {
  /** How many failed runs there are of this kind that were not retried yet. */
  readonly matched: number;
  readonly runs: readonly {
    readonly retryOf: string;
    readonly runId: string | null;
  }[];
}
interface CommandResult {
  readonly id: string;
  readonly type: string;
  /** false: the command was known, and this is its first result. */
  readonly applied: boolean;
  readonly result: {
    readonly kind: string;
    readonly id: string;
    readonly version: number;
  };
  /** The seq of its first event; null: nothing changed. */
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
}
/** What is asked of whoever starts something by hand. */
interface ManualForm {
  /** JSON Schema; null: anything. */
  readonly input: {
    readonly [key: string]: unknown;
  } | null;
}
/** The next times of a schedule. */
interface SchedulePreview {
  readonly timeZone: string;
  readonly times: readonly Timestamp[];
}
/** An order, or with `-` the same backwards. */
type Order<S extends string> = {
  readonly sort?: S | `-${S}`;
};
interface Archived {
  /** Default false: archived ones are left out; true: only archived ones; `'any'`: both. */
  readonly archived?: boolean | "any";
}
/** Which tasks; what is left out does not matter. The default order is `rank`: by project, then as people ranked them. */
interface TaskFilter extends Omit<TaskFilter$1, "archived">, Archived, Order<"rank" | "createdAt" | "updatedAt" | "dueDate"> {}
interface ProjectFilter extends Omit<ProjectFilter$1, "archived">, Archived {
  readonly leadId?: string;
  readonly sort?: "name" | "createdAt" | "-createdAt";
}
interface CycleFilter extends CycleFilter$1, Order<"startsAt" | "createdAt"> {}
interface MilestoneFilter extends MilestoneFilter$1 {
  readonly sort?: "rank" | "createdAt" | "-createdAt";
}
interface TimeEntryFilter extends TimeEntryFilter$1, Order<"startedAt" | "createdAt"> {}
interface TimeSummaryFilter extends Omit<TimeEntryFilter$1, "running" | keyof PageOptions> {
  /** Default: by task. */
  readonly groupBy?: TimeGrouping;
}
interface CommentFilter extends PageOptions, Order<"createdAt"> {
  readonly taskId?: string;
  readonly projectId?: string;
  readonly authorId?: string;
}
interface MemberFilter extends PageOptions {
  readonly role?: Role;
  readonly email?: string;
}
interface TaskRelationFilter extends PageOptions {
  /** On either side. */
  readonly taskId?: string;
  readonly fromTaskId?: string;
  readonly toTaskId?: string;
  readonly type?: TaskRelationType;
}
interface TagFilter extends PageOptions {
  readonly name?: string;
}
interface StateFilter extends PageOptions {
  readonly category?: StatusCategory;
}
interface CustomFieldFilter extends PageOptions {
  readonly key?: string;
}
interface ApiKeyFilter extends PageOptions {
  readonly memberId?: string;
}
interface SeriesFilter extends PageOptions {
  readonly projectId?: string;
  readonly status?: SeriesStatus;
}
interface TemplateFilter extends PageOptions {
  readonly name?: string;
  readonly kind?: TemplateKind;
}
interface TemplateApplicationFilter extends PageOptions {
  readonly templateId?: string;
  readonly projectId?: string;
}
interface RuleFilter extends PageOptions {
  /** An event type. */
  readonly when?: string;
  readonly enabled?: boolean;
}
interface PlaybookFilter extends PageOptions {
  readonly enabled?: boolean;
}
interface ApprovalFilter extends PageOptions, Order<"createdAt"> {
  readonly status?: ApprovalStatus | readonly ApprovalStatus[];
  /** Only those that wait for an answer of the key's member. */
  readonly forMe?: boolean;
  readonly taskId?: string;
  readonly projectId?: string;
  /** Asked for by this run. */
  readonly runId?: string;
}
/** Which runs, newest first. */
interface RunFilter extends PageOptions {
  readonly status?: RunStatus | readonly RunStatus[];
  readonly kind?: "rule" | "playbook";
  /** A playbook's name. */
  readonly playbook?: string;
  /** A rule's id. */
  readonly rule?: string;
  /** Started by this event. */
  readonly eventId?: string;
  /** Started by an event after this seq. */
  readonly eventAfter?: number;
  /** Started by an event up to this seq. */
  readonly eventUpTo?: number;
  /** Retries of this run. */
  readonly retryOf?: string;
  readonly errorCode?: RunErrorCode;
  /** Created at or after this instant. */
  readonly since?: Timestamp;
  /** Created before this instant. */
  readonly until?: Timestamp;
}
/** Which schedules. */
interface ScheduleFilter extends PageOptions {
  readonly ownerKind?: "rule" | "playbook" | "series";
  readonly ownerId?: string;
}
interface PreferenceFilter extends PageOptions {
  readonly scope?: PreferenceScope;
  /** Whose they are. */
  readonly memberId?: string;
  readonly projectId?: string;
  readonly enabled?: boolean;
  readonly sort?: "createdAt" | "-createdAt";
}
/** How people want proposals to be. */
interface Preferences extends Resource<Preference, PreferenceCreateInput, PreferenceUpdateInput, PreferenceFilter> {
  /** Lets it count for a project or the workspace, or again for its owner alone. */
  share(id: string, input: Omit<PreferenceShareInput, "id">, options?: RequestOptions): Promise<Preference>;
}
/** Operations that somebody thinks of proposing. */
interface RankInput {
  readonly projectId?: string | null;
  /** Who will propose. */
  readonly agent?: string | null;
  /** Who will decide; null or left out: nobody knows. */
  readonly memberId?: string | null;
  readonly operations: readonly {
    readonly key: string;
    readonly command: string;
    readonly data: Readonly<Record<string, Json>>;
    /** 0 to 1. */
    readonly confidence?: number | null;
  }[];
}
interface ExpectedOperations {
  /** The most likely to be accepted first, what is better left out last. */
  readonly items: readonly ExpectedOperation[];
  /** Those that count for one of them. */
  readonly preferences: readonly Preference[];
}
/** What is learnt from decisions on patches. */
interface Learning {
  /** What people accept of what is proposed to them. */
  acceptance(filter?: {
    readonly projectId?: string;
  }, options?: EntityOptions): Promise<AcceptanceSummary>;
  /** Whether what is learnt of the workspace’s decisions forecasts later ones. */
  evaluation(options?: EntityOptions): Promise<LearningEvaluation>;
  /** What is likely to be accepted, before it is proposed. */
  rank(input: RankInput, options?: EntityOptions): Promise<ExpectedOperations>;
  /** What of a patch is likely to be accepted by a member. @param reviewer default: the key's own */
  expected(patchId: string, reviewer?: string, options?: EntityOptions): Promise<ExpectedOperations>;
  /** Decisions as examples to train a model of one’s own with, redacted; the audit log tells of it. Needs `workspace.edit`. */
  export(input: {
    readonly consent: true;
    readonly projectId?: string | null;
  }, options?: RequestOptions): Promise<{
    readonly items: readonly LearningExample[];
  }>;
}
interface MappingFilter extends PageOptions {
  readonly connectionId?: string;
  readonly projectId?: string;
  readonly enabled?: boolean;
  readonly sort?: "createdAt" | "-createdAt";
}
type MappingChanges = Omit<MappingUpdateInput, "id">;
interface MappingInput extends Omit<MappingChanges, "baseVersion"> {
  readonly id?: string;
  readonly connectionId: string;
  readonly projectId: string;
  readonly containerId: string;
}
/** The fields of both sides, and how they go together by default. */
interface MappingFields {
  readonly theirs: readonly FieldSpec[];
  readonly ours: readonly FieldSpec[];
  readonly suggested: readonly FieldMap[];
}
/** What would be done with one thing. */
interface PreviewedThing {
  readonly side: "here" | "there";
  readonly id: string;
  readonly name: string;
  readonly url: string | null;
  /** linked: it is on both sides already. left_out: nothing, and `reason` says why. */
  readonly action: "make" | "linked" | "left_out";
  /** deleted_here: its task was deleted here; a backfill with `restore` makes it anew. */
  readonly reason: "direction" | "filter" | "deleted_here" | "archived" | null;
  /** As it would be on the other side. */
  readonly fields: JsonObject;
  /** Fields there whose value is nothing here. */
  readonly unknown: readonly string[];
}
interface MappingPreview {
  readonly there: readonly PreviewedThing[];
  readonly here: readonly PreviewedThing[];
  /** How many things there are there; null: the service does not say. */
  readonly total: number | null;
  readonly elsewhere: readonly LinkedElsewhere[];
}
/** A project with whose tasks things of a mapping’s place are, or were, linked already. */
interface LinkedElsewhere {
  readonly projectId: string;
  readonly projectKey: string;
  readonly items: number;
  /** Another mapping keeps them in step; else one did that has ended. */
  readonly mapped: boolean;
}
/** A mapping that was made, and what is known of its place from before. */
interface CreatedMapping extends Mapping {
  readonly earlier: {
    /** Tasks that an earlier mapping of the same place and project had linked: they are in step again. */
    readonly takenUp: number;
    readonly elsewhere: readonly LinkedElsewhere[];
  };
}
interface BackfillOptions extends RequestOptions {
  /** To start: also things there whose tasks were deleted here, each as a new task. */
  readonly restore?: boolean;
}
/** Projects that are kept in step with something of a connected service. */
interface Mappings extends Readable<Mapping, MappingFilter> {
  /** Fields that are not given are the connector's own. */
  create(input: MappingInput, options?: RequestOptions): Promise<CreatedMapping>;
  update(id: string, changes: MappingChanges, options?: RequestOptions): Promise<Mapping>;
  delete(id: string, options?: RequestOptions): Promise<void>;
  fields(id: string, options?: EntityOptions): Promise<MappingFields>;
  /** What would be done with the first 20 things of each side; nothing is written. */
  preview(id: string, options?: EntityOptions): Promise<MappingPreview>;
  /** Brings over what was there before. */
  backfill(id: string, action: "start" | "pause" | "resume", options?: BackfillOptions): Promise<MappingHealth>;
}
interface SyncConflictFilter extends PageOptions {
  readonly status?: SyncConflict["status"];
  readonly connectionId?: string;
  readonly projectId?: string;
  readonly entityId?: string;
  readonly sort?: "createdAt" | "-createdAt";
}
/** Fields that both sides changed, for which a person decides. */
interface SyncConflicts extends Readable<SyncConflict, SyncConflictFilter> {
  resolve(id: string, choice: "ours" | "theirs", options?: RequestOptions): Promise<SyncConflict>;
}
/** How hard a task is. */
type Complexity = "low" | "medium" | "high";
/** A language model that this installation may ask. */
interface LanguageModel {
  /** `provider/model` */
  readonly name: string;
  readonly provider: string;
  /** 1: for simple work, 3: for the hardest. */
  readonly grade: 1 | 2 | 3;
  /** In tokens; null: not known. */
  readonly contextWindow: number | null;
  /** In USD for a million tokens; null: not known. */
  readonly price: {
    readonly input: number;
    readonly output: number;
    readonly from: "settings" | "catalogue";
  } | null;
  /** As the process that answers saw it; `open`: not asked, since it failed. */
  readonly health: {
    readonly state: "closed" | "open" | "half_open";
    readonly waitMs: number;
    readonly latencyMs: number | null;
  };
}
interface ModelsOverview {
  /** What to do so that there are models; null: there are. */
  readonly hint: string | null;
  readonly providers: readonly {
    readonly id: string;
    readonly speaks: "openai" | "anthropic" | "google" | "mistral" | "openai-compatible";
  }[];
  readonly models: readonly LanguageModel[];
  /** In which order models are asked; `*`: for every task type without a route of its own. */
  readonly routes: readonly {
    readonly route: string;
    readonly chain: readonly string[];
    readonly configured: boolean;
  }[];
  readonly prices: {
    readonly source: string;
    readonly url: string;
    readonly asOf: string;
  };
}
interface ModelSelectionInput {
  /** e.g. `planner` */
  readonly taskType: string;
  /** By default judged by what is said of the task. */
  readonly complexity?: Complexity;
  /** What the model is given; counted and not kept. */
  readonly text?: string;
  /** Given beside the text. */
  readonly contextTokens?: number;
  /** What it may answer, in tokens; default 2000. */
  readonly maxOutput?: number;
  readonly items?: number;
  readonly constraints?: number;
  readonly tools?: number;
  /** `fast`: by measured latency before price. */
  readonly latency?: "any" | "fast";
  /** In USD. */
  readonly budgetLeft?: number;
}
interface ModelSelection {
  readonly route: string;
  /** Whether the settings say the order. */
  readonly configured: boolean;
  readonly complexity: Complexity;
  /** Given to the model, an estimate. */
  readonly tokens: number;
  /** In the order in which they are asked; empty: none can be. */
  readonly chain: readonly string[];
  readonly candidates: readonly {
    readonly model: string;
    readonly taken: boolean;
    readonly reason: string;
    /** What the call costs at most, in USD; null: not known. */
    readonly costUsd: number | null;
  }[];
}
/** What came of asking one provider for a word. */
interface ModelPing {
  readonly provider: string;
  readonly model: string;
  readonly latencyMs: number;
  readonly costUsd: number | null;
  /** null: it answered. */
  readonly error: {
    readonly code: string;
    readonly status: number;
    readonly message: string;
  } | null;
}
/** Language models. */
interface LanguageModels {
  show(options?: Pick<RequestOptions, "signal">): Promise<ModelsOverview>;
  /** Which models a task would be given to, and why; none is asked. */
  select(input: ModelSelectionInput, options?: Pick<RequestOptions, "signal">): Promise<ModelSelection>;
  /** Asks the cheapest model of each provider for one word. Needs `workspace.edit`. */
  ping(options?: Pick<RequestOptions, "signal">): Promise<readonly ModelPing[]>;
  /** What models were asked and what it cost. Needs `audit.read`. */
  usage(filter?: ModelUsageFilter, options?: Pick<RequestOptions, "signal">): Promise<ModelUsage>;
}
/** ISO 8601; by default the last 30 days. */
interface ModelUsageFilter {
  readonly from?: string;
  readonly to?: string;
  /** Default `day`, in the workspace's time zone. */
  readonly groupBy?: ModelUsage["groupBy"];
}
interface ModelBudgetFilter extends PageOptions {
  readonly projectId?: string;
  readonly agent?: string;
  readonly period?: ModelBudget["period"];
  readonly sort?: "createdAt" | "-createdAt";
}
/** What may be spent on models. */
interface ModelBudgets extends Readable<ModelBudget, ModelBudgetFilter> {
  /** Replaces the budget for the same project, agent and period. Needs `workspace.edit`. */
  create(input: ModelBudgetSetInput, options?: RequestOptions): Promise<ModelBudget>;
  /** Needs `workspace.edit`. */
  delete(id: string, options?: RequestOptions): Promise<void>;
}
/** Any event of a workspace. */
type AnyEvent = DomainEvent | CustomEvent;
interface StreamOptions {
  /** Only events with a greater `seq`; without it, those that happen from now on. */
  readonly after?: number;
  /** Only these types. */
  readonly type?: readonly string[];
  readonly subjectId?: string;
  readonly projectId?: string;
  /** Ends the stream: the loop over it ends without an error. */
  readonly signal?: AbortSignal;
  /** Milliseconds without a sign of life (the server gives one every 15 s) after which the client connects again. Default 45,000. */
  readonly idleMs?: number;
}
/** Which of your notifications, newest first. */
interface NotificationFilter extends PageOptions {
  /** true: only what you have not read. */
  readonly unread?: boolean;
  readonly kind?: NotificationKind | readonly NotificationKind[];
}
/** How you are told, of what, and when. */
interface EffectivePreferences {
  readonly kinds: Readonly<Record<NotificationKind, NotificationChannels>>;
  /** null: the workspace's. */
  readonly timeZone: string | null;
  readonly digestHour: number;
  /** 1 is Monday. */
  readonly digestWeekday: number;
}
/** Your own inbox. */
interface Notifications {
  list(filter?: NotificationFilter, options?: Pick<RequestOptions, "signal">): Paged<Notification>;
  unreadCount(options?: Pick<RequestOptions, "signal">): Promise<{
    readonly count: number;
  }>;
  read(id: string, options?: RequestOptions): Promise<Notification>;
  unread(id: string, options?: RequestOptions): Promise<Notification>;
  /** Marks all as read; with `until` only those up to an instant. */
  readAll(input?: {
    readonly until?: Timestamp;
  }, options?: RequestOptions): Promise<{
    readonly count: number;
  }>;
  /** Tells members something. The event names those who were told. */
  send(input: NotificationSendInput, options?: RequestOptions): Promise<AnyEvent>;
  /** Your digest of work as it would be sent now: what waits for you, is due and has changed. */
  digest(options?: Pick<RequestOptions, "signal">): Promise<Digest>;
  preferences(options?: Pick<RequestOptions, "signal">): Promise<EffectivePreferences>;
  /** What is left out stays as it is. */
  setPreferences(changes: Omit<NotificationPreferencesSetInput, "memberId">, options?: RequestOptions): Promise<EffectivePreferences>;
}
/** Which e-mails, newest first. */
interface EmailFilter extends PageOptions {
  readonly status?: EmailStatus | readonly EmailStatus[];
  readonly memberId?: string;
}
/** What became of the e-mails that notifications became: everybody's for who may manage members, else your own. */
interface Emails {
  list(filter?: EmailFilter, options?: Pick<RequestOptions, "signal">): Paged<Email>;
}
interface WebhookEndpointFilter extends PageOptions {
  readonly enabled?: boolean;
  readonly sort?: "createdAt" | "-createdAt";
}
/** Where events are sent. */
interface WebhookEndpointInput {
  readonly url: string;
  readonly description?: string;
  /** Default: all but those of the audit log. */
  readonly eventTypes?: readonly string[];
  /** A CEL condition over `event`. */
  readonly filter?: string | null;
  /** Sent with every delivery; stored encrypted and never shown. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly enabled?: boolean;
}
interface WebhookEndpointChanges extends Partial<WebhookEndpointInput> {
  readonly baseVersion?: number;
}
/** An endpoint with its secret, which is shown this once. */
interface NewWebhookEndpoint extends WebhookEndpoint {
  readonly secret: string;
}
interface RotatedSecret {
  readonly secret: string;
  /** Until then deliveries carry a signature by the old one, too. */
  readonly oldUntil: Timestamp;
}
/** Addresses of other services to which events are sent. */
interface WebhookEndpoints extends Readable<WebhookEndpoint, WebhookEndpointFilter> {
  /** The answer has the secret, which is shown this once; a repeat with the same idempotency key is refused. */
  create(input: WebhookEndpointInput, options?: RequestOptions): Promise<NewWebhookEndpoint>;
  /** Headers that are given replace all that were there. */
  update(id: string, changes: WebhookEndpointChanges, options?: RequestOptions): Promise<WebhookEndpoint>;
  delete(id: string, options?: RequestOptions): Promise<void>;
  /** Makes a new secret; for `overlapHours` (default 24) the old one signs as well. */
  rotateSecret(id: string, overlapHours?: number, options?: RequestOptions): Promise<RotatedSecret>;
  /** Sends a test message. */
  ping(id: string, options?: RequestOptions): Promise<Delivery>;
}
/** Which deliveries, newest first; what is left out does not matter. */
interface DeliveryFilter extends PageOptions {
  readonly status?: DeliveryStatus | readonly DeliveryStatus[];
  readonly endpointId?: string;
  readonly kind?: DeliveryKind;
  readonly eventType?: string;
  readonly sort?: "createdAt" | "-createdAt";
}
interface DeliveryAttempt {
  readonly n: number;
  readonly startedAt: Timestamp;
  readonly latencyMs: number;
  /** HTTP status of the answer; null: there was none. */
  readonly status: number | null;
  readonly error: string | null;
}
interface DeliveryDetail extends Delivery {
  /** The newest first. */
  readonly attemptLog: readonly DeliveryAttempt[];
}
/** Which deliveries are to be sent again. */
interface Redelivery {
  /** Made at or after this instant. */
  readonly since: Timestamp;
  readonly endpointId?: string;
  /** Default: dead and failed. */
  readonly status?: readonly Exclude<DeliveryStatus, "delivering">[];
}
/** What was sent to other services. */
interface Deliveries extends Omit<Readable<Delivery, DeliveryFilter>, "get"> {
  /** With its attempts. */
  get(id: string, options?: Pick<RequestOptions, "signal">): Promise<DeliveryDetail>;
  /** Sends a message of one's own, signed and repeated until it is taken. */
  create(input: DeliveryCreateInput, options?: RequestOptions): Promise<Delivery>;
  /** Sends it again, under the same `webhook-id`. */
  redeliver(id: string, options?: RequestOptions): Promise<Delivery>;
  /** Sends all again that failed since a time. */
  redeliverAll(input: Redelivery, options?: RequestOptions): Promise<{
    readonly count: number;
    readonly more: boolean;
  }>;
}
interface PatchFilter extends PageOptions {
  readonly status?: PatchStatus | readonly PatchStatus[];
  readonly projectId?: string;
  /** As its patches name it. */
  readonly agent?: string;
  /** Proposed by this member, or by what acts for them. */
  readonly memberId?: string;
  readonly runId?: string;
  /** That would change this task, or add to it. */
  readonly taskId?: string;
  readonly sort?: "createdAt" | "-createdAt";
}
interface PatchPolicyFilter extends PageOptions {
  readonly name?: string;
  readonly projectId?: string;
}
/** What is accepted of a patch. */
interface PatchAcceptance {
  /** Keys of operations. Default: all that nobody has decided about. */
  readonly operations?: readonly string[];
  /** Other data for operations, by their keys. */
  readonly edits?: Readonly<Record<string, object>>;
  /** false: it is applied later. Default true. */
  readonly apply?: boolean;
}
/** What is rejected of a patch. */
interface PatchRejection {
  /** Keys of operations. Default: all that nobody has decided about. */
  readonly operations?: readonly string[];
  readonly reason?: string;
}
/** Changes that somebody proposes instead of making them. */
interface Patches extends Readable<Patch, PatchFilter> {
  propose(patch: PatchProposeInput, options?: RequestOptions): Promise<Patch>;
  /** What it would change, against what is there now. */
  diff(id: string, options?: EntityOptions): Promise<PatchDiff>;
  /** Decides about each operation by itself. */
  review(id: string, review: Omit<PatchReviewInput, "id">, options?: RequestOptions): Promise<Patch>;
  /** Accepts all, or what is named, and applies it in the same transaction. */
  accept(id: string, acceptance?: PatchAcceptance, options?: RequestOptions): Promise<Patch>;
  reject(id: string, rejection?: PatchRejection, options?: RequestOptions): Promise<Patch>;
  /** Applies what was accepted. What has changed since becomes `stale` instead. */
  apply(id: string, options?: RequestOptions): Promise<Patch>;
  /** Takes back what it did. @returns the patch that does so; what stays, since somebody has worked on it, is `stale` there */
  undo(id: string, options?: RequestOptions): Promise<Patch>;
  withdraw(id: string, options?: RequestOptions): Promise<Patch>;
}
/** Which operations of agents' patches are applied at once. */
type PatchPolicies = Resource<PatchPolicy, PatchPolicyCreateInput, PatchPolicyUpdateInput, PatchPolicyFilter>;
/** What of the past a rule is tried on. */
interface SimulateRuleInput {
  /** The id of a saved rule, or a whole definition; with the id of a saved rule it is an edit of that one. */
  readonly rule: string | RuleCreateInput;
  /** An instant, or how long ago, e.g. `30 days`. */
  readonly since: Timestamp | number;
  readonly until?: Timestamp;
  /** Goes on where an earlier report ended: its `next`. */
  readonly after?: number;
  /** About so many events that it meets; default 1,000. */
  readonly limit?: number;
  readonly examples?: number;
  /** What becomes of approvals that nobody answered in truth; default `approve`. */
  readonly answers?: "approve" | "reject" | "none";
}
interface BacktestEvent {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Timestamp;
  readonly subject: {
    readonly type: string;
    readonly id: string;
  };
  readonly title: string | null;
}
interface BacktestEffect {
  readonly step: number;
  readonly kind: "command" | "http" | "step" | "script" | "action";
  /** As it is counted, e.g. `task.create`. */
  readonly what: string;
  readonly summary: string;
  /** In the time of the log. */
  readonly at: Timestamp | null;
  readonly data: Readonly<Record<string, Json>>;
}
interface BacktestDifferencePart {
  readonly count: number;
  readonly items: readonly {
    readonly event: BacktestEvent;
    readonly runId: string | null;
    /** Where they part; null: as a whole, or only at the end. */
    readonly step: number | null;
    readonly before: string | null;
    readonly after: string | null;
  }[];
}
interface BacktestDifference {
  readonly same: number;
  readonly newlyMatches: BacktestDifferencePart;
  readonly noLongerMatches: BacktestDifferencePart;
  readonly otherEffects: BacktestDifferencePart;
  /** Events from when it was not there or switched off. */
  readonly notInForce: number;
  /** Runs that have not ended, and are the same so far. */
  readonly underWay: number;
}
/** What a rule or playbook would have done. */
interface BacktestReport {
  readonly automation: {
    readonly kind: "rule" | "playbook";
    readonly id: string | null;
    readonly name: string;
    readonly version: string | null;
  };
  readonly since: Timestamp;
  readonly until: Timestamp;
  /** How many were looked at: those of its types. */
  readonly events: number;
  readonly matched: number;
  readonly runs: Readonly<Record<"completed" | "failed" | "waiting" | "skipped", number>>;
  readonly effects: readonly {
    readonly what: string;
    readonly count: number;
  }[];
  readonly skipped: readonly {
    readonly code: string;
    readonly count: number;
  }[];
  readonly failures: {
    readonly count: number;
    readonly items: readonly {
      readonly event: BacktestEvent;
      readonly error: {
        readonly code: string;
        readonly message: string;
      };
    }[];
  };
  readonly examples: readonly {
    readonly event: BacktestEvent;
    readonly status: "completed" | "failed" | "waiting" | "skipped";
    readonly effects: readonly BacktestEffect[];
    readonly waits: readonly string[];
    readonly elapsedMs: number;
  }[];
  /** To the runs that took place, and to the version in force; null: not compared. */
  readonly differences: {
    readonly ran: BacktestDifference | null;
    readonly current: BacktestDifference | null;
  };
  readonly assumed: readonly {
    readonly code: string;
    readonly count: number;
    readonly message: string;
  }[];
  readonly notes: readonly string[];
  /** Where to go on; null: it is complete. */
  readonly next: number | null;
}
/** A rule as it was in one of its versions. */
interface RuleVersion {
  readonly version: number;
  readonly changedAt: Timestamp;
  readonly actor: Actor;
  /** What was changed; empty for the first. */
  readonly changes: Readonly<Record<string, Change>>;
  readonly rule: Rule;
}
/** A rule as the files of a playbook that does the same. */
interface EjectedRule {
  /** The playbook's id, and the name of its folder. */
  readonly playbook: string;
  readonly files: readonly {
    readonly path: string;
    readonly text: string;
  }[];
}
interface Rules extends Resource<Rule, RuleCreateInput, RuleUpdateInput, RuleFilter> {
  /** The last versions, newest first; of a deleted rule too. */
  versions(id: string, options?: EntityOptions): Promise<readonly RuleVersion[]>;
  /** Makes it what it was in an earlier version. */
  revert(id: string, version: number, options?: RequestOptions): Promise<Rule>;
  /** The rule as a playbook; nothing is installed, and the rule stays. */
  playbook(id: string, options?: EntityOptions): Promise<EjectedRule>;
  /** Holds its runs until it is resumed; those under way go on. */
  pause(id: string, options?: RequestOptions): Promise<Rule>;
  /** Lets the runs that were held go on, in the order of their events. */
  resume(id: string, options?: RequestOptions): Promise<Rule>;
  /** Starts a rule that has a manual trigger. The run is there a moment later. */
  run(id: string, input?: Json, options?: RequestOptions): Promise<RequestedRun>;
  /** What a rule would have done on past events, and how that differs from what it did. Nothing is done. */
  simulate(input: SimulateRuleInput, options?: RequestOptions): Promise<BacktestReport>;
  /** What is asked of whoever starts it by hand. */
  form(id: string, options?: EntityOptions): Promise<ManualForm>;
}
/** A day of a series to come. */
interface Occurrence {
  /** The day that the recurrence says: what it is known by. */
  readonly date: CalendarDate;
  /** The day on which it falls, after a move. */
  readonly on: CalendarDate;
  /** Which one of the series it is, from 1. */
  readonly number: number;
  /** When its task is made. */
  readonly at: Timestamp;
  readonly changes: OccurrenceChanges | null;
}
/** A recurrence of which there is no series yet. */
interface RecurrenceInput extends Partial<Pick<Series, "endDate" | "count" | "timeZone" | "time" | "leadDays">> {
  readonly recurrence: Recurrence;
  /** Default: today. */
  readonly startDate?: CalendarDate;
}
/** Work that comes again. */
interface SeriesResource extends Readable<Series, SeriesFilter> {
  create(input: SeriesCreateInput, options?: RequestOptions): Promise<Series>;
  /** Changes what is not made yet. With `from`, the series ends before that day, and the answer is a new one that goes on. */
  update(id: string, changes: Omit<SeriesUpdateInput, "id">, options?: RequestOptions): Promise<Series>;
  /** The next ten occurrences of a series, or the first ten of a recurrence. */
  preview(series: string | RecurrenceInput, options?: EntityOptions): Promise<readonly Occurrence[]>;
  skip(id: string, date: CalendarDate, options?: RequestOptions): Promise<Series>;
  move(id: string, input: Omit<SeriesMoveInput, "id">, options?: RequestOptions): Promise<Series>;
  changeOccurrence(id: string, input: Omit<SeriesChangeOccurrenceInput, "id">, options?: RequestOptions): Promise<Series>;
  pause(id: string, options?: RequestOptions): Promise<Series>;
  resume(id: string, options?: RequestOptions): Promise<Series>;
  /** Ends it at once, or after a day. */
  end(id: string, after?: CalendarDate, options?: RequestOptions): Promise<Series>;
}
/** Where to look, and for what. */
interface SuggestionFilter {
  /** Only what is done in this project. */
  readonly projectId?: string;
  /** How many of the last days are looked at: 1 to 730, default 90. */
  readonly days?: number;
  /** Default: all. */
  readonly kinds?: readonly SuggestionKind[];
  /** With those that were dismissed; default false. */
  readonly dismissed?: boolean;
}
/** Automations for what people do by hand again and again. */
interface Suggestions {
  /** Looks through the log, which may take some seconds, and tries each suggestion on it. Nothing is made. */
  find(filter?: SuggestionFilter, options?: EntityOptions): Promise<AutomationSuggestions>;
  /** One as it was found last. */
  get(id: string, options?: EntityOptions): Promise<AutomationSuggestion>;
  /** Installs it with your rights. To undo that, delete what was made (a series is ended). */
  accept(id: string, input?: {
    readonly name?: string;
  }, options?: RequestOptions): Promise<AcceptedSuggestion>;
  /** Proposes it as a patch, for whoever may install it to accept. */
  propose(id: string, input?: {
    readonly name?: string;
  }, options?: RequestOptions): Promise<Patch>;
  /** It does not come again … */
  dismiss(id: string, options?: RequestOptions): Promise<SuggestionDismissal>;
  /** … until this. */
  restore(id: string, options?: RequestOptions): Promise<SuggestionDismissal>;
}
interface TaskLinkFilter extends PageOptions {
  readonly taskId?: string;
  readonly projectId?: string;
  readonly connectionId?: string;
  readonly kind?: TaskLinkKind;
  /** Of a pull request. */
  readonly state?: PullRequestState;
  readonly url?: string;
}
/** Pull requests, branches, commits and addresses of tasks. */
interface TaskLinks extends Readable<TaskLink, TaskLinkFilter> {
  add(input: TaskLinkAddInput, options?: RequestOptions): Promise<TaskLink>;
  /** Renames one, or changes the pull request that was made from a task. */
  update(id: string, changes: Omit<TaskLinkUpdateInput, "id">, options?: RequestOptions): Promise<TaskLink>;
  remove(id: string, options?: RequestOptions): Promise<void>;
}
/** The files that were changed for a task. */
interface TaskChanges {
  readonly taskId: string;
  /** 0: nothing was ever attached. */
  readonly version: number;
  /** `content` is null for one that is deleted. */
  readonly files: readonly (ChangedFile & {
    readonly content: string | null;
  })[];
}
/** What a task has to do with code. */
interface TaskCode {
  /** All links of one task. */
  links(id: string, options?: EntityOptions): Promise<Page<TaskLink>>;
  /** Asks for a pull request; its link is in state `making` until it is there. */
  createPullRequest(id: string, input?: Omit<TaskCreatePullRequestInput, "taskId">, options?: RequestOptions): Promise<TaskLink>;
  changes(id: string, options?: EntityOptions): Promise<TaskChanges>;
  /** Attaches files as they are to be; a pull request that is made from the task takes them. */
  attachChanges(id: string, files: ChangeSetAttachInput["files"], options?: RequestOptions): Promise<ChangeSet>;
  /** Takes one of them off, or all. */
  detachChanges(id: string, path?: string, options?: RequestOptions): Promise<void>;
}
/** A template as a file, for another workspace or a repository. */
interface TemplateFile extends Pick<Template, "name" | "kind" | "description" | "variables" | "content"> {
  readonly formatVersion: 1;
}
/** The same as people write it: what has a default may be left out. */
interface TemplateFileInput extends Omit<TemplateCreateInput, "id"> {
  readonly formatVersion: 1;
}
/** What whoever applies a template says. */
type TemplateInput = Omit<TemplateApplyInput, "template">;
type SameInPlan = "key" | "parent" | "title" | "description" | "type" | "priority" | "status" | "tags" | "estimatedMinutes" | "estimatePoints";
/** A task that applying a template would make. */
interface PlannedTask extends Pick<TemplateTask, SameInPlan> {
  readonly assigneeId: string | null;
  readonly startDate: CalendarDate | null;
  readonly dueDate: CalendarDate | null;
  readonly customFields: {
    readonly [key: string]: unknown;
  };
}
/** What applying a template would make. */
interface TemplatePreview {
  readonly start: CalendarDate;
  readonly deadline: CalendarDate | null;
  readonly project: {
    readonly name: string;
    readonly description: string;
    readonly leadId: string | null;
    readonly startDate: CalendarDate | null;
    readonly targetDate: CalendarDate | null;
  } | null;
  readonly tasks: readonly PlannedTask[];
  /** All roles of the template, also those that were not filled. */
  readonly roles: readonly string[];
}
/** A template as it was in one of its versions. */
interface TemplateVersion {
  readonly version: number;
  readonly changedAt: Timestamp;
  readonly actor: Actor;
  readonly template: Template;
}
/** What templates have made. */
interface TemplateApplications extends Readable<TemplateApplication, TemplateApplicationFilter> {
  /** Deletes what was made, but for what somebody has worked on since. */
  undo(id: string, options?: RequestOptions): Promise<TemplateApplication>;
}
interface Templates extends Resource<Template, TemplateCreateInput, TemplateUpdateInput, TemplateFilter> {
  /** What applying it would make, with its dates; nothing is made. */
  preview(id: string, input?: TemplateInput, options?: RequestOptions): Promise<TemplatePreview>;
  /** Makes all that the template describes, or nothing. */
  apply(id: string, input: TemplateInput, options?: RequestOptions): Promise<TemplateApplication>;
  /** The template as a file. */
  export(id: string, options?: EntityOptions): Promise<TemplateFile>;
  /** Makes a template of a file. */
  import(file: TemplateFileInput, options?: RequestOptions): Promise<Template>;
  fromProject(input: TemplateCreateFromProjectInput, options?: RequestOptions): Promise<Template>;
  /** The last versions, newest first. */
  versions(id: string, options?: EntityOptions): Promise<readonly TemplateVersion[]>;
  /** Makes it what it was in an earlier version. */
  revert(id: string, version: number, options?: RequestOptions): Promise<Template>;
  readonly applications: TemplateApplications;
}
type Changes<T> = Omit<T, "id">;
type EntityOptions = Pick<RequestOptions, "signal">;
/** A resource that can be read. */
interface Readable<T, Filter extends PageOptions = PageOptions> {
  list(filter?: Filter, options?: EntityOptions): Paged<T>;
  get(id: string, options?: EntityOptions): Promise<T>;
}
/** A resource whose entities are made, changed and removed in the same way. */
interface Resource<T, Create, Update, Filter extends PageOptions = PageOptions> extends Readable<T, Filter> {
  create(input: Create, options?: RequestOptions): Promise<T>;
  /** Fields that are left out stay; null empties a field. Give `baseVersion` to refuse what somebody else changed meanwhile. */
  update(id: string, changes: Changes<Update>, options?: RequestOptions): Promise<T>;
  delete(id: string, options?: RequestOptions): Promise<void>;
}
interface Archivable<T> {
  archive(id: string, options?: RequestOptions): Promise<T>;
  unarchive(id: string, options?: RequestOptions): Promise<T>;
}
/** Who has a role in a project that differs from their workspace role. */
interface ProjectMembers {
  list(projectId: string, page?: PageOptions): Paged<ProjectMember>;
  set(projectId: string, memberId: string, role: Role, options?: RequestOptions): Promise<ProjectMember>;
  remove(projectId: string, memberId: string, options?: RequestOptions): Promise<void>;
}
interface Cycles extends Resource<Cycle, CycleCreateInput, CycleUpdateInput, CycleFilter> {
  /** Starts a cycle now; a project has one active cycle at most. */
  start(id: string, options?: RequestOptions): Promise<Cycle>;
  /** Completes a cycle, and puts what is not done into the next one (the default) or into none. */
  complete(id: string, input?: Changes<CycleCompleteInput>, options?: RequestOptions): Promise<Cycle>;
  /** Its scope and work day by day, in the workspace's time zone. */
  progress(id: string, options?: EntityOptions): Promise<CycleProgress>;
}
interface Milestones extends Resource<Milestone, MilestoneCreateInput, MilestoneUpdateInput, MilestoneFilter> {
  /** Says that a milestone is reached. */
  complete(id: string, options?: RequestOptions): Promise<Milestone>;
  reopen(id: string, options?: RequestOptions): Promise<Milestone>;
  /** How far its tasks have come. */
  progress(id: string, options?: EntityOptions): Promise<MilestoneProgress>;
}
interface TimeEntries extends Resource<TimeEntry, TimeEntryCreateInput, TimeEntryUpdateInput, TimeEntryFilter> {
  /** Starts a timer of your own; a member has one running timer at most. */
  start(input: TimeEntryStartInput, options?: RequestOptions): Promise<TimeEntry>;
  stop(id: string, options?: RequestOptions): Promise<TimeEntry>;
  /** How much time was worked, by task, member, project or day. */
  summary(filter?: TimeSummaryFilter, options?: EntityOptions): Promise<TimeSummary>;
}
interface TaskRelations extends Readable<TaskRelation, TaskRelationFilter> {
  create(input: TaskRelationCreateInput, options?: RequestOptions): Promise<TaskRelation>;
  delete(id: string, options?: RequestOptions): Promise<void>;
}
interface ApiKeys extends Readable<ApiKey, ApiKeyFilter> {
  /** The answer has the secret, which is shown this once; a repeat with the same idempotency key is refused. */
  create(input: ApiKeyInput, options?: RequestOptions): Promise<NewApiKey>;
  /** Revokes the key; it stops working at once. */
  delete(id: string, options?: RequestOptions): Promise<void>;
}
/** Playbooks go by their name: the `id` in their file. */
interface Playbooks extends Readable<Playbook, PlaybookFilter> {
  /** Switches a playbook on or off; runs under way go on. */
  update(name: string, changes: {
    readonly enabled: boolean;
  }, options?: RequestOptions): Promise<Playbook>;
  delete(name: string, options?: RequestOptions): Promise<void>;
  /** Holds its runs until it is resumed; those under way go on. */
  pause(name: string, options?: RequestOptions): Promise<Playbook>;
  /** Lets the runs that were held go on, in the order of their events. */
  resume(name: string, options?: RequestOptions): Promise<Playbook>;
  /** Starts a playbook that has a manual trigger. The run is there a moment later. */
  run(name: string, input?: Json, options?: RequestOptions): Promise<RequestedRun>;
  /** What is asked of whoever starts it by hand. */
  form(name: string, options?: EntityOptions): Promise<ManualForm>;
}
/** When rules, playbooks and series start. They are made, changed and removed together with these. */
interface Schedules extends Readable<Schedule, ScheduleFilter> {
  /** Nothing fires until it is resumed. */
  pause(id: string, options?: RequestOptions): Promise<Schedule>;
  /** It counts from now on. */
  resume(id: string, options?: RequestOptions): Promise<Schedule>;
  /** Fires now; its own times stay. */
  trigger(id: string, options?: RequestOptions): Promise<Schedule>;
  /** Fires once for each of its times in a span. */
  backfill(id: string, span: {
    readonly from: Timestamp;
    readonly to: Timestamp;
  }, options?: RequestOptions): Promise<Schedule>;
  /** Its next times. */
  preview(id: string, count?: number, options?: EntityOptions): Promise<SchedulePreview>;
  /** The next times of one that is not saved. */
  previewTimes(schedule: ScheduleSpec, count?: number, options?: EntityOptions): Promise<SchedulePreview>;
}
/** Rules and playbooks alike, by the id of either. */
interface Automations {
  /** How many runs are under way, how many wait, and until when. */
  flow(id: string, options?: EntityOptions): Promise<FlowOverview>;
}
/** Webhooks go by their path. */
interface Webhooks {
  list(page?: PageOptions, options?: EntityOptions): Paged<Webhook>;
  /** The secret with which deliveries are signed; the first call makes it. */
  secret(path: string, options?: EntityOptions): Promise<WebhookSecret>;
  /** Makes a new secret; the old one stops working at once. */
  rotateSecret(path: string, options?: RequestOptions): Promise<WebhookSecret>;
}
interface Approvals extends Readable<Approval, ApprovalFilter> {
  create(input: ApprovalRequestInput, options?: RequestOptions): Promise<Approval>;
  /** Answers as the key's member; what an answer is made of says the approval's `ask`. */
  answer(id: string, answer: Readonly<Record<string, Json>>, options?: RequestOptions): Promise<Approval>;
  cancel(id: string, options?: RequestOptions): Promise<Approval>;
  /** A signed link to a page on which the key's member can answer. */
  link(id: string, options?: EntityOptions): Promise<ApprovalLink>;
}
interface Runs {
  list(filter?: RunFilter, options?: EntityOptions): Paged<Run>;
  /** A run with the event that started it, its steps, and what each step changed. */
  get(id: string, options?: EntityOptions): Promise<RunDetail>;
  /** Asks a run to end, which it does shortly after. */
  cancel(id: string, options?: RequestOptions): Promise<Run>;
  /** Does an ended run again. Steps that were completed (before `fromStep`, if given) are not done again. */
  retry(id: string, input?: {
    readonly fromStep?: number;
    readonly version?: "current" | "same";
  }, options?: RequestOptions): Promise<RequestedRun>;
  /** Does failed runs again that nobody has retried yet. */
  retryAll(input: BulkRetryInput, options?: RequestOptions): Promise<BulkRetry>;
}
/** All resources of the API. */
interface Resources {
  readonly tasks: Resource<Task, TaskCreateInput, TaskUpdateInput, TaskFilter> & Archivable<Task> & TaskCode;
  readonly taskLinks: TaskLinks;
  readonly projects: Resource<Project, ProjectCreateInput, ProjectUpdateInput, ProjectFilter> & Archivable<Project> & {
    readonly members: ProjectMembers;
    /** How it is doing. `window` counts weeks. */
    health(id: string, query?: {
      readonly window?: number;
      readonly asOf?: Timestamp;
    }, options?: EntityOptions): Promise<ProjectHealthReport>;
    /** Plans work of it, replans what is late or splits a task, as a patch. @throws OrchestratorError as the API refuses */
    plan(id: string, input: PlanInput, options?: RequestOptions): Promise<ProposedPlan>;
    /** What the report's findings call for, and how likely people are to accept it. Nothing is proposed. */
    healthActions(id: string, query?: {
      readonly window?: number;
    }, options?: EntityOptions): Promise<HealthActions>;
    /** Proposes that as one patch, in the place of the one before. */
    proposeHealthActions(id: string, input?: {
      readonly window?: number;
    }, options?: RequestOptions): Promise<Patch>;
  };
  readonly cycles: Cycles;
  readonly milestones: Milestones;
  readonly timeEntries: TimeEntries;
  readonly comments: Resource<Comment, CommentCreateInput, CommentUpdateInput, CommentFilter>;
  readonly members: Resource<Member, MemberAddInput, MemberUpdateInput, MemberFilter>;
  readonly tags: Resource<Tag, TagCreateInput, TagUpdateInput, TagFilter>;
  readonly states: Resource<State, StateCreateInput, StateUpdateInput, StateFilter>;
  readonly customFields: Resource<CustomField, CustomFieldCreateInput, CustomFieldUpdateInput, CustomFieldFilter>;
  readonly taskRelations: TaskRelations;
  readonly apiKeys: ApiKeys;
  readonly series: SeriesResource;
  readonly templates: Templates;
  readonly rules: Rules;
  readonly automationSuggestions: Suggestions;
  readonly schedules: Schedules;
  readonly playbooks: Playbooks;
  readonly deployments: Deployments;
  readonly workers: Workers;
  readonly automations: Automations;
  readonly webhooks: Webhooks;
  readonly approvals: Approvals;
  readonly agents: Agents;
  readonly agentRuns: AgentRuns;
  readonly patches: Patches;
  readonly patchPolicies: PatchPolicies;
  readonly connections: Connections;
  readonly models: LanguageModels;
  readonly modelBudgets: ModelBudgets;
  readonly mappings: Mappings;
  readonly syncConflicts: SyncConflicts;
  readonly webhookEndpoints: WebhookEndpoints;
  readonly deliveries: Deliveries;
  readonly notifications: Notifications;
  readonly emails: Emails;
  readonly runs: Runs;
  readonly learning: Learning;
  readonly preferences: Preferences;
}
interface AgentFilter extends PageOptions {
  readonly name?: string;
}
interface AgentRunFilter extends PageOptions {
  /** Its name. */
  readonly agent?: string;
  readonly status?: AgentRunStatus | readonly AgentRunStatus[];
  readonly projectId?: string;
  readonly taskId?: string;
  readonly sort?: "createdAt" | "-createdAt";
}
/** Who can be asked in words: the workspace's own agents, and those that are built in, which cannot be changed. */
interface Agents {
  /** By name. */
  list(filter?: AgentFilter, options?: EntityOptions): Paged<ListedAgent>;
  get(id: string, options?: EntityOptions): Promise<ListedAgent>;
  create(input: AgentCreateInput, options?: RequestOptions): Promise<Agent>;
  /** Fields that are left out stay. Runs that are under way go on as they began. */
  update(id: string, changes: Omit<AgentUpdateInput, "id">, options?: RequestOptions): Promise<Agent>;
  delete(id: string, options?: RequestOptions): Promise<void>;
}
interface AgentRunOptions extends Pick<RequestOptions, "idempotencyKey"> {
  /** Cancels the run; its reason is thrown. */
  readonly signal?: AbortSignal;
}
interface AskedAgents extends Agents {
  /**
   * Asks an agent, carries out its calls of your own tools meanwhile, and waits for its answer. It acts with your rights. A program that
   * begins anew with the same `idempotencyKey` finds the run that it began.
   *
   * @param agent one that `agent` of `@orchestrator/sdk` defined, or the name of a built-in one or of the workspace
   * @throws AgentError when it failed or was cancelled
   * @throws SchemaError when its answer does not meet its `output`
   *
   * @example
   * ```ts
   * const { output } = await client.agents.run('analyst', { prompt: 'What threatens the launch?' })
   * ```
   */
  run<O>(agent: DefinedAgent<O>, request: AgentRequest, options?: AgentRunOptions): Promise<AgentAnswer<O>>;
  run(agent: string, request: AgentRequest, options?: AgentRunOptions): Promise<AgentAnswer>;
}
/** What agents were asked. */
interface AgentRuns {
  list(filter?: AgentRunFilter, options?: EntityOptions): Paged<AgentRunSummary>;
  get(id: string, options?: EntityOptions): Promise<AgentRun>;
  /** Asks an agent: its run goes on in the background, with your rights. */
  create(input: AgentRunCreateInput, options?: RequestOptions): Promise<AgentRunSummary>;
  /** What it did: each answer of a model, each call of a tool. */
  steps(id: string, options?: EntityOptions): Promise<readonly AgentStep[]>;
  /** Answers one of its `waits` of the kind `caller`. Once: what was answered is a conflict. */
  answer(id: string, answer: Omit<AgentRunAnswerInput, "id">, options?: RequestOptions): Promise<AgentRunSummary>;
  cancel(id: string, options?: RequestOptions): Promise<AgentRunSummary>;
}
/** What is told of a run while it is followed. */
type AgentRunMessage = ({
  readonly type: "step";
  readonly step: number;
  readonly attempt: number;
} & Omit<AgentStep, "n" | "input" | "output" | "attempts">) | {
  readonly type: "text";
  readonly step: number;
  readonly attempt: number;
  readonly from: number;
  readonly text: string;
} | {
  readonly type: "restart";
  readonly step: number;
  readonly attempt: number;
} | {
  readonly type: "run";
  readonly run: AgentRunSummary;
};
interface AgentRunStreamOptions {
  /** Ends the stream: the loop over it ends without an error. */
  readonly signal?: AbortSignal;
  /** Milliseconds without a sign of life (the server gives one every 15 s) after which the client connects again. Default 45,000. */
  readonly idleMs?: number;
}
interface FollowedAgentRuns extends AgentRuns {
  /**
   * Follows a run from its first step to its end, over lost connections too. No piece of text is missed or given twice; that a step has
   * begun or ended may be told again.
   *
   * @example
   * ```ts
   * for await (const message of client.agentRuns.stream(run.id)) if (message.type === 'text') process.stdout.write(message.text)
   * ```
   */
  stream(id: string, options?: AgentRunStreamOptions): AsyncGenerator<AgentRunMessage, void, undefined>;
}
export interface EventFilter {
  /** Only events with a greater `seq`. Default 0: from the beginning. */
  readonly after?: number;
  readonly type?: string | readonly string[];
  readonly subjectId?: string;
  readonly projectId?: string;
  /** 1 to 200 on a page; default 50. */
  readonly limit?: number;
}
/** The log of the workspace. */
export interface Events {
  list(filter?: EventFilter): Paged<AnyEvent>;
  /** Which automations an event started, and why others did not start: the nearest misses first. @param event its `seq` or its id */
  automations(event: number | string, filter?: {
    readonly automation?: string;
    readonly limit?: number;
  }): Promise<{
    readonly eventType: string;
    readonly total: number;
    readonly items: readonly AutomationExplanation[];
  }>;
  /** Starts an automation on an event of the past. Unless `force`, the event has to meet its condition. @param event its `seq` or its id */
  replay(event: number | string, automation: string, input?: {
    readonly force?: boolean;
  }, options?: RequestOptions): Promise<RequestedRun>;
  /** Sends an event of your own, made with what `defineEvent` gives. */
  send(event: SendableEvent, options?: RequestOptions): Promise<AnyEvent>;
  /**
   * Follows the log as it grows, over lost connections too, without missing or repeating an event.
   *
   * @example
   * ```ts
   * for await (const event of client.events.stream({ after: 0, signal })) console.log(event.seq, event.type)
   * ```
   */
  stream(options?: StreamOptions): AsyncGenerator<AnyEvent, void, undefined>;
}
/** See {@link createClient}. */
export interface Client extends Resources {
  readonly events: Events;
  readonly agents: AskedAgents;
  readonly agentRuns: FollowedAgentRuns;
  /** Runs up to 500 commands in one transaction: all or none. */
  execute(commands: readonly BatchCommand[], options?: RequestOptions): Promise<readonly CommandResult[]>;
  readonly workspace: {
    get(): Promise<Workspace>;
    update(changes: Omit<WorkspaceUpdateInput, "id">, options?: RequestOptions): Promise<Workspace>;
  };
  /** Who the API key acts for, and what it may. */
  me(): Promise<Me>;
}
/**
 * Makes a client. Requests are repeated after network errors, 429 and 503, each with an idempotency key, so that nothing happens twice.
 * What is refused throws `OrchestratorError` with `code`, `fields` and `requestId`.
 *
 * @example
 * ```ts
 * const client = createClient({ url: 'http://127.0.0.1:4400', apiKey: 'orc_…' })
 * const task = await client.tasks.create({ projectId, title: 'Buy the domain' })
 * for await (const open of client.tasks.list({ status: ['started', 'unstarted'] })) console.log(open.identifier)
 * ```
 */
export declare function createClient(options: ClientOptions): Client;
export { type AcceptedSuggestion, type Agent, type AgentAnswer, AgentError, type AgentFilter, type AgentRequest, type AgentRun, type AgentRunFilter, type AgentRunMessage, type AgentRunOptions, type AgentRunStreamOptions, type AgentRunSummary, type AgentRuns, type AgentStep, type Agents, type AnyEvent, type ApiKeyFilter, type ApiKeyInput, type ApiKeys, type ApprovalFilter, type ApprovalLink, type Approvals, type Archivable, type AskedAgents, type AutomationExplanation, type AutomationSuggestion, type AutomationSuggestions, type Automations, type BackfillOptions, type BackfillProgress, type BacktestDifference, type BacktestDifferencePart, type BacktestEffect, type BacktestEvent, type BacktestReport, type BatchCommand, type BulkRetry, type BulkRetryInput, type ClientOptions, type CommandResult, type CommentFilter, type Complexity, type ConnectionActionInput, type ConnectionActionOutput, type ConnectionCredentials, type ConnectionFilter, type ConnectionHealth, type ConnectionInput, type ConnectionRollback, type ConnectionSettings, type ConnectionTest, type Connections, type Connector, type ConnectorAuth, type Container, type CreatedMapping, type CustomFieldFilter, type CycleFilter, type Cycles, type Deliveries, type DeliveryAttempt, type DeliveryDetail, type DeliveryFilter, type Deployment, type DeploymentInput, type Deployments, type DisconnectedConnection, type EffectivePreferences, type EjectedRule, type EmailFilter, type Emails, type EntityOptions, type ExpectedOperations, type ExternalUser, type FieldProblem, type FieldSpec, type FlowOverview, type FollowedAgentRuns, type Held, type LanguageModel, type LanguageModels, type Learning, type LinkedElsewhere, type ListedAgent, type ManualForm, type MappingFields, type MappingFilter, type MappingHealth, type MappingInput, type MappingPreview, type Mappings, type Me, type MemberFilter, type MilestoneFilter, type Milestones, type ModelBudgetFilter, type ModelBudgets, type ModelPing, type ModelSelection, type ModelSelectionInput, type ModelUsageFilter, type ModelsOverview, type NewApiKey, type NewDeployment, type NewWebhookEndpoint, type NotificationFilter, type Notifications, type OAuthInput, type Occurrence, OrchestratorError, type Page, type PageOptions, type Paged, type PatchAcceptance, type PatchFilter, type PatchPolicies, type PatchPolicyFilter, type PatchRejection, type Patches, type PlannedChange, type PlannedTask, type PlaybookFilter, type Playbooks, type PreferenceFilter, type Preferences, type PreviewedThing, type ProjectFilter, type ProjectMembers, type RankInput, type Readable, type ReconnectInput, type RecurrenceInput, type Redelivery, type RequestOptions, type RequestedRun, type Resource, type Resources, type RollbackInput, type RotatedSecret, type RuleFilter, type RuleVersion, type Rules, type Run, type RunDetail, type RunError, type RunErrorCode, type RunFilter, type RunStatus, type RunStep, type Runs, type ScheduleFilter, type SchedulePreview, type Schedules, SchemaError, type SeriesFilter, type SeriesResource, type ServerTool, type SimulateRuleInput, type StateFilter, type StepChange, type StreamOptions, type SuggestionFilter, type Suggestions, type SyncConflictFilter, type SyncConflicts, type SyncFailure, type TagFilter, type TaskChanges, type TaskCode, type TaskFilter, type TaskLinkFilter, type TaskLinks, type TaskRelationFilter, type TaskRelations, type TemplateApplicationFilter, type TemplateApplications, type TemplateFile, type TemplateFileInput, type TemplateFilter, type TemplateInput, type TemplatePreview, type TemplateVersion, type Templates, type TimeEntries, type TimeEntryFilter, type TimeSummaryFilter, type TriggerExplanation, type UserLinkFilter, type UserLinks, type WebhookEndpointChanges, type WebhookEndpointFilter, type WebhookEndpointInput, type WebhookEndpoints, type WebhookSecret, type Webhooks, type WorkerBundle, type Workers };