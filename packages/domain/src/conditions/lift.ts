import { walk } from './ast.ts'
import type { EventSchema, FieldType } from './event-schema.ts'
import { compileExpression } from './expression.ts'
import { boundNames, pathsFrom } from './paths.ts'
import { type ConditionProblem, problemAt } from './problem.ts'

/** A condition whose variables have become params, so that its text is the same for every run. */
export interface LiftedCondition {
  readonly cel: string
  /** Which expression over the variables gives each param. */
  readonly params: readonly { readonly name: string; readonly cel: string }[]
}

/**
 * Makes params of all that a condition reads of variables: whoever asks it later has the event and the params alone.
 * The condition is checked against the schemas first.
 */
export function liftVariables(
  cel: string,
  schemas: readonly EventSchema[],
): { readonly lifted: LiftedCondition } | { readonly problems: readonly ConditionProblem[] } {
  const compiled = compileExpression(cel, schemas, 'bool', {})
  if ('problems' in compiled) return compiled
  const { ast } = compiled.expression
  const types = schemas[0]?.variables ?? {}
  const roots = new Set(Object.keys(types))
  const problems: ConditionProblem[] = []
  for (const name of boundNames(ast))
    if (roots.has(name))
      problems.push(problemAt(cel, ast.range, 'not_allowed', `${name} means something else here already`))
  for (const node of walk(ast)) {
    const [argument] = node.op === 'call' && node.args[0] === 'has' ? node.args[1] : []
    if (argument && pathsFrom(roots, argument).length > 0)
      problems.push(
        problemAt(cel, node.range, 'not_allowed', 'has() is for the event that is waited for; ask before the wait'),
      )
  }
  if (problems.length > 0) return { problems }
  let text = ''
  let at = 0
  const params: { name: string; cel: string }[] = []
  for (const path of pathsFrom(roots, ast)) {
    const source = cel.slice(path.start, path.end)
    const known = params.find((param) => param.cel === source)
    const name = known?.name ?? `p${params.length}`
    if (!known) params.push({ name, cel: source })
    text += cel.slice(at, path.start) + asRead(`params.${name}`, typeAt(types[path.root], path.fields))
    at = path.end
  }
  return { lifted: { cel: text + cel.slice(at), params } }
}

/** Params are JSON: what is no JSON is read as it is of an event. */
function asRead(param: string, type: FieldType | undefined): string {
  if (type?.t === 'timestamp') return `timestamp(${param})`
  return type?.t === 'int' && !type.nullable ? `int(${param})` : param
}

function typeAt(type: FieldType | undefined, [field, ...rest]: readonly string[]): FieldType | undefined {
  if (field === undefined || type === undefined) return type
  if (type.t === 'object') return typeAt(type.fields[field], rest)
  return type.t === 'map' ? typeAt(type.of, rest) : undefined
}
