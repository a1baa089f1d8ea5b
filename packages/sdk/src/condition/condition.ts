import { PlaybookDefinitionError } from '../errors.ts'
import type { Json } from '../json.ts'
import { type Constant, printLiteral, toJson } from './literal.ts'

/** How constants are printed: `inline` like a person would write them, `params` so that every run of a wait has the same text. */
export type ConstantForm = 'inline' | 'params'

/** Prints constants into a condition's text. */
export interface ConstantPrinter {
  constant(value: Constant): string
}

type Print = (constants: ConstantPrinter) => string

type Node =
  | { readonly kind: 'atom'; readonly print: Print; readonly uses?: Condition }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }

/** All conditions of the function that is being recorded; one that is in none of the others and is not returned would be lost. */
let recording: Set<Condition> | undefined

/** A condition on events, as data. Made by the functions of an event's fields or by `cel`; combine them with `and`, `or` and `not`. */
export class Condition {
  readonly #node: Node

  /** @internal */
  constructor(node: Node) {
    this.#node = node
    const parts = node.kind === 'atom' ? (node.uses ? [node.uses] : []) : node.kind === 'not' ? [node.part] : node.parts
    for (const part of parts) {
      if (!(part instanceof Condition))
        throw new PlaybookDefinitionError(`.${node.kind}() takes conditions, not ${describe(part)}`)
      recording?.delete(part)
    }
    recording?.add(this)
  }

  /** True when this and all of those are. */
  and(...others: readonly Condition[]): Condition {
    return new Condition({ kind: 'and', parts: [this, ...others] })
  }

  /** True when this or one of those is. */
  or(...others: readonly Condition[]): Condition {
    return new Condition({ kind: 'or', parts: [this, ...others] })
  }

  /** True when this is false. Where this cannot be told (a missing key, null compared with `lt`), `not` cannot either and does not match. */
  not(): Condition {
    return new Condition({ kind: 'not', part: this })
  }

  /** @internal */
  print(constants: ConstantPrinter): string {
    const node = this.#node
    switch (node.kind) {
      case 'atom':
        return node.print(constants)
      case 'not':
        return `!(${node.part.print(constants)})`
      case 'and':
        return node.parts.map((part) => part.#within('and', constants)).join(' && ')
      case 'or':
        return node.parts.map((part) => part.#within('or', constants)).join(' || ')
    }
  }

  #within(outer: 'and' | 'or', constants: ConstantPrinter): string {
    const text = this.print(constants)
    return this.#node.kind !== 'not' && this.#node.kind !== outer && !(this.#node.kind === 'atom' && isSimple(text))
      ? `(${text})`
      : text
  }
}

/** A condition that is printed by a function; `uses` is the one that it contains. */
export const atom = (print: Print, uses?: Condition): Condition =>
  new Condition({ kind: 'atom', print, ...(uses && { uses }) })

/** Text that binds more tightly than `&&` and `||`: what the builder makes. What `cel` brings may contain them. */
const isSimple = (text: string) => !/&&|\|\||(?<![.[])\?/.test(text)

/** The condition as data: CEL and the values of its params. */
export function conditionData(
  condition: Condition,
  form: ConstantForm,
): { readonly cel: string; readonly params: { readonly [name: string]: Json } } {
  const params: Record<string, Json> = {}
  const constant = (value: Constant): string => {
    if (form === 'inline' || value === null) return printLiteral(value)
    const name = `p${Object.keys(params).length + 1}`
    params[name] = toJson(value)
    return value instanceof Date ? `timestamp(params.${name})` : `params.${name}`
  }
  const cel = condition.print({ constant })
  return { cel, params }
}

/**
 * Calls a condition's function once and makes sure that all it made is in what it returned.
 * @throws PlaybookDefinitionError
 */
export function record(make: () => unknown): Condition {
  const outer = recording
  const made = new Set<Condition>()
  recording = made
  try {
    const condition = make()
    if (!(condition instanceof Condition)) {
      throw new PlaybookDefinitionError(
        `A condition must return what the fields' functions give; this one returned ${describe(condition)}. ` +
          'JavaScript operators do not work here: write .eq(x) for ===, .and(…) for &&, .or(…) for ||, .not() for !.',
      )
    }
    made.delete(condition)
    for (const lost of made) {
      const { cel } = conditionData(lost, 'inline')
      throw new PlaybookDefinitionError(
        `A part of the condition gets lost: ${cel}. Combine parts with .and(…) and .or(…); && and || keep only one of their sides.`,
      )
    }
    outer?.add(condition)
    return condition
  } finally {
    recording = outer
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'boolean' || value === null) return String(value)
  if (typeof value === 'object' || typeof value === 'function')
    return 'a field; ask something of it, e.g. .eq(true) or .exists()'
  return `the ${typeof value} ${JSON.stringify(value)}`
}
