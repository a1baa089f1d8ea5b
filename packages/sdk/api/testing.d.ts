/** Runs playbooks in memory, in virtual time. */
import { AgentRunCreateInput, AnyEventDefinition, Approval, Comment, CustomField, Cycle, Duration, EventEnvelope, EventMap, EventType, Integrations, Json, JsonObject, Milestone, Patch, PatchProposeInput, Project, SendableEvent, StoredEventOf, Task, TemplateCreateInput, TimeEntry, Timestamp } from "./agent.js";
import { Playbook } from "./playbook.js";
/** A run of an agent, as the test's stand-in for it sees it. */
interface TestAgentRun {
  readonly id: string;
  readonly prompt: string;
  readonly projectId: string | null;
  readonly taskId: string | null;
  /** What an agent in code is made of; null: it was asked by its name. */
  readonly definition: AgentRunCreateInput["definition"] | null;
  /** Calls a tool of the playbook's own. @throws Error with what the agent would be told */
  call(tool: string, input: object): Promise<Json>;
  /** Proposes a patch, as the agent. */
  propose(patch: PatchProposeInput): Patch;
}
/**
 * Stand in for agents, a function for each name. What one returns is the agent's answer; an error that it throws fails the agent's run,
 * an `OrchestratorError` with its code.
 */
type TestAgents = Readonly<Record<string, (run: TestAgentRun) => unknown>>;
/** One awaited call of a run. Numbers are taken in call order, so a replay and a retry of the run give the same call the same number. */
interface Step {
  /** From 0. */
  readonly n: number;
  /** Stable name of the call, e.g. `tasks.create`, `sleep`, `http.post`, `steps.readInvoice`. */
  readonly name: string;
  /** One line for people (≤ 200 characters), e.g. `tasks.create "Follow up: Login fails"`. */
  readonly summary: string;
}
/** An event as JSON, in the catalogue's flat shape. */
interface RunEvent {
  readonly id: string;
  readonly workspaceId: string;
  readonly seq: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly [field: string]: unknown;
}
interface RuntimeHttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Absolute, with its query. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Milliseconds for one try. */
  readonly timeoutMs: number;
  /** Further tries after a failed first (no answer, 429, 502, 503, 504). */
  readonly retries: number;
}
type LogLevel = "debug" | "info" | "warn" | "error";
/** What somebody answers when the run asks. */
interface TestAnswer {
  /** What the run's `ask` describes; without a schema `{ approved: true }` or the like. */
  readonly answer: {
    readonly [field: string]: Json;
  };
  /** How long after it was asked. Default: at once. */
  readonly after?: Duration;
  /** The member who answers. Default: one of those who may. */
  readonly by?: string;
}
/** One for each approval, in the order in which they are asked for, or a function that is asked; null: nobody answers. */
type TestAnswers = readonly (TestAnswer | readonly TestAnswer[] | null)[] | ((approval: Approval) => TestAnswer | readonly TestAnswer[] | null);
/** Some of the fields, at any depth; lists as a whole. */
type DeepPartial<T> = unknown extends T ? T : T extends string | number | boolean | null | undefined | readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: DeepPartial<T[K]>; } : T;
type FakeArguments<S> = S extends EventType ? readonly [fields?: DeepPartial<EventMap[S]>] : S extends ((payload: infer I) => unknown) ? readonly [fields: {
  readonly payload: I;
} & DeepPartial<EventEnvelope>] : never;
/** When made-up things happen, unless a test says otherwise. */
export declare const fakeTime = "2026-01-05T09:00:00.000Z";
/**
 * An event for a test: everything that you do not give is made up and fits together.
 *
 * @param source the name of an event, or what `defineEvent` gave (then with its `payload`)
 *
 * @example
 * ```ts
 * fake('task.status_changed', { to: 'completed', task: { title: 'Login fails', tags: ['review'] } })
 * ```
 */
export declare function fake<const S extends EventType | AnyEventDefinition>(source: S, ...[fields]: FakeArguments<S>): StoredEventOf<S>;
/** What a run did to the world, in order. */
type Effect = {
  readonly step: number;
  readonly name: string;
  readonly at: Timestamp;
} & ({
  readonly kind: "command";
  readonly type: string;
  readonly data: JsonObject;
  readonly entity: JsonObject | null;
} | {
  readonly kind: "http";
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
  readonly status: number;
} | {
  readonly kind: "step";
  readonly args: readonly Json[];
  readonly result: Json;
} | {
  readonly kind: "script";
  readonly script: string;
  readonly input: Json;
  readonly result: Json;
} | {
  readonly kind: "action";
  readonly input: JsonObject;
  readonly connection: string | null;
  readonly output: Json;
});
/** Stands in for the sandbox of scripts. */
type TestScripts = (call: {
  readonly script: string;
  readonly input: Json;
  readonly event: RunEvent;
}) => unknown;
/** What an action of a connected service is called with beside its input. */
interface TestAction {
  /** As the run said it. */
  readonly connection: string | null;
  /** From 1. */
  readonly attempt: number;
}
type Fake<F> = F extends ((input: infer I, ...rest: never[]) => Promise<infer O>) ? (input: I, call: TestAction) => O | Promise<O> : never;
/**
 * Stand in for connected services, a function for each action. An `OrchestratorError` that one throws is what the service says no to;
 * with `provider_unavailable` or `provider_rate_limited` it is tried again.
 */
