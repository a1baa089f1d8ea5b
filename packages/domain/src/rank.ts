import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'
import { AppError } from './errors.ts'

/**
 * A rank strictly between two others (null: before all, after all). Ranks compare bytewise.
 * @throws AppError `invalid_input` when `before` is not below `after`.
 */
export function rankBetween(before: string | null, after: string | null): string {
  try {
    return generateKeyBetween(before, after)
  } catch (cause) {
    throw new AppError('invalid_input', 'the ranks do not leave a place between them', {
      fields: [{ path: 'rank', expected: 'two valid ranks in ascending order', code: 'invalid_rank' }],
      cause,
    })
  }
}

/** `count` ranks in ascending order between two others. */
export const ranksBetween = (before: string | null, after: string | null, count: number): string[] =>
  generateNKeysBetween(before, after, count)
