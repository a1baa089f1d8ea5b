type Schema = Record<string, unknown>

/** Prints JSON Schema as TypeScript. */
export class TypePrinter {
  readonly #enums: ReadonlyMap<string, string>
  readonly #definitions = new Map<string, Schema>()
  readonly #usedEnums = new Map<string, string>()

  constructor(enums: ReadonlyMap<string, string>) {
    this.#enums = enums
  }

  define(definitions: Readonly<Record<string, Schema>>): void {
    for (const [name, schema] of Object.entries(definitions))
      if (!name.startsWith('__') && !this.#definitions.has(name)) this.#definitions.set(name, schema)
  }

  /** Declarations of all definitions and of the enums that were printed. */
  declarations(): string {
    const interfaces = [...this.#definitions].map(([name, schema]) =>
      this.interface(name, schema, String(schema['description'] ?? docs[name] ?? `${name}.`)),
    )
    const enums = [...this.#usedEnums]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, text]) => `export type ${name} = ${text}\n`)
    return [...enums, ...interfaces].join('\n')
  }

  /** An import of those definitions that the text uses. */
  imports(text: string, from: string): string {
    const names = [...this.#definitions.keys(), ...this.#usedEnums.keys()]
      .filter((name) => new RegExp(`\\b${name}\\b`).test(text.replace(/\/\*\*.*?\*\//gs, '').replace(/'[^']*'/g, '')))
      .sort()
    return names.length > 0 ? `import type { ${names.join(', ')} } from '${from}'\n` : ''
  }

  interface(name: string, schema: Schema, doc: string, base?: string): string {
    // Of nothing there is no interface.
    if (Object.keys(schema['properties'] ?? {}).length === 0)
      return `${comment(doc, '')}export type ${name} = ${this.type(schema)}\n`
    return `${comment(doc, '')}export interface ${name}${base ? ` extends ${base}` : ''} ${this.#object(schema, '')}\n`
  }

  type(schema: Schema, indent = ''): string {
    const ref = schema['$ref']
    if (typeof ref === 'string') {
      const name = ref.slice(ref.lastIndexOf('/') + 1)
      return name.startsWith('__') ? 'Json' : name
    }
    if ('const' in schema) return literal(schema['const'])
    if (Array.isArray(schema['enum'])) return this.#enum(schema['enum'])
    const union = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined
    if (union) return [...new Set(union.map((member) => this.type(member, indent)))].join(' | ')
    const types = schema['type']
    if (Array.isArray(types)) return types.map((type) => this.type({ ...schema, type }, indent)).join(' | ')
    switch (types) {
      case 'string':
        return schema['format'] === 'date-time' ? 'Timestamp' : schema['format'] === 'date' ? 'CalendarDate' : 'string'
      case 'integer':
      case 'number':
        return 'number'
      case 'boolean':
        return 'boolean'
      case 'null':
        return 'null'
      case 'array':
        return `readonly ${wrap(schema['items'] ? this.type(schema['items'] as Schema, indent) : 'unknown')}[]`
      case 'object':
        return this.#objectOrRecord(schema, indent)
      default:
        return 'unknown'
    }
  }

  #objectOrRecord(schema: Schema, indent: string): string {
    if (schema['properties']) return this.#object(schema, indent)
    const values = schema['additionalProperties']
    return `{ readonly [key: string]: ${values && typeof values === 'object' ? this.type(values as Schema, indent) : 'unknown'} }`
  }

  #object(schema: Schema, indent: string): string {
    const required = new Set(schema['required'] as string[] | undefined)
    const fields = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).map(([key, property]) => {
      const text = property['description'] as string | undefined
      const type = this.type(property, `${indent}  `)
      const name = /^[a-z_$][\w$]*$/i.test(key) ? key : JSON.stringify(key)
      return `${text ? comment(text, `${indent}  `) : ''}${indent}  readonly ${name}${required.has(key) ? '' : '?'}: ${type}${required.has(key) ? '' : ' | undefined'}\n`
    })
    return fields.length > 0 ? `{\n${fields.join('')}${indent}}` : 'Record<string, never>'
  }

  #enum(values: readonly unknown[]): string {
    const text = values.map(literal).join(' | ')
    const name = this.#enums.get(JSON.stringify(values))
    if (!name) return text
    this.#usedEnums.set(name, text)
    return name
  }
}

const docs: Readonly<Record<string, string>> = {
  Actor:
    'Who did something: always somebody with rights, never "the system". `memberId` is the member whose rights were used.',
  Change: 'A field’s value before and after.',
  Task: 'A piece of work.',
  Project: 'A project of the workspace.',
  Comment: 'A comment on a task.',
  Cycle: 'A stretch of time in which a project works on what it has planned for it: a sprint.',
  CycleProgress: 'How a cycle’s scope and work came along.',
  Milestone: 'A point that a project wants to reach.',
  MilestoneProgress: 'How far a milestone’s tasks have come.',
  ProjectHealthReport: 'How a project is doing, computed from the log.',
  PlanInput: 'What is to be planned, and of what.',
  PlanDraft: 'The words of a plan. It has no days and nobody’s name: those are computed.',
  PlanSchedule: 'When work would be done, by whom, and of what each number is made.',
  ProposedPlan: 'A plan with its numbers, and the patch that would make it so.',
  HealthActions: 'What the findings of a project’s health call for.',
  Preference: 'How people want proposals to be: learnt from what they accept, edit and reject, or said by somebody.',
  AcceptanceSummary: 'What people accept of what is proposed to them.',
  ExpectedOperation: 'What past decisions say of one operation.',
  LearningEvaluation: 'Whether what was learnt of past decisions forecasts later ones.',
  LearningExample: 'A decision as an example to train a model of one’s own with.',
  Agent: 'Who can be asked in words: instructions for a model, its tools, and what it may propose.',
  AgentRun: 'One conversation of an agent, from what it was asked to its answer.',
  AgentRunSummary: 'An agent’s run without the definitions that it carries, and of its prompt the beginning.',
  AgentStep: 'One thing that a run did: a model’s answer, a tool’s call, the asking for an approval.',
  TimeEntry: 'Time that a member has worked on a task. While `endedAt` is null a timer runs.',
  ModelUsage: 'What models were asked, and what it took.',
  TimeSummary: 'How much time was worked, by task, member, project or day.',
  WorkTotals: 'How much work: the number of tasks, and the sums of their estimates.',
  CustomField: 'A field that a workspace adds to tasks. `projectIds` null: in every project.',
  RuleAction: 'What a rule does, or what decides what it does.',
  Rule: 'An automation as data: when this event, if this condition, then these actions.',
}

const literal = (value: unknown) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value))
const wrap = (type: string) => (/^readonly | \| (?![^{]*\})/.test(type) ? `(${type})` : type)
const comment = (text: string, indent: string) => `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n`
