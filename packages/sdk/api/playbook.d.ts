import { ActionMap, AgentRunSummary, AnyEventDefinition, AnySchema, ApprovalRequestInput, CalendarDate, Comments, CustomEvent, Cycles, DeliveryMethod, EventMap, EventType, Integrations, Json, JsonObject, JsonSchema, Milestones, OutputOf, Patch, PatchProposeInput, Permission, PlatformTool, PlaybookRunRequestedEvent, Projects, ProposableCommand, Reference, Role, SendableEvent, Tasks, TemplateApplication, TemplateApplyInput, TimeEntries, Timestamp, WebhookReceivedEvent } from "./events.js";
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
  /** What one run may cost, in US dollars, at most. */
  readonly budget?: {
    readonly usd: number;
  };
  /** Calls of models in one run, 1 to 100. Default 20. */
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
/** A field of an event that tells events apart. */
export interface KeyField {
  eq(value: never): Condition;
}
/**
 * What tells events apart: a field, a list of several, or `cel`. Like a condition it is data: the function is called once, when the file
 * is loaded.
 */
export type Key<E> = Condition | ((event: EventFields<E>) => KeyField | Condition | readonly (KeyField | Condition)[]);
/** When the runs of a playbook may start. What is not said does not limit them. */
export interface FlowOptions<E> {
  /**
   * How many run at the same time, of each key; the others wait.
   *
   * @example
   * ```ts
   * concurrency: { key: (e) => e.task.projectId, limit: 5 }
   * ```
   */
  readonly concurrency?: {
    readonly key?: Key<E>;
    readonly limit: number;
  };
  /**
   * Runs for the last event of a key once there was none for `period`, or `maxWait` after the first. Those before it are skipped, and
   * say by which.
   */
  readonly debounce?: {
    readonly key?: Key<E>;
    readonly period: Duration;
    readonly maxWait?: Duration;
  };
  /** How many of a key start within any `period`; the others wait, or with `drop` are skipped and say so. */
  readonly throttle?: {
    readonly key?: Key<E>;
    readonly limit: number;
    readonly period: Duration;
    readonly drop?: boolean;
  };
  /** One run for up to `size` (at most 200) events of a key, at the latest `timeout` after the first. `events` has them, `event` is the last. */
  readonly batch?: {
    readonly key?: Key<E>;
    readonly size: number;
    readonly timeout: Duration;
  };
  /** Who of those that wait goes first: −100 to 100, default 0. */
  readonly priority?: number | Key<E>;
  /** A second event with the same value within `period` (default 24 hours) is skipped. */
  readonly idempotencyKey?: Key<E> | {
    readonly key: Key<E>;
    readonly period?: Duration;
  };
  /** A run that has not started so long after its event is skipped. */
  readonly expires?: Duration;
  /** How many start in a minute at most, against loops; default: what the workspace says, 1,000. */
  readonly maxPerMinute?: number;
}
/** The event that a playbook's triggers give: of several, one of them. */
export type TriggerEvent<W> = W extends Trigger<infer E> ? E : W extends readonly Trigger[] ? TriggerEvent<W[number]> : never;
/** What of a type JSON can carry; the rest becomes a type that nothing has, with the reason in its name. */
type Serializable<T> = unknown extends T ? T : T extends Json | undefined | void ? T : T extends Date ? "JSON has no dates: return date.toISOString()" : T extends ((...args: never[]) => unknown) ? "JSON has no functions" : T extends object ? { [K in keyof T]: Serializable<T[K]>; } : "JSON cannot carry this";
/** What a playbook is made of. */
export interface PlaybookOptions<W extends Trigger | readonly [Trigger, ...Trigger[]], M, R> extends FlowOptions<TriggerEvent<W>> {
  /** kebab-case and unique in the workspace. It names the runs in the Temporal UI; a rename makes it another playbook. */
  readonly id: string;
  /** For people; default: the id. */
  readonly title?: string;
  /** What starts it: `on(…)`, `on.webhook(…)`, `on.manual(…)`, or several. */
  readonly when: W;
  /** What it may do, at most: permission names. Default: all that whoever installs it may do. */
  readonly scopes?: readonly Permission[];
  /** `steps<typeof import('./steps.ts')>()`, if there is a `steps.ts`. */
  readonly steps?: StepsDefinition<M>;
  /** The work. What it returns is the run's result and must be JSON. An error that it throws fails the run. */
  run(context: RunContext<TriggerEvent<W>, M>): Promise<R & Serializable<R>>;
}
/** A playbook: the default export of `playbook.ts`. */
export interface Playbook<E = unknown, R = unknown> {
  readonly id: string;
  /** Only for types; it is never there. */
  readonly types?: {
    readonly event: E;
    readonly result: R;
  };
}
/**
 * Defines a playbook: what starts it and what it does. Nothing happens until an event comes.
 *
 * @example
 * ```ts
 * export default playbook({
 *   id: 'review-follow-up',
 *   when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) }),
 *   async run({ event, tasks }) {
 *     await tasks.create({ projectId: event.task.projectId, title: `Follow up: ${event.task.title}` })
 *   },
 * })
 * ```
 */
export declare function playbook<const W extends Trigger | readonly [Trigger, ...Trigger[]], M = Record<never, never>, R = void>(options: PlaybookOptions<W, M, R>): Playbook<TriggerEvent<W>, Awaited<R>>;
export {};