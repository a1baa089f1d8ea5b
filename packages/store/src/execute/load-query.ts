import type { EntityKind } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { type StoredRow, selectJson, tables } from '../tables.ts'

export interface Answer {
  readonly kind: EntityKind | 'ledger'
  readonly rows: readonly StoredRow[]
}

/** How rows are held until the commit: not at all, as they are, or to be changed. */
export type RowLock = 'none' | 'keep' | 'write'

const tails: Record<RowLock, string> = {
  none: '',
  keep: ' order by id for share',
  // No key changes: so a new comment does not wait for its task to be changed, nor a new task for its project.
  write: ' order by id for no key update',
}

/**
 * A run's row is changed by many beside commands (leases, turns, waits). A step keeps it from being cancelled or ended (`endRuns`), and
 * waits for nobody else, nor anybody else for a step.
 */
const runTails: Record<RowLock, string> = {
  none: '',
  keep: ' order by id for key share',
  write: ' order by id for update',
}

export type Parameter = (value: unknown) => string

/** Many small selects in one statement: each costs a fraction of what it would cost by itself. */
export class LoadQuery {
  readonly #parameters: unknown[]
  readonly #parts: { kind: Answer['kind']; select: string }[] = []
  readonly #parameter: Parameter = (value) => `$${this.#parameters.push(value)}`

  constructor(workspaceId: string) {
    this.#parameters = [workspaceId]
  }

  add(kind: Answer['kind'], select: (parameter: Parameter) => string): void {
    this.#parts.push({ kind, select: select(this.#parameter) })
  }

  addRows(kind: EntityKind, where: (parameter: Parameter) => string, lock: RowLock): void {
    const { name, softDelete } = tables[kind]
    const alive = softDelete ? ' and deleted_at is null' : ''
    const tail = (kind === 'run' ? runTails : tails)[lock]
    this.add(
      kind,
      (parameter) =>
        `select ${selectJson(kind)} from ${name} where workspace_id = $1 and ${where(parameter)}${alive}${tail}`,
    )
  }

  async run(tx: Tx): Promise<readonly Answer[]> {
    if (this.#parts.length === 0) return []
    const lists = this.#parts.map(({ select }, index) => `(select json_agg(r) from (${select}) r) as "a${index}"`)
    const rows = await tx.unsafe<Record<string, StoredRow[] | null>[]>(
      `select ${lists.join(', ')}`,
      this.#parameters as never[],
      { prepare: true },
    )
    return this.#parts.map(({ kind }, index) => ({ kind, rows: rows[0]?.[`a${index}`] ?? [] }))
  }
}
