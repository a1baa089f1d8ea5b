/**
 * Conditions and templates over events. All that the product knows of CEL is in this folder; it needs neither zod nor Node.
 *
 * What is not there: `null` is only equal to null and makes `<`, `>` and methods undecided; a key that is not there makes all
 * undecided except `has(event.payload.x)` and `event.payload.?x.orValue(0)`. Undecided does not match, also under `!`;
 * `||` and `&&` do without an undecided side when the other decides.
 */

export type { VariableValues } from './bind-variables.ts'
export { bindCondition, bindTemplate, escapeTemplate, renderVariables } from './bind-variables.ts'
export { closest } from './closest.ts'
export type { CompiledCondition, Condition, Evaluation, RejectedCondition } from './condition.ts'
export { compileCondition, isExpensive, requireCondition } from './condition.ts'
export { limits as conditionLimits } from './environment.ts'
export type { EventSchema, FieldType, ObjectType, Variables } from './event-schema.ts'
export { eventSchemaOf, fieldTypeOf } from './event-schema.ts'
export type { ConditionPart } from './explain.ts'
export { explainCondition, unmetInWords } from './explain.ts'
export type { Expression } from './expression.ts'
export { compileExpression } from './expression.ts'
export { compileGuard } from './guard.ts'
export type { IndexablePart } from './indexable.ts'
export { indexableParts } from './indexable.ts'
export type { LiftedCondition } from './lift.ts'
export { liftVariables } from './lift.ts'
export type { Path } from './paths.ts'
export { pathsFrom } from './paths.ts'
export { plainValue } from './print-value.ts'
export type { ConditionProblem, ConditionProblemCode } from './problem.ts'
export { ConditionError } from './problem.ts'
export { eventSchemaFor, eventTypes } from './schemas.ts'
export type { CompiledTemplate } from './template.ts'
export { compileTemplate, renderTemplate } from './template.ts'
export type { CompiledValue } from './value.ts'
export { compileValue } from './value.ts'
