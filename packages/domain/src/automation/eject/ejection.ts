import type { FieldType } from '../../conditions/index.ts'
import { isEventType } from '../../events/catalogue.ts'
import type { Scope } from '../plan/scope.ts'
import { type Lines, quote } from './source.ts'

/** A rule while it becomes code. */
export class Ejection {
  /** What of the run's context the code uses. */
  readonly context = new Set<string>()
  /** What it takes from the SDK. */
  readonly imports = new Set<string>(['on', 'playbook'])
  /** Constants beside the playbook, in their order. */
  readonly constants: (string | Lines)[] = []
  /** The part of the event whose type TypeScript does not know, for its schema is too rich. */
  opaque: string | null = null
  needsZod = false
  /** Whether something reads a named action. */
  readonly reads: (name: string) => boolean
  readonly #taken: Set<string>
  readonly #events = new Map<string, string>()

  constructor(rule: object) {
    const text = JSON.stringify(rule)
    this.reads = (name) => new RegExp(`\\bsteps\\.${name}\\b`).test(text)
    const names = [...text.matchAll(/"(?:name|as)":"(\w+)"/g)].map(([, name = '']) => constantFor(name))
    this.#taken = new Set([...taken, ...names])
  }

  /** A name that nothing else of the file has: this one, or one with a number. */
  unique(name: string): string {
    let free = name
    for (let n = 2; this.#taken.has(free); n++) free = `${name}${n}`
    this.#taken.add(free)
    return free
  }

  /** @returns its name */
  constant(name: string, code: string | Lines): string {
    const free = this.unique(name)
    const [first = '', ...rest] = typeof code === 'string' ? [code] : code
    this.constants.push(`const ${free} = ${String(first)}`, ...rest)
    return free
  }

  /** What `on` and `waitFor` take for an event type: its name, or the definition of an event of the workspace's own. */
  sourceOf(type: string): string {
    if (isEventType(type)) return quote(type)
    const known = this.#events.get(type)
    if (known !== undefined) return known
    this.import('defineEvent')
    this.needsZod = true
    const name = type.replace(/[._]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    const constant = this.constant(name, `defineEvent(${quote(type)}, z.any())`)
    this.#events.set(type, constant)
    return constant
  }

  use(name: string): string {
    this.context.add(name)
    return name
  }

  import(name: string): string {
    this.imports.add(name)
    return name
  }
}

/** What is written at one place: the types that texts can read, and the constants that stand for them. */
export interface Place {
  readonly ejection: Ejection
  readonly scope: Scope
  /** Constants of steps and loops, by their names in the rule, e.g. `steps.followUp`. */
  readonly constants: Readonly<Record<string, string>>
}

const taken = new Set(
  'event requested tasks projects comments cycles milestones timeEntries templates notify approval http webhooks scripts log steps events sleep sleepUntil waitFor playbooks on playbook cel fill holds all answerOf defineEvent z await async break case catch class const continue default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static'.split(
    ' ',
  ),
)

/** The constant that stands for what a rule calls so. */
export const constantFor = (name: string): string => (taken.has(name) ? `${name}_` : name)

/** The field at the end of a path, e.g. of `['event', 'task', 'title']`; undefined: nobody knows. */
export function typeOf({ scope }: Place, root: string, fields: readonly string[]): FieldType | undefined {
  const start: FieldType | undefined = root === 'event' || root === 'trigger' ? scope.trigger : scope.variables[root]
  return fields.reduce<FieldType | undefined>((type, field) => {
    if (type?.nullable) return undefined
    if (type?.t === 'object') return type.fields[field]
    return type?.t === 'map' ? type.of : undefined
  }, start)
}
