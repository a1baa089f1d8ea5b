import {
  type Actor,
  AppError,
  askRights,
  askRows,
  type CommandContext,
  changeRow,
  type Entities,
  type EntityKind,
  idTaken,
  type NewEvent,
  newId,
  type Principal,
  type Rights,
} from '@orchestrator/domain'
import { type StoredRow, tables } from '../tables.ts'
import { CurrentFacts } from './current-facts.ts'
import { type Loaded, rowsOf } from './load.ts'
import type { PreparedRequest } from './prepare.ts'
import { causesOf } from './wanted.ts'

/** An event before it has its place in the log. */
export interface PendingEvent extends NewEvent {
  readonly id: string
  readonly principal: Principal
  readonly commandId: string
  readonly traceparent: string | undefined
}

type Caller = Pick<PreparedRequest, 'principal' | 'traceparent' | 'prepared'>
type Fate = 'insert' | 'update' | 'delete'

/** The rows and events of one transaction while its commands are decided. What a failing request did is undone in memory. */
export class UnitOfWork {
  readonly now = new Date().toISOString()
  readonly events: PendingEvent[] = []
  readonly fates = new Map<string, { kind: EntityKind; id: string; fate: Fate }>()
  readonly #undo: (() => void)[] = []
  readonly #loaded: Loaded
  readonly #originals = new Map<string, { kind: EntityKind; id: string; before: StoredRow | undefined }>()
  readonly #facts: CurrentFacts

  constructor(loaded: Loaded) {
    this.#loaded = loaded
    this.#facts = new CurrentFacts(loaded, this.#originals, () => this.events)
  }

