import type { FieldValue } from './item.ts'

/**
 * What is to be added to a list and taken away from it.
 * @returns null: it has to be written whole
 */
export function listChange(
  known: FieldValue | undefined,
  wanted: FieldValue | undefined,
): { readonly added: readonly string[]; readonly removed: readonly string[] } | null {
  if (!Array.isArray(known) || !Array.isArray(wanted)) return null
  return { added: without(wanted, known), removed: without(known, wanted) }
}

/** Upper and lower case are the same to most services, and the same thing is not added and taken away. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map((one) => one.toLowerCase()))
  return list.filter((one) => !known.has(one.toLowerCase()))
}
