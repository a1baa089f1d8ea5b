/**
 * Write playbooks: durable automations in TypeScript.
 *
 * Await is the step; Node code goes in `steps.ts`; `Date`, `Math.random` and `setTimeout` are safe.
 *
 * @packageDocumentation
 */
export { cel } from './condition/cel.ts'
export type { Condition } from './condition/condition.ts'
export type * from './condition/fields.ts'
export type { Constant } from './condition/literal.ts'
export type { Duration } from './duration.ts'
export type { FieldProblem } from './errors.ts'
export { HttpError, OrchestratorError, PlaybookDefinitionError, SchemaError } from './errors.ts'
export type * from './generated/commands.ts'
export type * from './generated/entities.ts'
export type * from './generated/events.ts'
export type { CalendarDate, Json, JsonObject, Timestamp } from './json.ts'
export type { Playbook, PlaybookOptions, TriggerEvent } from './playbook.ts'
export { playbook } from './playbook.ts'
export type * from './run/approval.ts'
export type * from './run/context.ts'
export type * from './run/resources.ts'
export type * from './run/templates.ts'
export type { AnySchema, InputOf, OutputOf, Schema } from './schema.ts'
export type { Steps, StepsDefinition, StepsOptions } from './steps.ts'
export { steps } from './steps.ts'
export { all } from './template/all.ts'
export type { HttpAnswer } from './template/answer-of.ts'
export { answerOf } from './template/answer-of.ts'
export type { Fill } from './template/fill.ts'
export { fill } from './template/fill.ts'
export { holds } from './template/holds.ts'
export type { TemplateValues } from './template/scope.ts'
export type { AnyEventDefinition, EventDefinition, SendableEvent } from './trigger/define-event.ts'
export { defineEvent } from './trigger/define-event.ts'
export type { ManualOptions, On, OnOptions, WebhookOptions } from './trigger/on.ts'
export { on } from './trigger/on.ts'
export type { EventOf, EventSource, ManualEvent, StoredEventOf, Trigger, WebhookEvent } from './trigger/trigger.ts'
