/** The version of a row in which each of its fields last changed; fields that never changed are absent. */
export type FieldVersions = Readonly<Record<string, number>>

export interface FieldChange {
  readonly before: unknown
  readonly after: unknown
}

export interface MergeInput {
  readonly current: Readonly<Record<string, unknown>>
  readonly version: number
  readonly fieldVersions: FieldVersions
  /** The new values; a field that is absent stays. */
  readonly patch: Readonly<Record<string, unknown>>
  /** The version that the writer saw. Absent: the writer overwrites knowingly. */
  readonly baseVersion?: number | undefined
}

export interface MergeResult {
  readonly changes: Readonly<Record<string, FieldChange>>
  /** Fields that somebody else changed after `baseVersion`, to another value than this writer wants. */
  readonly conflicts: readonly string[]
}

/**
 * Merges a patch into a row field by field: two writers of different fields both succeed, two writers of one field
 * conflict unless they want the same value. Nothing is merged when there is a conflict.
 */
export function mergeFields({ current, fieldVersions, patch, baseVersion }: MergeInput): MergeResult {
  const changes: Record<string, FieldChange> = {}
  const conflicts: string[] = []
  for (const [field, after] of Object.entries(patch)) {
    if (after === undefined || sameJson(current[field], after)) continue
    if (baseVersion !== undefined && (fieldVersions[field] ?? 0) > baseVersion) conflicts.push(field)
    else changes[field] = { before: current[field] ?? null, after }
  }
  return { changes: conflicts.length > 0 ? {} : changes, conflicts }
}

/** Merging sets as additions and removals keeps what others added meanwhile. An item both added and removed is removed. */
export function mergeSet(
  current: readonly string[],
  add: readonly string[] = [],
  remove: readonly string[] = [],
): string[] {
  const removed = new Set(remove)
  return [...new Set([...current, ...add])].filter((item) => !removed.has(item))
}

/** Deep equality of JSON values; the order of an object's keys does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [aKeys, bKeys] = [Object.keys(a), Object.keys(b)]
  if (aKeys.length !== bKeys.length) return false
  return aKeys.every((key) => Object.hasOwn(b, key) && sameJson(a[key as keyof typeof a], b[key as keyof typeof b]))
}
