import { AppError } from '../../errors.ts'
import { type FieldChange, type FieldVersions, mergeFields, sameJson } from '../../merge.ts'

type Values = Readonly<Record<string, unknown>>

export interface ChangedRow {
  /** undefined: nothing changed. */
  readonly row: Values | undefined
  /** What an event tells of it: the fields, the version and the time. */
  readonly changes: Readonly<Record<string, FieldChange>>
  readonly fieldVersions: FieldVersions
}

/**
 * A row after new values were merged into it.
 * @throws AppError `version_conflict` when a field changed since `baseVersion`
 */
export function changeRow({
  current,
  patch,
  now,
  versioned = 'version' in current,
  fieldVersions = {},
  baseVersion,
}: {
  readonly current: Values
  readonly patch: Values
  readonly now: string
  readonly versioned?: boolean | undefined
  readonly fieldVersions?: FieldVersions | undefined
  readonly baseVersion?: number | undefined
}): ChangedRow {
  const version = Number(current['version'] ?? 0)
  const { changes, conflicts } = mergeFields({ current, version, fieldVersions, patch, baseVersion })
  if (conflicts.length > 0) throw conflictOf(conflicts, current, version, baseVersion)
  const changed = Object.keys(changes)
  if (changed.length === 0) return { row: undefined, changes, fieldVersions }
  const all: Readonly<Record<string, FieldChange>> = {
    ...changes,
    ...(versioned && { version: { before: version, after: version + 1 } }),
    ...('updatedAt' in current &&
      !sameJson(current['updatedAt'], now) && { updatedAt: { before: current['updatedAt'], after: now } }),
  }
  return {
    row: { ...current, ...Object.fromEntries(Object.entries(all).map(([field, change]) => [field, change.after])) },
    changes: all,
    fieldVersions: { ...fieldVersions, ...Object.fromEntries(changed.map((field) => [field, version + 1])) },
  }
}

function conflictOf(
  conflicts: readonly string[],
  current: Values,
  version: number,
  baseVersion: number | undefined,
): AppError {
  const fields = conflicts.map((field) => ({
    path: field,
    expected: 'no change since your version',
    code: 'version_conflict',
  }))
  const values = Object.fromEntries(conflicts.map((field) => [field, current[field] ?? null]))
  return new AppError(
    'version_conflict',
    `changed by somebody else since version ${baseVersion}: ${conflicts.join(', ')}`,
    { fields, details: { version, current: values } },
  )
}
