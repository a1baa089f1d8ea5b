import * as z from 'zod'
import type { FieldType } from '../../conditions/index.ts'
import type { FieldProblem } from '../../errors.ts'
import type { Permission } from '../../permissions.ts'

/** An action's fields with all templates filled in. */
export type ActionFields = Readonly<Record<string, unknown>>

/** A command without its id, which is derived from the run and the action's place. Its data is parsed when it is executed. */
export interface ActionCommand {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Under it later actions read what an action gave: `{{steps.followUp.identifier}}`. */
export const ActionName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,59}$/, 'a name such as followUp')
  .meta({ description: 'under it later actions read what this one gave, e.g. `{{steps.followUp.identifier}}`' })

/** What an action needs to say itself in TypeScript, for a playbook that a rule becomes. */
export interface ActionCode {
  /** Its fields as source; those that are left out are missing. */
  readonly fields: Readonly<Record<string, string>>
  /** The fields of one that is an object. */
  parts(field: string): Readonly<Record<string, string>>
  /** A part of the run's context: `use('tasks')`. */
  use(name: string): string
  /** Something of the SDK: `import('answerOf')`. */
  import(name: string): string
  /** The text of a field as a constant beside the playbook. @returns the constant's name */
  constant(name: string, field: string): string
  /** An object literal. */
  object(fields: Readonly<Record<string, string>>): string
  /** A call with a value and, if there are any, options. */
  call(callee: string, value: string, options: Readonly<Record<string, string>>): string
}

/** What a text names in the workspace. */
export type ReferenceKind =
  | 'project'
  | 'task'
  | 'member'
  | 'state'
  | 'template'
  | 'playbook'
  /** A playbook by its name, or a rule by its id. */
  | 'automation'
  | 'webhook_endpoint'
  | 'custom_field'
  /** By its id or its name. */
  | 'connection'
  /** By its name; built-in ones too. */
  | 'agent'

/** What a text without an expression must name or be. */
export type Constant = ReferenceKind | z.ZodType

type Schema<N extends string, F extends z.ZodRawShape> = z.ZodObject<
  { action: z.ZodLiteral<N>; name: z.ZodOptional<typeof ActionName> } & F,
  z.core.$strict
>

interface CommonParts<N extends string, F extends z.ZodRawShape> {
  /** The name in `action`. */
  readonly action: N
  /** One line for people. */
  readonly summary: string
  /** All text in them is a template. */
  readonly fields: F
  /** Fields whose text is taken as it is. */
  readonly verbatim?: readonly (keyof F & string)[]
  /** Fields that can be empty: an expression that gives nothing makes null of them. */
  readonly emptied?: readonly (keyof F & string)[]
  /** Fields of any JSON: a text in them that is one expression stands for its value, so that a number stays one. */
  readonly json?: readonly (keyof F & string)[]
  /** Texts that are cut at a length when an expression made them longer, by their fields. */
  readonly cut?: Readonly<Partial<Record<keyof F & string, number>>>
  /** What constants must name or be, by their places (`*`: every key), so that a rule which could never run is not saved. */
  readonly constants?: Readonly<Record<string, Constant>>
  /** What a rule with `scopes` must have among them; for certain fields it may need more. */
  readonly permissions: readonly Permission[]
  /** What later actions may read of it. */
  readonly result: FieldType
  /** The same, where what it gives follows from its fields. */
  resultOf?(fields: ActionFields): FieldType
  /** What is wrong with its constants beside what `constants` says, so that a rule which could never run is not saved. */
  problemsOf?(fields: ActionFields): readonly FieldProblem[]
  /** The same as a call that a playbook awaits, for a rule that becomes one. */
  code(code: ActionCode): string
}

interface ImmediateParts<N extends string, F extends z.ZodRawShape> extends CommonParts<N, F> {
  readonly kind: 'immediate'
  /** The entity of the first command is its result. */
  commands(fields: ActionFields): readonly ActionCommand[]
  /** The `id` of its result, where that is known before its commands run. */
  resultId?(fields: ActionFields, commandId: string): unknown
}

interface LongParts<N extends string, F extends z.ZodRawShape> extends CommonParts<N, F> {
  readonly kind: 'long'
}

/**
 * What a rule can do, as data. *Immediate*: it becomes commands in the transaction of the rule's run. *long*: it waits or calls out, so
 * that its rule runs as a workflow of its own; what it does then stands in the SDK, `src/rule/actions`, under the same name.
 */
export type ActionDefinition<N extends string = string, F extends z.ZodRawShape = z.ZodRawShape> = (
  | ImmediateParts<N, F>
  | LongParts<N, F>
) & { readonly schema: Schema<N, F> }

export function defineAction<const N extends string, F extends z.ZodRawShape>(
  parts: ImmediateParts<N, F> | LongParts<N, F>,
): ActionDefinition<N, F> {
  const common = { action: z.literal(parts.action), name: ActionName.optional() }
  return { ...parts, schema: z.strictObject({ ...common, ...parts.fields }) as unknown as Schema<N, F> }
}
