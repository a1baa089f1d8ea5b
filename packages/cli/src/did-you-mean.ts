import { closest } from '@orchestrator/domain/closest'

/** The name that was probably meant: one that hardly differs, or that begins so. */
export const meant = (word: string, names: readonly string[]): string | undefined =>
  closest(word, names) ?? (word.length > 2 ? names.find((name) => name.startsWith(word)) : undefined)

/** `Did you mean intake? `, to be put before a hint; or nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const similar = meant(word, names)
  return similar === undefined ? '' : `Did you mean ${similar}? `
}