  /** @returns a mark to go back to with {@link rollBack} */
  mark(): { undo: number; events: number } {
    return { undo: this.#undo.length, events: this.events.length }
  }

  rollBack(mark: { undo: number; events: number }): void {
    while (this.#undo.length > mark.undo) this.#undo.pop()?.()
    this.events.length = mark.events
  }

  rows(fate: Fate): Map<EntityKind, StoredRow[]> {
    const byKind = new Map<EntityKind, StoredRow[]>()
    for (const entry of this.fates.values()) {
      if (entry.fate !== fate) continue
      const row = fate === 'delete' ? ({ id: entry.id } as StoredRow) : rowsOf(this.#loaded, entry.kind).get(entry.id)
      if (!row) continue
      const rows = byKind.get(entry.kind)
      if (rows) rows.push(row)
      else byKind.set(entry.kind, [row])
    }
    return byKind
  }

  /** In what a row differs from what is stored. */
  changedFields(kind: EntityKind, row: StoredRow): string[] {
    const before = this.#originals.get(`${kind} ${row.id}`)?.before as Record<string, unknown> | undefined
    return Object.entries(row).flatMap(([field, value]) => (before?.[field] === value ? [] : field))
  }

  /** @throws AppError when the caller may no longer act at all */
  rightsOf(principal: Principal): Rights {
    const { actor, scopes } = principal
    const member = rowsOf(this.#loaded, 'member').get(actor.memberId) as Entities['member'] | undefined
    if (!member || member.removedAt)
      throw new AppError(
        'forbidden',
        `the member for whom this acts is not in the workspace${remedies[actor.type] ?? ''}`,
      )
    if (actor.type === 'api_key') {
      const key = rowsOf(this.#loaded, 'api_key').get(actor.id) as Entities['api_key'] | undefined
      if (!key || key.revokedAt || (key.expiresAt && key.expiresAt <= this.now))
        throw new AppError('unauthenticated', 'the API key is revoked or has expired')
    }
    const roles = [...rowsOf(this.#loaded, 'project_member').values()] as Entities['project_member'][]
    const own = roles.filter((role) => role.memberId === actor.memberId)
    return {
      role: member.role,
      projectRoles: new Map(own.map((role) => [role.projectId, role.role])),
      scopes: scopes && new Set(scopes),
    }
  }

  contextFor({ principal, traceparent, prepared }: Caller, rights: Rights | null, commandId: string): CommandContext {
    const loaded = this.#loaded
    const rows = askRows({
      byId: (kind, id) => rowsOf(loaded, kind).get(id as string) as never,
      all: (kind) => [...rowsOf(loaded, kind).values()] as never[],
    })
    return {
      now: this.now,
      commandId,
      actor: principal.actor,
      scopes: principal.scopes,
      depth: principal.cause?.depth ?? 0,
      ...askRights(rights),
      ...rows,
      isComing: (kind, name) => prepared.some(({ makes }) => makes?.kind === kind && makes.names.includes(name)),
      insert: (kind, row) => this.#insert(kind, row),
      update: (kind, id, patch, options) => this.#update(kind, rows.get(kind, id), patch, options?.baseVersion),
      remove: (kind, id) => this.#remove(kind, rows.get(kind, id)),
      takeNumber: (projectId) => {
        const numbers = this.#numbers(projectId)
        this.#undo.push(() => void numbers.next--)
        return numbers.next++
      },
      lastRank: (projectId) => this.#numbers(projectId).lastRank,
      fact: (name, id) => this.#facts.get(name, id),
      causedBy: () => causesOf(principal).flatMap(({ fact, id }) => this.#facts.get(fact, id)),
      attempt: (work) => this.#attempt(work),
      emit: (event) => void this.events.push({ ...event, id: newId(), principal, commandId, traceparent }),
    }
  }

  #attempt<T>(work: () => T): T {
    const mark = this.mark()
    try {
      return work()
    } catch (error) {
      this.rollBack(mark)
      throw error
    }
  }

  /** A project that is made in this transaction has no counter yet: its numbers begin at 1. */
  #numbers(projectId: string) {
    let numbers = this.#loaded.numbers.get(projectId)
    if (!numbers) this.#loaded.numbers.set(projectId, (numbers = { next: 1, last: 0, lastRank: null }))
    return numbers
  }

  /** The last number given out in a project that this transaction made. */
  lastNumberOf(projectId: string): number {
    return (this.#loaded.numbers.get(projectId)?.next ?? 1) - 1
  }

  /** The projects of which fewer numbers are used than were taken, each with the last that is. */
  unusedNumbers(): { projectId: string; lastNumber: number }[] {
    return [...this.#loaded.numbers].flatMap(([projectId, { next, last }]) =>
      next <= last ? { projectId, lastNumber: next - 1 } : [],
    )
  }

  #insert<K extends EntityKind>(kind: K, row: Entities[K]): void {
    const rows = rowsOf(this.#loaded, kind)
    this.#keepOriginal(kind, row.id)
    if (rows.has(row.id)) throw idTaken(kind)
    rows.set(row.id, { ...row, ...(tables[kind].versioned && { fieldVersions: {} }) } as StoredRow)
    this.#undo.push(() => rows.delete(row.id))
    this.#setFate(kind, row.id, 'insert')
    if (kind === 'task') this.#raiseRank(row as unknown as Entities['task'])
  }

  #raiseRank(task: Entities['task']): void {
    const numbers = this.#numbers(task.projectId)
    const before = numbers.lastRank
    if (before !== null && before >= task.rank) return
    numbers.lastRank = task.rank
    this.#undo.push(() => void (numbers.lastRank = before))
  }

  #update<K extends EntityKind>(
    kind: K,
    row: StoredRow<K>,
    patch: Partial<Entities[K]>,
    baseVersion: number | undefined,
  ) {
    const { versioned } = tables[kind]
    const { fieldVersions = {}, ...current } = row as StoredRow
    const changed = changeRow({ current, patch, now: this.now, versioned, fieldVersions, baseVersion })
    const versions = versioned && { fieldVersions: changed.fieldVersions }
    if (changed.row) this.#replace(kind, row, { ...changed.row, ...versions } as unknown as StoredRow<K>)
    return changed.changes
  }

  #replace<K extends EntityKind>(kind: K, before: StoredRow<K>, after: StoredRow<K>): void {
    const rows = rowsOf(this.#loaded, kind)
    this.#keepOriginal(kind, after.id)
    rows.set(after.id, after)
    this.#undo.push(() => rows.set(before.id, before))
    if (this.fates.get(`${kind} ${after.id}`)?.fate !== 'insert') this.#setFate(kind, after.id, 'update')
  }

  #remove<K extends EntityKind>(kind: K, row: StoredRow<K>): void {
    const rows = rowsOf(this.#loaded, kind)
    this.#keepOriginal(kind, row.id)
    rows.delete(row.id)
    this.#undo.push(() => rows.set(row.id, row))
    this.#setFate(kind, row.id, 'delete')
  }

  /** Called before each change. What a failing request did is undone in the rows, so its originals equal them again. */
  #keepOriginal(kind: EntityKind, id: string): void {
    const key = `${kind} ${id}`
    if (!this.#originals.has(key)) this.#originals.set(key, { kind, id, before: rowsOf(this.#loaded, kind).get(id) })
  }

  #setFate(kind: EntityKind, id: string, fate: Fate): void {
    const key = `${kind} ${id}`
    const before = this.fates.get(key)
    if (fate === 'delete' && before?.fate === 'insert') this.fates.delete(key)
    else this.fates.set(key, { kind, id, fate })
    this.#undo.push(() => void (before ? this.fates.set(key, before) : this.fates.delete(key)))
  }
}

/** What to do about what acts for somebody who left. */
const remedies: { readonly [T in Actor['type']]?: string } = {
  playbook_run: '; deploy the playbook again as somebody who is',
  connection: '; have somebody who is connect it anew',
  agent_run: '; have somebody who is ask the agent anew',
  rule_run: '; save the rule again as somebody who is',
  schedule: '; deploy the playbook or save the rule again as somebody who is',
}
