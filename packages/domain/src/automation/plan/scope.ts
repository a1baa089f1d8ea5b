import { type EventSchema, type Expression, type FieldType, pathsFrom } from '../../conditions/index.ts'
import { AppError } from '../../errors.ts'

/** What a rule is while it is compiled. */
export interface Draft {
  places: number
  long: boolean
  outside?: boolean
}

/** What may be read at one place of a rule: the event, the items of loops around it, and the named actions before it. */
export class Scope {
  readonly draft: Draft
  readonly #schemas: readonly EventSchema[]
  readonly #items: Readonly<Record<string, FieldType>>
  #steps: Readonly<Record<string, FieldType>>
  /** Steps whose id is known before they run. */
  readonly #known: Set<string>
  #extended: readonly EventSchema[] | undefined

  constructor(
    draft: Draft,
    schemas: readonly EventSchema[],
    items: Readonly<Record<string, FieldType>> = {},
    steps: Readonly<Record<string, FieldType>> = {},
    known: ReadonlySet<string> = new Set(),
  ) {
    this.draft = draft
    this.#schemas = schemas
    this.#items = items
    this.#steps = steps
    this.#known = new Set(known)
  }

  get variables(): Readonly<Record<string, FieldType>> {
    return { ...this.#items, steps: { t: 'object', fields: this.#steps } }
  }

  /** The event that started the run, as a variable. */
  get trigger(): FieldType {
    const [schema, ...more] = this.#schemas
    return schema && more.length === 0 ? schema.event : { t: 'any' }
  }

  /** Of a branch: what is named there is not seen after it. */
  inner(items: Readonly<Record<string, FieldType>> = {}, steps: Readonly<Record<string, FieldType>> = {}): Scope {
    return new Scope(this.draft, this.#schemas, { ...this.#items, ...items }, { ...this.#steps, ...steps }, this.#known)
  }

  /** @param known its id is known before it runs */
  add(name: string, type: FieldType, known: boolean): void {
    this.#steps = { ...this.#steps, [name]: type }
    if (known) this.#known.add(name)
    this.#extended = undefined
  }

  /** @throws AppError `invalid_input` */
  checkNew(name: string | undefined, path: string): void {
    if (name === undefined || !(Object.hasOwn(this.#steps, name) || Object.hasOwn(this.#items, name))) return
    throw new AppError('invalid_input', `${path}: ${name} is the name of an action before it`, {
      fields: [{ path, expected: 'a name that no action before it has', code: 'duplicate' }],
    })
  }

  /** Most texts read the event alone; they share what evaluates them. */
  schemasFor(text: string): readonly EventSchema[] {
    const names = ['steps', ...Object.keys(this.#items)]
    if (!names.some((name) => text.includes(name))) return this.#schemas
    this.#extended ??= this.#schemas.map((schema) => ({ ...schema, variables: this.variables }))
    return this.#extended
  }

  /** Notes whether an expression reads more of a step than is known before it runs. */
  note({ ast }: Pick<Expression, 'ast'>): void {
    for (const { fields } of pathsFrom(new Set(['steps']), ast)) {
      const [name = '', field, ...more] = fields
      if (field !== 'id' || more.length > 0 || !this.#known.has(name)) this.draft.long = true
    }
  }
}
