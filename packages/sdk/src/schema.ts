import { type FieldProblem, SchemaError } from './errors.ts'
import type { JsonSchema } from './json.ts'

/**
 * A schema of any library that implements Standard Schema (zod, Valibot, ArkType, …). With one that also gives JSON Schema (zod 4)
 * the API checks input before a run starts.
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown, ...rest: readonly never[]) => Result<Output> | Promise<Result<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
    readonly jsonSchema?:
      | { readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown> }
      | undefined
  }
}

type Result<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
      }[]
    }

/** The schema of any type. */
export type AnySchema = Schema<unknown, unknown>

/** What a schema takes. */
export type InputOf<S extends AnySchema> = NonNullable<S['~standard']['types']>['input']
/** What a schema gives. */
export type OutputOf<S extends AnySchema> = NonNullable<S['~standard']['types']>['output']

/** @throws SchemaError naming each wrong field */
export async function validate<S extends AnySchema>(schema: S, value: unknown, what: string): Promise<OutputOf<S>> {
  return unwrap(await schema['~standard'].validate(value), what) as OutputOf<S>
}

/** The same at once; schemas that have to wait for something cannot be used here. */
export function validateSync<S extends AnySchema>(schema: S, value: unknown, what: string): OutputOf<S> {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise)
    throw new TypeError(`the schema of ${what} is asynchronous, which is not possible here`)
  return unwrap(result, what) as OutputOf<S>
}

/** The schema as JSON Schema; null where its library gives none. */
export function jsonSchemaOf(schema: AnySchema): JsonSchema | null {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) ?? null
  } catch {
    // A schema with a part that JSON Schema cannot say: the run itself still checks.
    return null
  }
}

function unwrap(result: Result<unknown>, what: string): unknown {
  if (!result.issues) return result.value
  const fields = result.issues.map((issue): FieldProblem => {
    const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
    return { path, expected: issue.message, code: 'invalid' }
  })
  throw new SchemaError(what, fields)
}
