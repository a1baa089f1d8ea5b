import type { AdfNode } from '../../../connectors/jira/adf/adf.ts'

export interface FakeUser {
  readonly accountId: string
  readonly displayName: string
  readonly emailAddress: string
  readonly active: boolean
  readonly accountType: string
  readonly timeZone: string
}

export interface Part {
  readonly id: string
  readonly author: FakeUser
  readonly created: number
  updated: number
  properties: Record<string, unknown>
  body: AdfNode | null
  /** Of worklogs. */
  started?: string
  timeSpentSeconds?: number
}

export interface FakeIssue {
  readonly id: string
  readonly projectId: string
  readonly number: number
  readonly created: number
  readonly creator: FakeUser
  updated: number
  fields: Record<string, unknown>
  properties: Record<string, unknown>
  comments: Part[]
  worklogs: Part[]
  links: FakeLink[]
}

export interface FakeLink {
  readonly id: string
  readonly type: (typeof linkTypes)[number]
  readonly inward: string
  readonly outward: string
}

export interface FakeProject {
  readonly id: string
  readonly key: string
  readonly name: string
  /** Whose account sees it; null: all. */
  readonly seenBy: string | null
  /** From which status which others can be reached; null: all from all. */
  readonly workflow: Readonly<Record<string, readonly string[]>> | null
  /** Fields that its screens do not have. */
  readonly without: readonly string[]
  /** Whether its issues may not be linked. */
  readonly unlinkable?: boolean
  last: number
}

export const statuses = [
  { id: '10010', name: 'To Do', statusCategory: { id: 2, key: 'new', name: 'To Do' } },
  { id: '10011', name: 'In Progress', statusCategory: { id: 4, key: 'indeterminate', name: 'In Progress' } },
  { id: '10012', name: 'Done', statusCategory: { id: 3, key: 'done', name: 'Done' } },
]
export const priorities = ['Highest', 'High', 'Medium', 'Low', 'Lowest'].map((name, n) => ({ id: String(n + 1), name }))
export const issueTypes = [
  { id: '10100', name: 'Epic', untranslatedName: 'Epic', subtask: false, hierarchyLevel: 1 },
  { id: '10101', name: 'Task', untranslatedName: 'Task', subtask: false, hierarchyLevel: 0 },
  { id: '10102', name: 'Story', untranslatedName: 'Story', subtask: false, hierarchyLevel: 0 },
  { id: '10103', name: 'Bug', untranslatedName: 'Bug', subtask: false, hierarchyLevel: 0 },
  { id: '10104', name: 'Subtask', untranslatedName: 'Subtask', subtask: true, hierarchyLevel: -1 },
]
export const linkTypes = [
  { id: '10400', name: 'Blocks', outward: 'blocks', inward: 'is blocked by' },
  { id: '10401', name: 'Cloners', outward: 'clones', inward: 'is cloned by' },
  { id: '10402', name: 'Duplicate', outward: 'duplicates', inward: 'is duplicated by' },
  { id: '10403', name: 'Relates', outward: 'relates to', inward: 'relates to' },
]
export const severities = ['Low', 'High'].map((value, n) => ({ id: String(10_300 + n), value }))

const types = 'com.atlassian.jira.plugin.system.customfieldtypes'
const custom = (n: number, name: string, schema: { type: string; items?: string; custom: string }) => ({
  ...{ id: `customfield_${n}`, key: `customfield_${n}`, name, custom: true, schema: { ...schema, customId: n } },
})
export const customFields = [
  custom(10_016, 'Story point estimate', { type: 'number', custom: 'com.pyxis.greenhopper.jira:jsw-story-points' }),
  custom(10_020, 'Sprint', { type: 'array', items: 'json', custom: 'com.pyxis.greenhopper.jira:gh-sprint' }),
  custom(10_042, 'Severity', { type: 'option', custom: `${types}:select` }),
  custom(10_043, 'Platforms', { type: 'array', items: 'option', custom: `${types}:multiselect` }),
  custom(10_044, 'Acceptance', { type: 'string', custom: `${types}:textarea` }),
  custom(10_045, 'Go live', { type: 'date', custom: `${types}:datepicker` }),
  custom(10_046, 'Reviewer', { type: 'user', custom: `${types}:userpicker` }),
  custom(10_047, 'Customer', { type: 'string', custom: `${types}:textfield` }),
  custom(10_048, 'Weight', { type: 'number', custom: `${types}:float` }),
  custom(10_049, 'Made at', { type: 'datetime', custom: `${types}:datetime` }),
]
export const systemFields = [
  ...[
    'summary',
    'description',
    'issuetype',
    'project',
    'priority',
    'labels',
    'assignee',
    'reporter',
    'parent',
    'duedate',
  ],
  'timetracking',
]

/** What is in it, and what tests turn. */
export class JiraState {
  readonly users: FakeUser[] = []
  readonly projects: FakeProject[] = []
  readonly issues = new Map<string, FakeIssue>()
  /** As the index of searches has them. */
  #index = new Map<string, FakeIssue>()
  indexPaused = false
  tokensExpired = false
  #frozenAt: number | null = null
  #ids = 20_000

  nextId(): string {
    return String(++this.#ids)
  }

  now(): number {
    return this.#frozenAt ?? Date.now()
  }

  freeze(frozen: boolean): void {
    this.#frozenAt = frozen ? Date.now() : null
  }

  /** To be called after each change. */
  reindex(): void {
    if (!this.indexPaused) this.#index = new Map([...this.issues].map(([id, issue]) => [id, structuredClone(issue)]))
  }

  /** Only this one has changed. */
  touched(issue: FakeIssue): void {
    if (this.indexPaused) return
    if (this.issues.has(issue.id)) this.#index.set(issue.id, structuredClone(issue))
    else this.#index.delete(issue.id)
  }

  indexed(): FakeIssue[] {
    return [...this.#index.values()]
  }

  project(idOrKey: string, user: FakeUser): FakeProject | undefined {
    return this.projects.find(
      ({ id, key, seenBy }) => (id === idOrKey || key === idOrKey) && (seenBy === null || seenBy === user.accountId),
    )
  }

  issue(idOrKey: string, user: FakeUser): FakeIssue | undefined {
    const found =
      this.issues.get(idOrKey) ?? [...this.issues.values()].find((one) => this.keyOf(one) === idOrKey.toUpperCase())
    return found && this.project(found.projectId, user) ? found : undefined
  }

  keyOf({ projectId, number }: FakeIssue): string {
    return `${this.projects.find(({ id }) => id === projectId)?.key}-${number}`
  }
}
