import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'
import { AppError } from './errors.ts'

/**
 * A rank strictly between two others (null: before all, after all). Ranks compare bytewise.
 * @throws AppError `invalid_input` when `before` is not below `after`.
 */
export function rankBetween(before: string | null, after: string | null): string {
  try {
    // The library does not see it in every case.
    if (before !== null && after !== null && before >= after) throw new RangeError(`${before} >= ${after}`)
    return generateKeyBetween(before, after)
  } catch (cause) {
    throw new AppError('invalid_input', 'the ranks do not leave a place between them', {
      fields: [{ path: 'rank', expected: 'two valid ranks in ascending order', code: 'invalid_rank' }],
      cause,
    })
  }
}

/** Whether the text is a rank, next to which there is a place for others. */
export function isRank(text: string): boolean {
  try {
    generateKeyBetween(text, null)
    return /^[0-9A-Za-z]+$/.test(text)
  } catch {
    return false
  }
}

/** `count` ranks in ascending order between two others. */
export const ranksBetween = (before: string | null, after: string | null, count: number): string[] =>
  generateNKeysBetween(before, after, count)
