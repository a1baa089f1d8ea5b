import { AppError } from '@orchestrator/domain'

/**
 * Gives up waiting for the database. What it is doing may still happen: a write is repeated safely with the same
 * Idempotency-Key.
 * @throws AppError `unavailable`
 */
export async function withDeadline<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new AppError('unavailable', 'the database did not answer in time; try again with the same Idempotency-Key'),
        ),
      milliseconds,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