type TestIntegrations = { readonly [P in keyof Integrations]?: { readonly [A in keyof Integrations[P]]?: Fake<Integrations[P][A]>; }; };
interface TestLog {
  readonly at: Timestamp;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: JsonObject;
}
/** A request as the test's `http` gets it. */
interface TestHttpRequest extends RuntimeHttpRequest {
  /** The body as JSON. */
  json(): unknown;
}
/** Answers the run's requests; an error that it throws is a connection that failed. */
type TestHttp = (request: TestHttpRequest) => TestHttpResponse | Promise<TestHttpResponse>;
interface TestHttpResponse {
  /** Default 200. */
  readonly status?: number;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}
/** The workspace as it is when the run ends (or when a later event is made). */
interface TestWorld {
  readonly tasks: readonly Task[];
  readonly projects: readonly Project[];
  readonly comments: readonly Comment[];
  readonly approvals: readonly Approval[];
  readonly patches: readonly Patch[];
  readonly cycles: readonly Cycle[];
  readonly milestones: readonly Milestone[];
  readonly timeEntries: readonly TimeEntry[];
  /** Every event since the trigger, that included. */
  readonly events: readonly RunEvent[];
}
interface Ran extends TestWorld {
  readonly effects: readonly Effect[];
  readonly logs: readonly TestLog[];
  /** Every awaited call, in call order. */
  readonly steps: readonly Step[];
  /** How long the run took, in virtual milliseconds. */
  readonly elapsedMs: number;
}
/**
 * How a run ended.
 *
 * - `completed`: `run` returned; see `result`.
 * - `failed`: `run` threw; see `error`.
 * - `stuck`: it waits for what never comes; `reason` says for what.
 * - `not_started`: the event starts no run; `reason` says which part of the condition was false, with the values.
 */
type TestResult<R> = (Ran & {
  readonly status: "completed";
  readonly result: R;
  readonly error: null;
  readonly reason: null;
}) | (Ran & {
  readonly status: "failed";
  readonly result: null;
  readonly error: Error;
  readonly reason: string;
}) | (Ran & {
  readonly status: "stuck" | "not_started";
  readonly result: null;
  readonly error: null;
  readonly reason: string;
});
/** An event that comes while the run is under way. */
interface LaterEvent {
  /** How long after the start. */
  readonly after: Duration;
  /** What `fake` gives, what `defineEvent`'s factory gives, or a function of the workspace at that time. */
  readonly event: TestEvent | SendableEvent | ((world: TestWorld) => TestEvent | SendableEvent);
}
/** What `fake` gives. */
type TestEvent = EventEnvelope & {
  readonly type: string;
};
interface TestOptions {
  /** The events before it in its batch, of a playbook with `batch`. */
  readonly batch?: readonly TestEvent[];
  /** When the run starts; default: when its event happened. */
  readonly now?: Date | Timestamp;
  /** Stand-ins for the functions of `steps.ts`. */
  readonly steps?: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** Answers requests; without it every request fails. */
  readonly http?: TestHttp;
  /** Stands in for the sandbox in which `scripts.run` runs. */
  readonly scripts?: TestScripts;
  /** Stand in for connected services; without one an action fails. */
  readonly integrations?: TestIntegrations;
  /** Stand in for agents, by their names; without one asking fails. */
  readonly agents?: TestAgents;
  /** What people answer when the run asks for approval. */
  readonly answers?: TestAnswers;
  /** What happens later. */
  readonly events?: readonly LaterEvent[];
  /** Tasks that are there from the start; what you leave out is made up. The event's own task is there anyway. */
  readonly tasks?: readonly DeepPartial<Task>[];
  readonly projects?: readonly DeepPartial<Project>[];
  readonly comments?: readonly DeepPartial<Comment>[];
  /** Templates that the workspace has. */
  readonly templates?: readonly TemplateCreateInput[];
  readonly cycles?: readonly DeepPartial<Cycle>[];
  readonly milestones?: readonly DeepPartial<Milestone>[];
  readonly timeEntries?: readonly DeepPartial<TimeEntry>[];
  /** Fields that the workspace adds to tasks. */
  readonly customFields?: readonly (Pick<CustomField, "key" | "type"> & Partial<CustomField>)[];
}
/**
 * Runs a playbook in memory, in virtual time: three days pass at once. `Date`, `setTimeout` and `setInterval` follow that time.
 * Commands are decided by the server's own code and emit the same events.
 *
 * @param event what `fake` gives
 *
 * @example
 * ```ts
 * const run = await testRun(reviewFollowUp, fake('task.status_changed', { to: 'completed', task: { tags: ['review'] } }))
 * expect(run.status).toBe('completed')
 * ```
 */
export declare function testRun<E extends {
  readonly type: string;
}, R>(definition: Playbook<E, R>, event: TestEvent & {
  readonly type: E["type"];
}, options?: TestOptions): Promise<TestResult<R>>;
export type { DeepPartial, Effect, LaterEvent, TestAction, TestAgentRun, TestAgents, TestAnswer, TestAnswers, TestEvent, TestHttp, TestHttpRequest, TestHttpResponse, TestIntegrations, TestLog, TestOptions, TestResult, TestScripts, TestWorld };