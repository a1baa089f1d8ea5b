import { ModelError, type Models } from '@orchestrator/models'

/** By workspace and question; whether each ends in an answer that is given again. */
const underWay = new WeakMap<Models, Map<string, Promise<boolean>>>()

/**
 * Asks unless the same is being asked in this process: then it waits, and finds the answer in the cache. When the other fails, one of those that wait
 * asks by itself. Nothing of it is stored, so a process that ends takes with it those that wait as well, and whoever repeats them asks.
 *
 * @param key tells workspace and question
 * @param ask is told whether it has waited for an answer; its own says whether it may be given again
 */
export async function together<T>(
  models: Models,
  key: string,
  signal: AbortSignal | undefined,
  ask: (waited: boolean) => Promise<T>,
  isKept: (answer: T) => boolean,
): Promise<T> {
  const calls = underWay.get(models) ?? new Map<string, Promise<boolean>>()
  underWay.set(models, calls)
  for (let other = calls.get(key); other; other = calls.get(key))
    if (await unlessCancelled(other, signal)) return ask(true)
  const mine = ask(false)
  const call = mine.then(isKept, () => false).finally(() => calls.delete(key))
  calls.set(key, call)
  return mine
}

async function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  const { promise: cancelled, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(new ModelError('cancelled', 'whoever asked has cancelled it'))
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort)
  return Promise.race([work, cancelled]).finally(() => signal.removeEventListener('abort', onAbort))
}
